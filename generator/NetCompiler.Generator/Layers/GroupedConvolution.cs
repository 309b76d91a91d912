using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>
/// Convolutions whose channels and filters are cut into as many groups: the filters of a group see the channels of the same group. With one
/// channel a group it is a depthwise convolution. Else each group is a convolution of its own over its part of the channels, all by the
/// same code; vectors must not reach into the next group, so groups that are no whole vectors are laid out with gaps before and after.
/// </summary>
internal static class GroupedConvolution
{
    /// <summary>Reads <c>Groups</c>; reports a number that does not divide both.</summary>
    public static int ReadGroups(LayerContext context, int channels, int filters)
    {
        int groups = context.Size("Groups", 1);
        if (groups > 1 && channels > 0 && filters > 0 && (channels % groups != 0 || filters % groups != 0))
            context.ReportMisfit("NETC1052", "Groups", context.Kind, groups, channels, filters,
                string.Join(", ", Enumerable.Range(1, Math.Min(channels, filters)).Where(count =>
                channels % count == 0 && filters % count == 0)));
        return groups;
    }

    /// <summary>A layer of more than one group.</summary>
    /// <param name="context">The layer: an image or a sequence comes in.</param>
    /// <param name="window">The window, as a reader would say it.</param>
    /// <param name="output">The shape that goes out, of as many channels as there are filters.</param>
    /// <param name="vertical">Lines; of a sequence, the one there is.</param>
    /// <param name="horizontal">Pixels, or steps.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="taps">The kernel's first dimensions.</param>
    public static Layer Bind(LayerContext context, string window, Shape output, Axis vertical, Axis horizontal, int groups, int[] taps)
    {
        string name = context.Name;
        Shape input = context.Input;
        int filters = output.Dimensions[output.Rank - 1], channels = input.Dimensions[input.Rank - 1] / groups, outputs = filters / groups;
        int count = vertical.Kernel * horizontal.Kernel;
        bool useBias = context.Boolean("UseBias", true);
        string title = $"{context.Kind}({filters}, {window}), {groups} groups{(useBias ? "" : ", no bias")}",
            formula = useBias ? "y = x ∗ W + b" : "y = x ∗ W";
        string? biasInitializer = useBias ? context.Member("BiasInitializer", "Zeros") : null;
        var kernel = new ParameterSpec(
            "kernel", new Shape(taps.Append(channels).Append(filters).ToArray()), context.Member("KernelInitializer", "GlorotUniform"),
            count * channels, count * filters)
        {
            OfInput = [taps.Length],
        };
        EquatableArray<Layer> parts;
        if (channels == 1)
        {
            parts = Depthwise.Parts(name, title, input, output, vertical, horizontal, outputs, kernel, biasInitializer);
        }
        else
        {
            // Each group's rows follow those of the group before, and its biases lie as its outputs do.
            kernel = kernel with { Columns = outputs, Swap = new(count * channels, groups, outputs) };
            bool gathers = outputs % RowPadding.Lanes != 0;
            int inputPitch = RowPadding.RoundUp(channels), outputPitch = gathers ? RowPadding.Stride(outputs) : outputs;
            ParameterSpec? bias = biasInitializer is null ? null
                : new ParameterSpec("bias", new Shape(filters), biasInitializer, filters, filters);
            if (gathers && bias is not null)
                bias = bias with { Columns = outputs, Swap = new(1, 1, 1) };
            var spread = new GroupedChannels($"{name}_spread", input, input.WithChannels(groups * inputPitch), groups, channels);
            var convolution = new GroupedContraction(
                gathers ? $"{name}_groups" : name, title, spread.Output, output.WithChannels(groups * outputPitch),
                new Convolution(vertical, horizontal, channels, outputs) { AllowsDots = false }, groups, kernel, bias);
            var gathered = new GroupedChannels(name, convolution.Output, output, groups, outputs);
            parts = new Layer?[] { spread.Input == spread.Output ? null : spread, convolution, gathers ? gathered : null }.OfType<Layer>()
                .ToEquatableArray();
        }
        return parts.Count == 1 ? parts[0] : new GroupedLayer(name, title, formula, input, output, parts);
    }
}

