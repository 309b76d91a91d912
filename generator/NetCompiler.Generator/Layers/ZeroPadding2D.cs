using NetCompiler.Generator.Infrastructure;
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

    public override EquatableArray<Move> Describe(Layout input, Layout output) => EdgeBinding.Copy(input, output, Edges, widens: true);

    private static Layer? Bind(LayerContext context)
    {
        if (EdgeBinding.Bind(context, "padding") is not { } edges)
            return null;
        EdgeBinding.RequireMemory(context, edges);
        return context.HasErrors ? null : new ZeroPadding2D(context.Name, context.Input, edges);
    }
}
