using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The geometry of a convolution along one axis: output o reads inputs o·stride + k·dilation - before, for every tap k of the
/// kernel.</summary>
/// <param name="Input">Inputs.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Inputs from output to output.</param>
/// <param name="Dilation">Inputs from tap to tap.</param>
/// <param name="Before">Zeros before the first input.</param>
/// <param name="After">Zeros behind the last input.</param>
internal sealed record Axis(int Input, int Kernel, int Stride, int Dilation, int Before, int After)
{
    /// <summary>The axis that a sequence lacks: one line.</summary>
    public static readonly Axis Line = new(1, 1, 1, 1, 0, 0);

    /// <summary>Inputs that a kernel spans.</summary>
    public int Extent => (Kernel - 1) * Dilation + 1;

    /// <summary>The number of outputs; below 1 where the kernel does not fit.</summary>
    public int Output => Input + Before + After < Extent ? 0 : (Input + Before + After - Extent) / Stride + 1;

    /// <summary>Zeros behind the last input that some output reads.</summary>
    public int ReadAfter => Math.Max(0, (Output - 1) * Stride + Extent - Before - Input);

    /// <summary>Padding by name: none; Keras's "same", whose odd zero comes last; "causal", all before.</summary>
    public static Axis Pad(string padding, int input, int kernel, int stride, int dilation)
    {
        int extent = (kernel - 1) * dilation + 1;
        int total = Math.Max(0, ((input + stride - 1) / stride - 1) * stride + extent - input);
        return padding switch
        {
            "Same" => new(input, kernel, stride, dilation, total / 2, total - total / 2),
            "Causal" => new(input, kernel, stride, dilation, extent - 1, 0),
            _ => new(input, kernel, stride, dilation, 0, 0),
        };
    }

    /// <summary>
    /// The inputs whose gradient the same taps give: those of one remainder by the stride. Input i = stride·j + phase is read by tap
    /// k = first + stride·m as output j + shift - dilation·m.
    /// </summary>
    public AxisPhase Phase(int phase)
    {
        int first = (phase + Before) % Stride;
        return new(phase, (Input - phase + Stride - 1) / Stride, first, Math.Max(0, (Kernel - first + Stride - 1) / Stride),
            (phase + Before - first) / Stride);
    }

    /// <summary>Zeros that the data gradient reads before the first and behind the last output.</summary>
    public (int Before, int After) GradientBorder
    {
        get
        {
            int before = 0, after = 0;
            for (int i = 0; i < Stride; i++)
            {
                AxisPhase phase = Phase(i);
                if (phase.Count == 0 || phase.Taps == 0)
                    continue;
                before = Math.Max(before, Dilation * (phase.Taps - 1) - phase.Shift);
                after = Math.Max(after, phase.Count - 1 + phase.Shift - (Output - 1));
            }
            return (before, after);
        }
    }
}

/// <summary>See <see cref="Axis.Phase"/>.</summary>
/// <param name="Offset">The first input.</param>
/// <param name="Count">Inputs.</param>
/// <param name="FirstTap">The first tap.</param>
/// <param name="Taps">Taps.</param>
/// <param name="Shift">See there.</param>
internal sealed record AxisPhase(int Offset, int Count, int FirstTap, int Taps, int Shift);

/// <summary>
/// The contractions of a two-dimensional convolution over channels-last images with the kernel W [tap lines][taps][channels][filters]: rows
/// are the outputs of an image line, lanes are filters, and the sum goes over taps and channels. Few filters or few channels would leave
/// most lanes idle; where the others are many, lanes are those, in sums of dot products, and the kernel that this needs is [tap
/// lines][taps][filters][channels] for few filters, and W as it is for few channels.
/// </summary>
internal sealed record Convolution(Axis Vertical, Axis Horizontal, int Channels, int Filters)
{
    /// <summary>Whether sums may be dot products; else lanes are never terms.</summary>
    public bool AllowsDots { get; init; } = true;

    /// <summary>Whether filters are so few that what a filter sees is summed as a dot product over channels.</summary>
    public bool HasFewFilters => AllowsDots && TermLanes.Pays(Channels, (long)Vertical.Kernel * Horizontal.Kernel, Filters);

    /// <summary>Whether channels are so few that what reads a channel is summed as a dot product over filters. With a stride, an input is
    /// read by some taps only.</summary>
    public bool HasFewChannels =>
        AllowsDots && TermLanes.Pays(Filters, Math.Max(1, Vertical.Kernel / Vertical.Stride) * (long)Math.Max(1,
            Horizontal.Kernel / Horizontal.Stride), Channels);

    /// <summary>Multiply-adds for one sample.</summary>
    public long MultiplyAdds => (long)Vertical.Output * Horizontal.Output * Vertical.Kernel * Horizontal.Kernel * Channels * Filters;

