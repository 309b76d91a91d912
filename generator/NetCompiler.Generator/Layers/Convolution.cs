using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The geometry of a convolution along one axis: output o reads inputs o·stride + k·dilation - before, for every tap k of the kernel.</summary>
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
        return new(phase, (Input - phase + Stride - 1) / Stride, first, Math.Max(0, (Kernel - first + Stride - 1) / Stride), (phase + Before - first) / Stride);
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
/// The contractions of a two-dimensional convolution over channels-last images with the kernel W [tap lines][taps][channels][filters]:
/// rows are the outputs of an image line, lanes are filters, and the sum goes over taps and channels.
/// </summary>
internal sealed record Convolution(Axis Vertical, Axis Horizontal, int Channels, int Filters)
{
    /// <summary>Multiply-adds for one sample.</summary>
    public long MultiplyAdds => (long)Vertical.Output * Horizontal.Output * Vertical.Kernel * Horizontal.Kernel * Channels * Filters;

    /// <summary>Zeros that forward reads around x.</summary>
    public Border InputBorder => new(Vertical.Before, Vertical.ReadAfter, Horizontal.Before, Horizontal.ReadAfter);

    /// <summary>Zeros that the data gradient reads around dy.</summary>
    public Border GradientBorder => new(Vertical.GradientBorder.Before, Vertical.GradientBorder.After, Horizontal.GradientBorder.Before, Horizontal.GradientBorder.After);

    /// <summary>Kernel row r, column c of tap t goes to row c, column r of tap t.</summary>
    public Transposition Transposition => new(Channels, Filters * TransposedStride, Filters, TransposedStride, Vertical.Kernel * Horizontal.Kernel * Filters * TransposedStride);

    private int TransposedStride => Padding.Stride(Channels);

    /// <summary>y = start + x ∗ W.</summary>
    public Contraction Forward(ContractionLayout layout, string formula, ContractionStart start) =>
        Gather("Forward", formula, new("x", "w", "y"), layout.Input, layout.InputStride, layout.Output, null, layout.KernelStride, start);

    /// <summary>dx[i] = Σ dy[o] Wᵀ[k] over all outputs o that read input i, by tap k. With a stride, inputs of different remainders are read by
    /// different taps, and each remainder is a sum of its own.</summary>
    public EquatableArray<Contraction> DataGradient(ContractionLayout layout) => Scatter(
        "DataGradient", "dx = dy ∗ Wᵀ", new("dy", "wT", "dx"), layout.OutputGradient, layout.OutputGradient.Stride, layout.InputGradient, layout.Input, TransposedStride,
        ContractionStart.Zero);

    /// <summary>For a layer that goes the other way, y[i] = start + Σ x[o] W[k] over all o that read i by tap k, with the kernel W [tap lines][taps][filters][channels]:
    /// channels come out and filters go in.</summary>
    public EquatableArray<Contraction> Upwards(ContractionLayout layout, string formula, ContractionStart start) =>
        Scatter("Forward", formula, new("x", "w", "y"), layout.Input, layout.InputStride, layout.Output, null, layout.KernelStride, start);

    /// <summary>The data gradient of <see cref="Upwards"/>.</summary>
    public Contraction DataGradientDownwards(ContractionLayout layout) => Gather(
        "DataGradient", "dx = dy ∗ W", new("dy", "wT", "dx"), layout.OutputGradient, layout.OutputGradient.Stride, layout.InputGradient, layout.Input, Padding.Stride(Filters),
        ContractionStart.Zero);

    /// <summary>The weight gradient of <see cref="Upwards"/>, one tap at a time: dW[k] += Σ x[o]ᵀ dy[i].</summary>
    public WeightGradient WeightGradientUpwards(ContractionLayout layout)
    {
        Layout x = layout.Input, dy = layout.OutputGradient;
        var contraction = new Contraction(
            "WeightGradient", "dW = xᵀ dy, or dW += xᵀ dy, for one tap", "x", "dy", "dw", Padding.RoundUp(Channels),
            Term.Join(
                new(Vertical.Output, x.LinePitch, Vertical.Stride * dy.LinePitch),
                new(Horizontal.Output, x.Pitch, Horizontal.Stride * dy.Pitch)),
            ContractionStart.Output, RowStep: 1, OutputStep: layout.KernelStride)
        {
            Scan = new Scan(1, Filters, 0, 0, 0, 0, 0, 0),
        };
        return new(contraction, new TapGrid(Vertical.Kernel, Horizontal.Kernel, Filters, x.Start, 0, 0, layout.InputStride, FirstInput(dy), dy.Stride)
        {
            RightLine = Vertical.Dilation * dy.LinePitch,
            RightStep = Horizontal.Dilation * dy.Pitch,
        });
    }

    /// <summary>The transposition for <see cref="DataGradientDownwards"/>.</summary>
    public Transposition TranspositionUpwards =>
        new(Filters, Channels * Padding.Stride(Filters), Channels, Padding.Stride(Filters), Vertical.Kernel * Horizontal.Kernel * Channels * Padding.Stride(Filters));

