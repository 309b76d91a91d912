using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>
/// The contractions of a convolution that leaves channels apart, with the kernel W [tap lines][taps][channels]: rows are the outputs of an
/// image line, lanes are channels on both sides, and the sum goes over taps.
/// </summary>
internal sealed record DepthwiseConvolution(Axis Vertical, Axis Horizontal, int Channels)
{
    /// <summary>Multiply-adds for one sample.</summary>
    public long MultiplyAdds => (long)Vertical.Output * Horizontal.Output * Vertical.Kernel * Horizontal.Kernel * Channels;

    /// <summary>Zeros that forward reads around x.</summary>
    public Border InputBorder => new(Vertical.Before, Vertical.ReadAfter, Horizontal.Before, Horizontal.ReadAfter);

    /// <summary>Zeros that the data gradient reads around dy.</summary>
    public Border GradientBorder => new(Vertical.GradientBorder.Before, Vertical.GradientBorder.After, Horizontal.GradientBorder.Before,
        Horizontal.GradientBorder.After);

    /// <summary>y = start + x ∗ W.</summary>
    public Contraction Forward(ContractionLayout layout, string formula, ContractionStart start)
    {
        Layout x = layout.Input, y = layout.Output;
        int rowStep = Horizontal.Stride * x.Pitch;
        return new("Forward", formula, "x", "w", "y", RowPadding.RoundUp(Channels),
            [
                new(Vertical.Kernel, Vertical.Dilation * x.LinePitch, Horizontal.Kernel * layout.KernelStride),
                new(Horizontal.Kernel, Horizontal.Dilation * x.Pitch, layout.KernelStride),
            ],
            start, rowStep, y.Pitch)
        {
            IsLanewise = true,
            Scan = new Scan(
                Vertical.Output, Horizontal.Output, FirstInput(x), Vertical.Stride * x.LinePitch, layout.InputStride,
                y.Start, y.LinePitch, y.Stride).Joined(rowStep, y.Pitch),
        };
    }

    /// <summary>dx[i] = Σ dy[o] W[k] over all outputs o that read input i, by tap k; with a stride, a sum for each remainder.</summary>
    public EquatableArray<Contraction> DataGradient(ContractionLayout layout)
    {
        var contractions = new List<Contraction>();
        for (int line = 0; line < Vertical.Stride; line++)
            for (int column = 0; column < Horizontal.Stride; column++)
                if (Vertical.Phase(line).Count > 0 && Horizontal.Phase(column).Count > 0)
                    contractions.Add(DataGradient(layout, Vertical.Phase(line), Horizontal.Phase(column)));
        return contractions.ToEquatableArray();
    }

    private Contraction DataGradient(ContractionLayout layout, AxisPhase vertical, AxisPhase horizontal)
    {
        Layout dx = layout.InputGradient, dy = layout.OutputGradient, x = layout.Input;
        int tap = layout.KernelStride, tapLine = Horizontal.Kernel * tap;
        bool isOnly = Vertical.Stride == 1 && Horizontal.Stride == 1;
        bool isZero = vertical.Taps == 0 || horizontal.Taps == 0;
        int lastLine = vertical.FirstTap + Vertical.Stride * (vertical.Taps - 1),
            lastTap = horizontal.FirstTap + Horizontal.Stride * (horizontal.Taps - 1);
        int rowStep = dy.Pitch, outputStep = Horizontal.Stride * dx.Pitch;
        return new(
            isOnly ? "DataGradient" : $"DataGradient{vertical.Offset}{horizontal.Offset}",
            isOnly ? "dx = dy ∗ W" : $"dx = dy ∗ W, lines {vertical.Offset} + {Vertical.Stride} i, pixels {horizontal.Offset} + " +
            $"{Horizontal.Stride} j",
            "dy", "w", "dx", RowPadding.RoundUp(Channels),
            isZero ? [new(0, 0, 0), new(0, 0, 0)] :
            [
                new(vertical.Taps, Vertical.Dilation * dy.LinePitch, -Vertical.Stride * tapLine),
                new(horizontal.Taps, Horizontal.Dilation * dy.Pitch, -Horizontal.Stride * tap),
            ],
            ContractionStart.Zero, rowStep, outputStep)
        {
            IsLanewise = true,
            Scan = new Scan(
                vertical.Count, horizontal.Count,
                isZero ? 0 : dy.Start + (vertical.Shift - Vertical.Dilation * (vertical.Taps - 1)) * dy.LinePitch + (
                horizontal.Shift - Horizontal.Dilation * (horizontal.Taps - 1)) * dy.Pitch,
                dy.LinePitch, dy.Stride,
                dx.Start + vertical.Offset * dx.LinePitch + horizontal.Offset * dx.Pitch, Vertical.Stride * dx.LinePitch, dx.Stride,
                isZero ? 0 : lastLine * tapLine + lastTap * tap)
            {
                KeptStart = x.Start + vertical.Offset * x.LinePitch + horizontal.Offset * x.Pitch,
                KeptLine = Vertical.Stride * x.LinePitch,
                KeptSample = x.Stride,
            }.Joined(rowStep, outputStep),
        };
    }

    /// <summary>dW[k] += Σ x[i] dy[o] over all outputs o, with i the input that o reads by tap k: the taps of a kernel line
    /// together.</summary>
    public WeightGradient WeightGradient(ContractionLayout layout)
    {
        Layout x = layout.Input, dy = layout.OutputGradient;
        var contraction = new Contraction(
            "WeightGradient", "dW = x dy, or dW += x dy, for one line of taps", "x", "dy", "dw", RowPadding.RoundUp(Channels),
            [
                new(Vertical.Output, Vertical.Stride * x.LinePitch, dy.LinePitch),
                new(Horizontal.Output, Horizontal.Stride * x.Pitch, dy.Pitch),
            ],
            ContractionStart.Output, RowStep: Horizontal.Dilation * x.Pitch, OutputStep: layout.KernelStride)
        {
            IsLanewise = true,
            Scan = new Scan(1, Horizontal.Kernel, 0, 0, 0, 0, 0, 0),
        };
        return new(contraction, new TapGrid(
            Vertical.Kernel, 1, Horizontal.Kernel, FirstInput(x), Vertical.Dilation * x.LinePitch, 0, layout.InputStride, dy.Start,
            dy.Stride));
    }

    private int FirstInput(Layout x) => x.Start - Vertical.Before * x.LinePitch - Horizontal.Before * x.Pitch;
}