    /// <summary>The same in numbers; null where taps have gaps between them or filters are few enough for dot products.</summary>
    public PlainConvolution? Plain => HasFewFilters || Vertical.Dilation > 1 || Horizontal.Dilation > 1
        ? null
        : new(Vertical.Output, Horizontal.Output, Vertical.Kernel, Horizontal.Kernel, Channels, Filters, Vertical.Stride,
            Horizontal.Stride);

    /// <summary>Zeros that forward reads around x.</summary>
    public Border InputBorder => new(Vertical.Before, Vertical.ReadAfter, Horizontal.Before, Horizontal.ReadAfter);

    /// <summary>Zeros that the data gradient reads around dy.</summary>
    public Border GradientBorder => new(Vertical.GradientBorder.Before, Vertical.GradientBorder.After, Horizontal.GradientBorder.Before,
        Horizontal.GradientBorder.After);

    /// <summary>Kernel row r, column c of tap t goes to row c, column r of tap t.</summary>
    public Transposition Transposition => new(Channels, Filters * TransposedStride, Filters, TransposedStride,
        Vertical.Kernel * Horizontal.Kernel * Filters * TransposedStride);

    private int TransposedStride => RowPadding.Stride(Channels);

    /// <summary>y = start + x ∗ W.</summary>
    public Contraction Forward(ContractionLayout layout, string formula, ContractionStart start) =>
        Gather("Forward", formula, new("x", "w", "y"), layout.Input, layout.InputStride, layout.Output, null, layout.KernelStride, start);

    /// <summary>The kernel's place in memory, as a tensor (height, width, channels, filters) or, of a sequence, (steps, channels, filters):
    /// lanes side by side.</summary>
    public ParameterSpec Place(ParameterSpec kernel) =>
        HasFewFilters ? kernel with { Columns = Channels, Swap = new(Channels, Filters, 1) } : kernel;

    /// <summary>All contractions of a layer whose kernel lies as <see cref="Place"/> says.</summary>
    public ContractionForms Forms(ContractionLayout layout, string formula, ContractionStart start) => new(
        [Forward(layout, formula, start)], DataGradient(layout), WeightGradient(layout),
        HasFewFilters || HasFewChannels ? null : Transposition);

    /// <summary>dx[i] = Σ dy[o] Wᵀ[k] over all outputs o that read input i, by tap k. With a stride, inputs of different remainders are
    /// read by different taps, and each remainder is a sum of its own.</summary>
    public EquatableArray<Contraction> DataGradient(ContractionLayout layout) => Scatter(
        "DataGradient", "dx = dy ∗ Wᵀ", new("dy", HasFewFilters || HasFewChannels ? "w" : "wT", "dx"), layout.OutputGradient,
        layout.OutputGradient.Stride, layout.InputGradient, layout.Input,
        HasFewFilters || HasFewChannels ? layout.KernelStride : TransposedStride, ContractionStart.Zero);

    /// <summary>For a layer that goes the other way, y[i] = start + Σ x[o] W[k] over all o that read i by tap k, with the kernel W [tap
    /// lines][taps][filters][channels]: channels come out and filters go in.</summary>
    private EquatableArray<Contraction> Upwards(ContractionLayout layout, string formula, ContractionStart start) =>
        Scatter("Forward", formula, new("x", "w", "y"), layout.Input, layout.InputStride, layout.Output, null, layout.KernelStride, start);

    /// <summary>The place of the kernel of <see cref="Upwards"/> in memory, as a tensor (height, width, channels, filters): lanes side by
    /// side.</summary>
    public ParameterSpec PlaceUpwards(ParameterSpec kernel) =>
        HasFewChannels ? kernel : kernel with { Columns = Channels, Swap = new(Channels, Filters, 1) };

    /// <summary>All contractions of a layer that goes the other way, whose kernel lies as <see cref="PlaceUpwards"/> says.</summary>
    public ContractionForms FormsUpwards(ContractionLayout layout, string formula, ContractionStart start) => new(
        Upwards(layout, formula, start), [DataGradientDownwards(layout)], WeightGradientUpwards(layout),
        HasFewFilters || HasFewChannels ? null : TranspositionUpwards);

    /// <summary>The data gradient of <see cref="Upwards"/>.</summary>
    private Contraction DataGradientDownwards(ContractionLayout layout) => Gather(
        "DataGradient", "dx = dy ∗ W", new("dy", HasFewFilters || HasFewChannels ? "w" : "wT", "dx"), layout.OutputGradient,
        layout.OutputGradient.Stride, layout.InputGradient, layout.Input,
        HasFewFilters || HasFewChannels ? layout.KernelStride : RowPadding.Stride(Filters), ContractionStart.Zero);

