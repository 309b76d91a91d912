using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every channel convolved with a kernel of its own, y = x ∗ W + b, without a bias where there is none.</summary>
/// <param name="Kernel">The kernel; its columns are the channels.</param>
/// <param name="Bias">The bias, or null.</param>
internal sealed record DepthwiseContraction(string Name, string Words, Shape Input, Shape Output, DepthwiseConvolution Convolution,
    ParameterSpec Kernel, ParameterSpec? Bias)
    : ContractionLayer(Name, Input, Output)
{
    public override string Title => Words;

    public override string Formula => Bias is null ? "y = x ∗ W, channel by channel" : "y = x ∗ W + b, channel by channel";

    public override long MultiplyAdds => Convolution.MultiplyAdds;

    public override Border InputBorder => Convolution.InputBorder;

    public override Border GradientBorder => Convolution.GradientBorder;

    public override bool IsLanewise => true;

    public override EquatableArray<ParameterSpec> Parameters => Bias is null ? [Kernel] : [Kernel, Bias];

    public override ContractionForms Describe(ContractionLayout layout) => new(
        [Convolution.Forward(layout, Formula, Bias is null ? ContractionStart.Zero : ContractionStart.Bias)],
        Convolution.DataGradient(layout), Convolution.WeightGradient(layout), null);
}

/// <summary>Every channel several times, one beside the other.</summary>
internal sealed record RepeatedChannels(string Name, Shape Input, int Times)
    : MoveLayer(Name, Input, Input.WithChannels(Input.Dimensions[Input.Rank - 1] * Times))
{
    public override string Title => $"Every channel {Times} times";

    public override string Formula => $"y[{Times} c + i] = x[c]";

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
    [
        new(
            input.Start, output.Start,
            [
                new(input.Height, input.LinePitch, output.LinePitch), new(input.Width, input.Pitch, output.Pitch),
                new(input.Channels, 1, Times), new(Times, 0, 1),
            ],
            1, FillsOutput: true, ReadsAll: true, ReadsOnce: false),
    ];
}
