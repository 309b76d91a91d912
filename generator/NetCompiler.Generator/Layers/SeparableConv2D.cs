using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A depthwise convolution without a bias, then a weighted sum of its channels at every pixel: y = (x ∗ D) P + b.</summary>
internal sealed record SeparableConv2D(string Name, Shape Input, Shape Output, string Words, bool UseBias, EquatableArray<Layer> All)
    : CompositeLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("SeparableConv2D", Bind) { Penalised = LayerKind.KernelAndBias };

    public override string Title => Words;

    public override string Formula => UseBias ? "y = (x ∗ D) P + b" : "y = (x ∗ D) P";

    public override EquatableArray<LayerPart> Parts => LayerPart.Chain(All);

    public override EquatableArray<ParameterSpec> Parameters => All.SelectMany(part => part.Parameters).ToEquatableArray();

    private static Layer? Bind(LayerContext context)
    {
        int filters = context.Size("filters"), multiplier = context.Size("DepthMultiplier", 1);
        string padding = context.Member("Padding", "Valid");
        if (AxisBinding.Bind(context, "kernelSize", "kernelHeight", "kernelWidth", padding) is not { } axes || context.HasErrors)
            return null;
        bool useBias = context.Boolean("UseBias", true);
        string window = AxisBinding.Describe(axes.Vertical, axes.Horizontal, padding),
            times = multiplier == 1 ? "" : $", multiplier {multiplier}", bias = useBias ? "" : ", no bias";
        EquatableArray<Layer> depthwise = Depthwise.Parts(
            $"{context.Name}_depthwise", $"{context.Name}'s depthwise part, {window}{times}", context.Input, axes.Vertical,
            axes.Horizontal, multiplier, "depthwise_kernel",
            context.Member("DepthwiseInitializer", "GlorotUniform"), null);
        Shape middle = depthwise[depthwise.Count - 1].Output;
        int channels = middle.Dimensions[2];
        var convolution = new Convolution(Axis.Pad("Valid", middle.Dimensions[0], 1, 1, 1),
            Axis.Pad("Valid", middle.Dimensions[1], 1, 1, 1), channels, filters);
        ParameterSpec kernel = convolution.Place(new("pointwise_kernel", new Shape(1, 1, channels, filters),
            context.Member("PointwiseInitializer", "GlorotUniform"), channels, filters)
        { OfInput = [2] });
        var pointwise = new PointwiseContraction(
            context.Name, $"{context.Name}'s pointwise part, {channels} to {filters} channels{bias}", middle, convolution, kernel,
            useBias ? new ParameterSpec("bias", new Shape(filters), context.Member("BiasInitializer", "Zeros"), filters, filters) : null);
        return new SeparableConv2D(
            context.Name, context.Input, pointwise.Output, $"SeparableConv2D({filters}, {window}){times}{bias}", useBias,
            [.. depthwise, pointwise]);
    }
}

/// <summary>A weighted sum of the channels at every pixel, y = x P + b, without a bias where there is none.</summary>
internal sealed record PointwiseContraction(string Name, string Words, Shape Input, Convolution Convolution, ParameterSpec Kernel,
    ParameterSpec? Bias)
    : ContractionLayer(Name, Input, new Shape(Convolution.Vertical.Output, Convolution.Horizontal.Output, Convolution.Filters))
{
    public override string Title => Words;

    public override string Formula => Bias is null ? "y = x P" : "y = x P + b";

    public override long MultiplyAdds => Convolution.MultiplyAdds;

    public override EquatableArray<ParameterSpec> Parameters => Bias is null ? [Kernel] : [Kernel, Bias];

    public override bool IsForwardDot => Convolution.HasFewFilters;

    public override bool IsDataGradientDot => Convolution.HasFewChannels;

    public override ContractionForms Describe(ContractionLayout layout) =>
        Convolution.Forms(layout, Formula, Bias is null ? ContractionStart.Zero : ContractionStart.Bias);
}