/// <summary>A convolution in groups with the moves that it needs.</summary>
internal sealed record GroupedLayer(string Name, string Words, string Mathematics, Shape Input, Shape Output, EquatableArray<Layer> All)
    : CompositeLayer(Name, Input, Output)
{
    public override string Title => Words;

    public override string Formula => Mathematics;

    public override EquatableArray<LayerPart> Parts => LayerPart.Chain(All);

    public override EquatableArray<ParameterSpec> Parameters => All.SelectMany(part => part.Parameters).ToEquatableArray();
}

/// <summary>The convolutions of all groups, over images in which every group begins with a vector.</summary>
/// <param name="Convolution">That of one group.</param>
/// <param name="Groups">The number of groups.</param>
internal sealed record GroupedContraction(
    string Name, string Words, Shape Input, Shape Output, Convolution Convolution, int Groups, ParameterSpec Kernel, ParameterSpec? Bias)
    : ContractionLayer(Name, Input, Output)
{
    private int InputPitch => Input.Dimensions[Input.Rank - 1] / Groups;

    private int OutputPitch => Output.Dimensions[Output.Rank - 1] / Groups;

    private int Taps => Convolution.Vertical.Kernel * Convolution.Horizontal.Kernel;

    public override string Title => Words;

    public override string Formula => Bias is null ? "y = x ∗ W" : "y = x ∗ W + b";

    public override long MultiplyAdds => Groups * Convolution.MultiplyAdds;

    public override int KernelGroups => Groups;

    public override Border InputBorder => Convolution.InputBorder;

    public override Border GradientBorder => Convolution.GradientBorder;

    public override EquatableArray<ParameterSpec> Parameters => Bias is null ? [Kernel] : [Kernel, Bias];

    public override ContractionForms Describe(ContractionLayout layout)
    {
        int kernel = Taps * Convolution.Channels * layout.KernelStride;
        Transposition one = Convolution.Transposition;
        WeightGradient weights = Convolution.WeightGradient(layout);
        return new(
            [Repeat(Convolution.Forward(layout, Formula, Bias is null ? ContractionStart.Zero : ContractionStart.Bias),
            new(Groups, InputPitch, kernel, OutputPitch, 0))],
            Convolution.DataGradient(layout).Select(gradient =>
            Repeat(gradient, new(Groups, OutputPitch, one.Floats, InputPitch, InputPitch))).ToEquatableArray(),
            weights with { Taps = weights.Taps! with { Groups = Groups, LeftGroup = InputPitch, RightGroup = OutputPitch } },
            one with { Floats = Groups * one.Floats });
    }

    private static Contraction Repeat(Contraction contraction, GroupLoop groups) =>
        contraction with { Scan = contraction.Scan! with { Groups = groups } };
}

/// <summary>Groups of channels with gaps between them, or without again.</summary>
/// <param name="Groups">The number of groups.</param>
/// <param name="Channels">Channels in a group.</param>
internal sealed record GroupedChannels(string Name, Shape Input, Shape Output, int Groups, int Channels) : MoveLayer(Name, Input, Output)
{
    private bool Spreads => Input.Length < Output.Length;

    public override string Title => Spreads ? "Every group of channels in vectors of its own" : "The groups of channels side by side";

    public override string Formula => "y = x, group by group";

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
    [
        new(
            input.Start, output.Start,
            [
                new(input.Height, input.LinePitch, output.LinePitch), new(input.Width, input.Pitch, output.Pitch),
                new(Groups, input.Channels / Groups, output.Channels / Groups),
            ],
            Channels, FillsOutput: !Spreads, ReadsAll: Spreads, ReadsOnce: true),
    ];
}
