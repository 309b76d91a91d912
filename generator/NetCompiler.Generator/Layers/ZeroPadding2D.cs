using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Zeros around an image.</summary>
internal sealed record ZeroPadding2D(string Name, Shape Input, Border Edges)
    : MoveLayer(Name, Input, new Shape(Edges.Top + Input.Dimensions[0] + Edges.Bottom, Edges.Left + Input.Dimensions[1] + Edges.Right,
        Input.Dimensions[2]))
{
    public static readonly LayerKind Kind = new("ZeroPadding2D", Bind);

    public override string Title => $"ZeroPadding2D({EdgeBinding.Describe(Edges)})";

    public override string Formula => "y = x, with zeros around it";

    public override Move Describe(Layout input, Layout output) => EdgeBinding.Copy(input, output, Edges, widens: true);

    private static Layer? Bind(LayerContext context)
    {
        if (EdgeBinding.Bind(context, "padding") is not { } edges)
            return null;
        Grow("top", "bottom", edges.Top, edges.Bottom, context.Input.Dimensions[0]);
        Grow("left", "right", edges.Left, edges.Right, context.Input.Dimensions[1]);
        return context.HasErrors ? null : new ZeroPadding2D(context.Name, context.Input, edges);

        void Grow(string before, string after, int first, int last, int size)
        {
            if ((long)first + last + size > int.MaxValue)
                context.ReportMisfit("NETC1004", context.Has("padding") ? "padding" : context.Has(before) ? first > last ? before : after
                    : before == "top" ? "height" : "width", context.Kind, "padding", Math.Max(first, last),
                    "small enough for the image to fit into memory");
        }
    }
}
