using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An image without its outermost lines and pixels.</summary>
internal sealed record Cropping2D(string Name, Shape Input, Border Edges)
    : MoveLayer(Name, Input, new Shape(Input.Dimensions[0] - Edges.Top - Edges.Bottom, Input.Dimensions[1] - Edges.Left - Edges.Right,
        Input.Dimensions[2]))
{
    public static readonly LayerKind Kind = new("Cropping2D", Bind);

    public override string Title => $"Cropping2D({EdgeBinding.Describe(Edges)})";

    public override string Formula => "y = x without its edges";

    public override EquatableArray<Move> Describe(Layout input, Layout output) => EdgeBinding.Copy(input, output, Edges, widens: false);

    private static Layer? Bind(LayerContext context)
    {
        if (EdgeBinding.Bind(context, "cropping") is not { } edges)
            return null;
        Check("height", edges.Top, edges.Bottom, context.Input.Dimensions[0], "lines");
        Check("width", edges.Left, edges.Right, context.Input.Dimensions[1], "columns");
        return context.HasErrors ? null : new Cropping2D(context.Name, context.Input, edges);

        void Check(string axis, int before, int after, int size, string noun)
        {
            if (size > (long)before + after)
                return;
            string argument = context.Has("cropping") ? "cropping" : context.Has(axis) ? axis : axis == "height" ? "top" : "left";
            context.ReportMisfit("NETC1034", argument, context.Kind, before, after, size, noun,
                (size - (long)before - after).ToString(CultureInfo.InvariantCulture));
        }
    }
}
