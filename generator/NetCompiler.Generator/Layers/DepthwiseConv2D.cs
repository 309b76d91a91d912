using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every channel convolved with kernels of its own: y = x ∗ W + b, channel by channel. With one kernel a channel it is one part;
/// see <see cref="Depthwise"/>.</summary>
internal sealed record DepthwiseConv2D(string Name, Shape Input, Shape Output, string Words, bool UseBias, EquatableArray<Layer> All)
    : CompositeLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("DepthwiseConv2D", Bind) { Penalised = LayerKind.KernelAndBias };

    public override string Title => Words;

    public override string Formula => UseBias ? "y = x ∗ W + b, channel by channel" : "y = x ∗ W, channel by channel";

    public override EquatableArray<LayerPart> Parts => LayerPart.Chain(All);

    public override EquatableArray<ParameterSpec> Parameters => All[All.Count - 1].Parameters;

    private static Layer? Bind(LayerContext context)
    {
        string padding = context.Member("Padding", "Valid");
        int multiplier = context.Size("DepthMultiplier", 1);
        if (AxisBinding.Bind(context, "kernelSize", "kernelHeight", "kernelWidth", padding) is not { } axes || context.HasErrors)
            return null;
        bool useBias = context.Boolean("UseBias", true);
        string title = $"DepthwiseConv2D({AxisBinding.Describe(axes.Vertical, axes.Horizontal, padding)}){(
            multiplier == 1 ? "" : $", multiplier {multiplier}")}{(useBias ? "" : ", no bias")}";
        EquatableArray<Layer> parts = Depthwise.Parts(
            context.Name, title, context.Input, axes.Vertical, axes.Horizontal, multiplier, "kernel",
            context.Member("DepthwiseInitializer", "GlorotUniform"), useBias ? context.Member("BiasInitializer", "Zeros") : null);
        Layer last = parts[parts.Count - 1];
        return parts.Count == 1 ? last : new DepthwiseConv2D(context.Name, context.Input, last.Output, title, useBias, parts);
    }
}
