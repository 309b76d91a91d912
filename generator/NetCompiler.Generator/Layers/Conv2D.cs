using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every filter a weighted sum of a window of all channels, at every place of the image: y = x ∗ W + b.</summary>
internal sealed record Conv2D(
    string Name, Shape Input, Shape Output, Convolution Convolution, string PaddingName, bool UseBias, string KernelInitializer,
    string BiasInitializer)
    : ContractionLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("Conv2D", Bind) { Penalised = LayerKind.KernelAndBias };

    private Axis Vertical => Convolution.Vertical;

    private Axis Horizontal => Convolution.Horizontal;

    public override string Title =>
        $"Conv2D({Convolution.Filters}, {AxisBinding.Describe(Vertical, Horizontal, PaddingName)}){(UseBias ? "" : ", no bias")}";

    public override string Formula => UseBias ? "y = x ∗ W + b" : "y = x ∗ W";

    public override long MultiplyAdds => Convolution.MultiplyAdds;

    public override PlainConvolution? Plain => Convolution.Plain;

    public override Border InputBorder => Convolution.InputBorder;

    public override Border GradientBorder => Convolution.GradientBorder;

    /// <summary>Keras's fans: channels and filters, times the taps.</summary>
    public override EquatableArray<ParameterSpec> Parameters
    {
        get
        {
            int taps = Vertical.Kernel * Horizontal.Kernel, channels = Convolution.Channels, filters = Convolution.Filters;
            ParameterSpec kernel = Convolution.Place(new("kernel", new Shape(Vertical.Kernel, Horizontal.Kernel, channels, filters),
                KernelInitializer, taps * channels, taps * filters)
            { OfInput = [2] });
            return UseBias ? [kernel, new ParameterSpec("bias", new Shape(filters), BiasInitializer, filters, filters)] : [kernel];
        }
    }

    public override bool IsForwardDot => Convolution.HasFewFilters;

    public override bool IsDataGradientDot => Convolution.HasFewChannels;

    public override ContractionForms Describe(ContractionLayout layout) =>
        Convolution.Forms(layout, Formula, UseBias ? ContractionStart.Bias : ContractionStart.Zero);

    private static Layer? Bind(LayerContext context)
    {
        int filters = context.Size("filters");
        string padding = context.Member("Padding", "Valid");
        if (AxisBinding.Bind(context, "kernelSize", "kernelHeight", "kernelWidth", padding) is not { } axes || context.HasErrors)
            return null;
        int channels = context.Input.Dimensions[2], groups = GroupedConvolution.ReadGroups(context, channels, filters);
        if (context.HasErrors)
            return null;
        var output = new Shape(axes.Vertical.Output, axes.Horizontal.Output, filters);
        if (groups > 1)
            return GroupedConvolution.Bind(context, AxisBinding.Describe(axes.Vertical, axes.Horizontal, padding), output, axes.Vertical,
                axes.Horizontal, groups, [axes.Vertical.Kernel, axes.Horizontal.Kernel]);
        return new Conv2D(
            context.Name, context.Input, output, new Convolution(axes.Vertical, axes.Horizontal, channels, filters), padding,
            context.Boolean("UseBias", true),
            context.Member("KernelInitializer", "GlorotUniform"), context.Member("BiasInitializer", "Zeros"));
    }
}