    /// <summary>Every output gathers what the kernel sees of the image <paramref name="x"/>.</summary>
    private Contraction Gather(string name, string formula, Letters letters, Layout x, int sample, Layout y, Layout? kept, int kernelStride, ContractionStart start)
    {
        int tap = Channels * kernelStride, rowStep = Horizontal.Stride * x.Pitch;
        return new(name, formula, letters.Left, letters.Right, letters.Output, Padding.RoundUp(Filters),
            Term.Join(
                new(Vertical.Kernel, Vertical.Dilation * x.LinePitch, Horizontal.Kernel * tap),
                new(Horizontal.Kernel, Horizontal.Dilation * x.Pitch, tap),
                new(Channels, 1, kernelStride)),
            start, rowStep, y.Pitch)
        {
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

    /// <summary>What every input of the image <paramref name="x"/> gets from the outputs <paramref name="y"/> that read it, a sum for each remainder by the stride.</summary>
    private EquatableArray<Contraction> Scatter(string name, string formula, Letters letters, Layout y, int sample, Layout x, Layout? kept, int kernelStride, ContractionStart start)
    {
        var contractions = new List<Contraction>();
        for (int line = 0; line < Vertical.Stride; line++)
            for (int column = 0; column < Horizontal.Stride; column++)
                if (Vertical.Phase(line).Count > 0 && Horizontal.Phase(column).Count > 0)
                    contractions.Add(Scatter(name, formula, letters, y, sample, x, kept, kernelStride, start, Vertical.Phase(line), Horizontal.Phase(column)));
        return contractions.ToEquatableArray();
    }

    private Contraction Scatter(
        string name, string formula, Letters letters, Layout y, int sample, Layout x, Layout? kept, int kernelStride, ContractionStart start, AxisPhase vertical, AxisPhase horizontal)
    {
        int tap = Filters * kernelStride, tapLine = Horizontal.Kernel * tap;
        bool isOnly = Vertical.Stride == 1 && Horizontal.Stride == 1;
        int lastLine = vertical.FirstTap + Vertical.Stride * (vertical.Taps - 1), lastTap = horizontal.FirstTap + Horizontal.Stride * (horizontal.Taps - 1);
        bool isZero = vertical.Taps == 0 || horizontal.Taps == 0;
        int rowStep = y.Pitch, outputStep = Horizontal.Stride * x.Pitch;
        return new(
            isOnly ? name : $"{name}{vertical.Offset}{horizontal.Offset}",
            isOnly ? formula : $"{formula}, lines {vertical.Offset} + {Vertical.Stride} i, pixels {horizontal.Offset} + {Horizontal.Stride} j",
            letters.Left, letters.Right, letters.Output, Padding.RoundUp(Channels),
            isZero ? [new(0, 0, 0)] : Term.Join(
                new(vertical.Taps, Vertical.Dilation * y.LinePitch, -Vertical.Stride * tapLine),
                new(horizontal.Taps, Horizontal.Dilation * y.Pitch, -Horizontal.Stride * tap),
                new(Filters, 1, kernelStride)),
            start, rowStep, outputStep)
        {
            Scan = new Scan(
                vertical.Count, horizontal.Count,
                isZero ? 0 : y.Start + (vertical.Shift - Vertical.Dilation * (vertical.Taps - 1)) * y.LinePitch + (horizontal.Shift - Horizontal.Dilation * (horizontal.Taps - 1)) * y.Pitch,
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

    /// <summary>dW[k] += Σ x[i]ᵀ dy[o] over all outputs o, with i the input that o reads by tap k. Few channels: the taps of a kernel line together, whose
    /// inputs lie side by side.</summary>
    public WeightGradient WeightGradient(ContractionLayout layout)
    {
        Layout x = layout.Input, dy = layout.OutputGradient;
        bool together = x.Pitch == Channels && Horizontal.Dilation == 1 && Channels < Padding.Lanes;
        int rows = together ? Horizontal.Kernel * Channels : Channels;
        var contraction = new Contraction(
            "WeightGradient", "dW = xᵀ dy, or dW += xᵀ dy, for one tap", "x", "dy", "dw", Padding.RoundUp(Filters),
            Term.Join(
                new(Vertical.Output, Vertical.Stride * x.LinePitch, dy.LinePitch),
                new(Horizontal.Output, Horizontal.Stride * x.Pitch, dy.Pitch)),
            ContractionStart.Output, RowStep: 1, OutputStep: layout.KernelStride)
        {
            Scan = new Scan(1, rows, 0, 0, 0, 0, 0, 0),
        };
        return new(contraction, new TapGrid(
            Vertical.Kernel, together ? 1 : Horizontal.Kernel, rows, FirstInput(x), Vertical.Dilation * x.LinePitch, together ? 0 : Horizontal.Dilation * x.Pitch,
            layout.InputStride, dy.Start, dy.Stride));
    }

    private int FirstInput(Layout x) => x.Start - Vertical.Before * x.LinePitch - Horizontal.Before * x.Pitch;

    /// <summary>What a contraction's operands are called.</summary>
    private sealed record Letters(string Left, string Right, string Output);
}