    /// <summary>The weight gradient of <see cref="Upwards"/>.</summary>
    private WeightGradient WeightGradientUpwards(ContractionLayout layout) => HasFewChannels
        ? new(TapGradient(layout.OutputGradient, layout.OutputGradient.Stride, layout.Input, layout.InputStride,
            "dW = dyᵀ x, or dW += dyᵀ x, for one tap", new("dy", "x", "dw"), layout.KernelStride, out TapGrid taps), taps, IsSwapped: true)
        : new(SwappedTapGradient(layout.Input, layout.InputStride, layout.OutputGradient, layout.OutputGradient.Stride, WeightFormula,
            new("x", "dy", "dw"), layout.KernelStride, out taps), taps);

    /// <summary>The transposition for <see cref="DataGradientDownwards"/>.</summary>
    private Transposition TranspositionUpwards =>
        new(Filters, Channels * RowPadding.Stride(Filters), Channels, RowPadding.Stride(Filters),
            Vertical.Kernel * Horizontal.Kernel * Channels * RowPadding.Stride(Filters));

    /// <summary>Every output gathers what the kernel sees of the image <paramref name="x"/>.</summary>
    private Contraction Gather(string name, string formula, Letters letters, Layout x, int sample, Layout y, Layout? kept,
        int kernelStride, ContractionStart start)
    {
        int tap = (HasFewFilters ? Filters : Channels) * kernelStride, rowStep = Horizontal.Stride * x.Pitch;
        return new(name, formula, letters.Left, letters.Right, letters.Output, HasFewFilters ? Filters : RowPadding.RoundUp(Filters),
            Term.Join(
                new(Vertical.Kernel, Vertical.Dilation * x.LinePitch, Horizontal.Kernel * tap),
                new(Horizontal.Kernel, Horizontal.Dilation * x.Pitch, tap),
                HasFewFilters ? Vectors(Channels) : new(Channels, 1, kernelStride)),
            start, rowStep, y.Pitch)
        {
            ColumnStep = HasFewFilters ? kernelStride : 0,
            Scan = new Scan(
                Vertical.Output, Horizontal.Output, FirstInput(x), Vertical.Stride * x.LinePitch, sample,
                y.Start, y.LinePitch, y.Stride)
            {
                KeptStart = kept?.Start ?? 0,
                KeptLine = kept?.LinePitch ?? 0,
                KeptSample = kept?.Stride ?? 0,
            }.Joined(rowStep, y.Pitch),
        };
    }

    /// <summary>What every input of the image <paramref name="x"/> gets from the outputs <paramref name="y"/> that read it, a sum for each
    /// remainder by the stride.</summary>
    private EquatableArray<Contraction> Scatter(string name, string formula, Letters letters, Layout y, int sample, Layout x, Layout? kept,
        int kernelStride, ContractionStart start)
    {
        var contractions = new List<Contraction>();
        for (int line = 0; line < Vertical.Stride; line++)
            for (int column = 0; column < Horizontal.Stride; column++)
                if (Vertical.Phase(line).Count > 0 && Horizontal.Phase(column).Count > 0)
                    contractions.Add(Scatter(name, formula, letters, y, sample, x, kept, kernelStride, start, Vertical.Phase(line),
                        Horizontal.Phase(column)));
        return contractions.ToEquatableArray();
    }

    private Contraction Scatter(
        string name, string formula, Letters letters, Layout y, int sample, Layout x, Layout? kept, int kernelStride,
        ContractionStart start, AxisPhase vertical, AxisPhase horizontal)
    {
        int tap = (HasFewChannels ? Channels : Filters) * kernelStride, tapLine = Horizontal.Kernel * tap;
        bool isOnly = Vertical.Stride == 1 && Horizontal.Stride == 1;
        int lastLine = vertical.FirstTap + Vertical.Stride * (vertical.Taps - 1),
            lastTap = horizontal.FirstTap + Horizontal.Stride * (horizontal.Taps - 1);
        bool isZero = vertical.Taps == 0 || horizontal.Taps == 0;
        int rowStep = y.Pitch, outputStep = Horizontal.Stride * x.Pitch;
        return new(
            isOnly ? name : $"{name}{vertical.Offset}{horizontal.Offset}",
            isOnly ? formula
                : $"{formula}, lines {vertical.Offset} + {Vertical.Stride} i, pixels {horizontal.Offset} + {Horizontal.Stride} j",
            letters.Left, letters.Right, letters.Output, HasFewChannels ? Channels : RowPadding.RoundUp(Channels),
            isZero ? [new(0, 0, 0)] : Term.Join(
                new(vertical.Taps, Vertical.Dilation * y.LinePitch, -Vertical.Stride * tapLine),
                new(horizontal.Taps, Horizontal.Dilation * y.Pitch, -Horizontal.Stride * tap),
                HasFewChannels ? Vectors(Filters) : new(Filters, 1, kernelStride)),
            start, rowStep, outputStep)
        {
            ColumnStep = HasFewChannels ? kernelStride : 0,
            Scan = new Scan(
                vertical.Count, horizontal.Count,
                isZero ? 0 : y.Start + (vertical.Shift - Vertical.Dilation * (vertical.Taps - 1)) * y.LinePitch + (
                horizontal.Shift - Horizontal.Dilation * (horizontal.Taps - 1)) * y.Pitch,
                y.LinePitch, sample,
                x.Start + vertical.Offset * x.LinePitch + horizontal.Offset * x.Pitch, Vertical.Stride * x.LinePitch, x.Stride,
                isZero ? 0 : lastLine * tapLine + lastTap * tap)
            {
                KeptStart = kept is null ? 0 : kept.Start + vertical.Offset * kept.LinePitch + horizontal.Offset * kept.Pitch,
                KeptLine = kept is null ? 0 : Vertical.Stride * kept.LinePitch,
                KeptSample = kept?.Stride ?? 0,
            }.Joined(rowStep, outputStep),
        };
    }

