using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Sums of products of two values along a dimension of each, as Keras's Dot.</summary>
/// <param name="Axis">The dimension of the first, counted from 0.</param>
/// <param name="OtherAxis">That of the second.</param>
internal sealed record Dot(
    string Name, EquatableArray<Shape> Inputs, Shape Output, int Axis, int OtherAxis, bool Normalizes)
    : ProductLayer(Name, Inputs, Output, Normalizes)
{
    public static readonly LayerKind Kind = new("Dot", Bind) { TakesSeveral = true };

    public override string Title => Normalizes ? "Dot, normalised" : "Dot";

    public override string Formula => Normalizes ? "y = a b / (|a| |b|)" : "y = a b";

    public override long MultiplyAdds => Output.Length * Inputs[0].Dimensions[Axis];

    public override MatrixPlace Describe(int input, Layout layout) => input == 2
        ? Place(layout, Output, columns: Inputs[1].Rank == 1 ? -1 : Output.Rank - 1)
        : Place(layout, Inputs[input], input == 0 ? Axis : OtherAxis);

    /// <summary>A shape of at most two dimensions as a matrix, one of whose dimensions, or none, is its columns.</summary>
    private static MatrixPlace Place(Layout layout, Shape shape, int columns)
    {
        int[] steps = layout.Steps(shape);
        int rows = columns < 0 ? 0 : 1 - columns;
        bool hasRows = rows < shape.Rank && rows >= 0 && (columns < 0 || shape.Rank == 2);
        return new MatrixPlace(
            hasRows ? shape.Dimensions[rows] : 1, columns < 0 ? 1 : shape.Dimensions[columns],
            hasRows ? steps[rows] : 0, columns < 0 ? 1 : steps[columns]);
    }

    private static Layer? Bind(LayerContext context)
    {
        MergeBinding.RequireSeveral(context, most: 2);
        if (context.HasErrors)
            return null;
        Shape a = context.Inputs[0].Shape, b = context.Inputs[1].Shape;
        if (Enumerable.Range(0, 2).Where(i => context.Inputs[i].Shape.Rank > 2).Select(i => (int?)i).FirstOrDefault() is { } i)
            context.ReportMisfit("NETC1018", i == 0 ? null : LayerContext.With(0), context.Kind, "values of one or two dimensions",
                context.Inputs[i].Shape.ToString(), "[Flatten] or [Reshape(sizes)] before it makes such");
        int axis = context.Int32("Axis", -1);
        string otherArgument = context.Has("OtherAxis") ? "OtherAxis" : "Axis";
        if (context.HasErrors || MergeBinding.Axis(context, "Axis", axis, a) is not { } first
            || MergeBinding.Axis(context, otherArgument, context.Int32("OtherAxis", axis), b) is not { } second)
            return null;
        if (a.Dimensions[first] != b.Dimensions[second])
            MergeBinding.ReportShapes(context, 1, context.Inputs[0],
                $"the dimensions that are summed over, {first + 1} and {second + 1}, must have one size");
        int[] rest = [.. a.Dimensions.Where((_, i) => i != first), .. b.Dimensions.Where((_, i) => i != second)];
        return context.HasErrors ? null : new Dot(
            context.Name, MergeBinding.Shapes(context), new Shape(rest.Length == 0 ? [1] : rest), first, second,
            context.Boolean("Normalize", false));
    }
}
