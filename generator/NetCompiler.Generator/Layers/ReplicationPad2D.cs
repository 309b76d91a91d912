using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An image whose outermost numbers are repeated around it.</summary>
internal sealed record ReplicationPad2D(string Name, Shape Input, Border Edges) : MoveLayer(Name, Input, RimCopies.Around(Input, Edges))
{
    public static readonly LayerKind Kind = new("ReplicationPad2D", Bind);

    public override string Title => $"ReplicationPad2D({EdgeBinding.Describe(Edges)})";

    public override string Formula => "y = x, its edges repeated around it";

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
        RimCopies.Describe(input, output, Edges, isMirrored: false);

    private static Layer? Bind(LayerContext context)
    {
        if (EdgeBinding.Bind(context, "padding") is not { } edges)
            return null;
        EdgeBinding.RequireMemory(context, edges);
        return context.HasErrors ? null : new ReplicationPad2D(context.Name, context.Input, edges);
    }
}