    private const string WeightFormula = "dW = xᵀ dy, or dW += xᵀ dy, for one tap";

    /// <summary>dW[k] += Σ x[i]ᵀ dy[o] over all outputs o, with i the input that o reads by tap k.</summary>
    public WeightGradient WeightGradient(ContractionLayout layout) => HasFewFilters
        ? new(SwappedTapGradient(layout.OutputGradient, layout.OutputGradient.Stride, layout.Input, layout.InputStride,
            "dW = dyᵀ x, or dW += dyᵀ x, for one tap", new("dy", "x", "dw"), layout.KernelStride, out TapGrid taps), taps, IsSwapped: true)
        : new(TapGradient(layout.Input, layout.InputStride, layout.OutputGradient, layout.OutputGradient.Stride, WeightFormula,
            new("x", "dy", "dw"), layout.KernelStride, out taps), taps);

    /// <summary>The gradient of a tap as [channels][filters], from the images <paramref name="i"/> and <paramref name="o"/> that the
    /// convolution leads from and to. Few channels: the taps of a kernel line together, whose inputs lie side by side.</summary>
    private Contraction TapGradient(Layout i, int sampleI, Layout o, int sampleO, string formula, Letters letters, int kernelStride,
        out TapGrid taps)
    {
        bool together = i.Pitch == Channels && Horizontal.Dilation == 1 && Channels < RowPadding.Lanes;
        int rows = together ? Horizontal.Kernel * Channels : Channels;
        taps = new TapGrid(
            Vertical.Kernel, together ? 1 : Horizontal.Kernel, rows, FirstInput(i), Vertical.Dilation * i.LinePitch,
            together ? 0 : Horizontal.Dilation * i.Pitch, sampleI, o.Start, sampleO);
        return new Contraction(
            "WeightGradient", formula, letters.Left, letters.Right, letters.Output, RowPadding.RoundUp(Filters),
            Term.Join(
                new(Vertical.Output, Vertical.Stride * i.LinePitch, o.LinePitch),
                new(Horizontal.Output, Horizontal.Stride * i.Pitch, o.Pitch)),
            ContractionStart.Output, RowStep: 1, OutputStep: kernelStride)
        {
            Scan = new Scan(1, rows, 0, 0, 0, 0, 0, 0),
        };
    }

    /// <summary>The gradient of a tap as [filters][channels].</summary>
    private Contraction SwappedTapGradient(Layout o, int sampleO, Layout i, int sampleI, string formula, Letters letters, int kernelStride,
        out TapGrid taps)
    {
        taps = new TapGrid(Vertical.Kernel, Horizontal.Kernel, Filters, o.Start, 0, 0, sampleO, FirstInput(i), sampleI)
        {
            RightLine = Vertical.Dilation * i.LinePitch,
            RightStep = Horizontal.Dilation * i.Pitch,
        };
        return new Contraction(
            "WeightGradient", formula, letters.Left, letters.Right, letters.Output, RowPadding.RoundUp(Channels),
            Term.Join(
                new(Vertical.Output, o.LinePitch, Vertical.Stride * i.LinePitch),
                new(Horizontal.Output, o.Pitch, Horizontal.Stride * i.Pitch)),
            ContractionStart.Output, RowStep: 1, OutputStep: kernelStride)
        {
            Scan = new Scan(1, Filters, 0, 0, 0, 0, 0, 0),
        };
    }

    /// <summary>The terms of a dot product that lie side by side, a vector at a time.</summary>
    private static Term Vectors(int run) => new(run / RowPadding.Lanes, RowPadding.Lanes, RowPadding.Lanes);

    private int FirstInput(Layout x) => x.Start - Vertical.Before * x.LinePitch - Horizontal.Before * x.Pitch;
}
