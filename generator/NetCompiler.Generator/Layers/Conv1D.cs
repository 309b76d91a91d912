using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every filter a weighted sum of a window of all channels, at every step of the sequence: y = x ∗ W + b. A sequence is an image
/// of one line.</summary>
internal sealed record Conv1D(
    string Name, Shape Input, Shape Output, Convolution Convolution, string PaddingName, bool UseBias, string KernelInitializer,
    string BiasInitializer)
    : ContractionLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("Conv1D", Bind) { Penalised = LayerKind.KernelAndBias };

    /// <summary>Whether it must sum as a stream of steps does, which has no pixels side by side.</summary>
    public bool IsStreamed { get; init; }

    public override bool AllowsGroups => !IsStreamed;

    private Axis Steps => Convolution.Horizontal;

    public override string Title =>
        $"Conv1D({Convolution.Filters}, {AxisBinding.Describe(Steps, PaddingName)}){(UseBias ? "" : ", no bias")}";

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
            int taps = Steps.Kernel, channels = Convolution.Channels, filters = Convolution.Filters;
            ParameterSpec kernel = Convolution.Place(new("kernel", new Shape(taps, channels, filters), KernelInitializer, taps * channels,
                taps * filters)
            { OfInput = [1] });
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
        if (AxisBinding.BindSequence(context, "kernelSize", padding) is not { } steps || context.HasErrors)
            return null;
        int channels = context.Input.Dimensions[1], groups = GroupedConvolution.ReadGroups(context, channels, filters);
        if (context.HasErrors)
            return null;
        var output = new Shape(steps.Output, filters);
        if (groups > 1)
            return GroupedConvolution.Bind(context, AxisBinding.Describe(steps, padding), output, Axis.Line, steps, groups, [steps.Kernel]);
        return new Conv1D(
            context.Name, context.Input, output, new Convolution(Axis.Line, steps, channels, filters), padding,
            context.Boolean("UseBias", true), context.Member("KernelInitializer", "GlorotUniform"),
            context.Member("BiasInitializer", "Zeros"));
    }
}
