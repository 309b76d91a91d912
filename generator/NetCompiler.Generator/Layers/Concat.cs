using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Several values one behind the other along a dimension.</summary>
/// <param name="Axis">The dimension, counted from 0.</param>
internal sealed record Concat(string Name, EquatableArray<Shape> Inputs, Shape Output, int Axis) : JoinLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Concat", Bind) { TakesSeveral = true };

    public override string Title => Axis == Output.Rank - 1 ? "Concat" : $"Concat(axis {Axis + 1})";

    public override string Formula => $"y = ({string.Join(", ", Enumerable.Range(1, Inputs.Count).Select(i => $"x{i}"))})";

    public override Move Describe(int input, Layout x, Layout y)
    {
        Shape shape = Inputs[input];
        int[] from = x.Steps(shape), to = y.Steps(Output);
        int before = Inputs.Take(input).Sum(other => other.Dimensions[Axis]);
        return new Move(
            x.Start, y.Start + before * to[Axis],
            MoveLoop.Join(Enumerable.Range(0, shape.Rank - 1).Select(i => new MoveLoop(shape.Dimensions[i], from[i], to[i]))),
            shape.Dimensions[shape.Rank - 1], FillsOutput: false, ReadsAll: true, ReadsOnce: true);
    }

    private static Layer? Bind(LayerContext context)
    {
        MergeBinding.RequireSeveral(context);
        LayerInput first = context.Inputs[0];
        if (context.HasErrors || MergeBinding.Axis(context, "Axis", context.Int32("Axis", -1), first.Shape) is not { } axis)
            return null;
        long length = first.Shape.Dimensions[axis];
        for (int i = 1; i < context.Inputs.Count; i++)
        {
            Shape shape = context.Inputs[i].Shape;
            bool fits = shape.Rank == first.Shape.Rank && Enumerable.Range(0, shape.Rank).All(dimension =>
                dimension == axis || shape.Dimensions[dimension] == first.Shape.Dimensions[dimension]);
            if (!fits)
                MergeBinding.ReportShapes(context, i, first, $"all sizes but that of dimension {axis + 1} must be equal");
            else
                length += shape.Dimensions[axis];
        }
        if (length > int.MaxValue)
            context.ReportMisfit("NETC1003", null, "What Concat gives", length, int.MaxValue, "its values");
        return context.HasErrors ? null : new Concat(
            context.Name, MergeBinding.Shapes(context), new Shape(first.Shape.Dimensions.Select((size, i) => i == axis ? (int)length : size)
                .ToArray()), axis);
    }
}
