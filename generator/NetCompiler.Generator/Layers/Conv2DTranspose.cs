using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What the data gradient of a convolution computes: every input spread over a window of the larger output by the kernel, y = x ∗ᵀ
/// W + b.</summary>
/// <param name="Convolution">The convolution that goes the other way.</param>
internal sealed record Conv2DTranspose(
    string Name, Shape Input, Shape Output, Convolution Convolution, string PaddingName, bool UseBias, string KernelInitializer,
    string BiasInitializer)
    : ContractionLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("Conv2DTranspose", Bind) { Penalised = LayerKind.KernelAndBias };

    private Axis Vertical => Convolution.Vertical;

    private Axis Horizontal => Convolution.Horizontal;

    public override string Title =>
        $"Conv2DTranspose({Convolution.Channels}, {AxisBinding.Describe(Vertical, Horizontal, PaddingName)}){(UseBias ? "" : ", no bias")}";

    public override string Formula => UseBias ? "y = x ∗ᵀ W + b" : "y = x ∗ᵀ W";

    public override long MultiplyAdds => Convolution.MultiplyAdds;

    public override Border InputBorder => Convolution.GradientBorder;

    public override Border GradientBorder => Convolution.InputBorder;

    public override bool WeightsReadGradientBorder => true;

    /// <summary>Keras's order in files is (height, width, filters, channels), and its fans follow from that; in memory the lanes lie side
    /// by side.</summary>
    public override EquatableArray<ParameterSpec> Parameters
    {
        get
        {
            int taps = Vertical.Kernel * Horizontal.Kernel, filters = Convolution.Channels, channels = Convolution.Filters;
            var shape = new Shape(Vertical.Kernel, Horizontal.Kernel, filters, channels);
            ParameterSpec kernel = Convolution.PlaceUpwards(
                new("kernel", shape, KernelInitializer, taps * filters, taps * channels) { OfInput = [3], HasOutputRows = true });
            return UseBias ? [kernel, new ParameterSpec("bias", new Shape(filters), BiasInitializer, filters, filters)] : [kernel];
        }
    }

    public override bool IsForwardDot => Convolution.HasFewChannels;

    public override bool IsDataGradientDot => Convolution.HasFewFilters;

    public override ContractionForms Describe(ContractionLayout layout) =>
        Convolution.FormsUpwards(layout, Formula, UseBias ? ContractionStart.Bias : ContractionStart.Zero);

    private static Layer? Bind(LayerContext context)
    {
        int filters = context.Size("filters");
        string padding = context.Member("Padding", "Valid");
        if (AxisBinding.BindUpwards(context, padding) is not { } axes || context.HasErrors)
            return null;
        var convolution = new Convolution(axes.Vertical, axes.Horizontal, filters, context.Input.Dimensions[2]);
        return new Conv2DTranspose(
            context.Name, context.Input, new Shape(axes.Vertical.Input, axes.Horizontal.Input, filters), convolution, padding,
            context.Boolean("UseBias", true),
            context.Member("KernelInitializer", "GlorotUniform"), context.Member("BiasInitializer", "Zeros"));
    }
}
