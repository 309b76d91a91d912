using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>
/// How a convolution with few filters and few channels is computed: lanes are neighbouring outputs, each with all filters, and inputs are
/// repeated as often as there are filters. With a stride, neighbouring outputs read every other input, so inputs lie in as many phases as
/// the stride is long, each with its part of the taps.
/// </summary>
/// <param name="Group">Lanes of a pixel: 4 or 8.</param>
/// <param name="Convolution">The convolution.</param>
/// <param name="Sum">The sums: rows are vectors of pixels.</param>
/// <param name="WeightGradient">The gradient of a phase of a line of taps of a channel: rows are taps, and lanes of different pixels are
/// still to be added up.</param>
/// <param name="PreparedOffset">Where prediction has the repeated kernel and the bias behind it, among what it prepares, in floats.</param>
internal sealed record PixelGroupPlan(int Group, PlainConvolution Convolution, TiledContraction Sum, TiledContraction WeightGradient,
    int PreparedOffset)
{
    /// <summary>Input lines that are repeated.</summary>
    public int InputLines => (Convolution.Height - 1) * Convolution.StrideHeight + Convolution.Lines;

    /// <summary>Pixels of a line that are repeated.</summary>
    public int InputPixels => (Convolution.Width - 1) * Convolution.StrideWidth + Convolution.Taps;

    /// <summary>Taps of a phase; where taps do not fill all phases, the last one may be zero.</summary>
    public int PhaseTaps => Ceiling(Convolution.Taps, Convolution.StrideWidth);

    /// <summary>Floats of a phase of an input line of a channel.</summary>
    public int PhaseFloats => Ceiling(InputPixels, Convolution.StrideWidth) * Group;

    /// <summary>Phases of all lines of taps and channels.</summary>
    public int Phases => Convolution.Lines * Convolution.Channels * Convolution.StrideWidth;

    /// <summary>Vectors of a line of outputs.</summary>
    public int Vectors => Ceiling(Convolution.Width * Group, RowPadding.Lanes);

    /// <summary>Floats of a line of outputs.</summary>
    public int LineFloats => Vectors * RowPadding.Lanes;

    /// <summary>Floats of the repeated input.</summary>
    public int RepeatedFloats => InputLines * Convolution.Channels * Convolution.StrideWidth * PhaseFloats;

    /// <summary>Floats behind it that the last vector of a line may read.</summary>
    public int BeyondFloats => LineFloats + (PhaseTaps - 1) * Group - PhaseFloats;

    /// <summary>Floats of both.</summary>
    public int InputFloats => RowPadding.RoundUp(RepeatedFloats + BeyondFloats);

    /// <summary>Floats of the outputs, and of what reading beyond them touches.</summary>
    public int OutputFloats => Convolution.Height * LineFloats + RowPadding.Lanes;

    /// <summary>Workspace in floats: the repeated input, then the outputs.</summary>
    public int WorkFloats => InputFloats + OutputFloats;

    /// <summary>Where the bias begins, behind the repeated kernel.</summary>
    public int KernelFloats => Phases * PhaseTaps * RowPadding.Lanes;

    /// <summary>Floats of the repeated kernel and the bias.</summary>
    public int PreparedFloats => KernelFloats + RowPadding.Lanes;

    /// <summary>Multiply-adds that a moved pixel costs; a data gradient also gives up going back through the operations before as soon as
    /// it is summed.</summary>
    private const int PixelCost = 2, GradientPixelCost = 3;

    /// <summary>Workspace that stays in a core's cache, in floats; images that need more are summed directly.</summary>
    private const int MostWorkFloats = 192 * 1024;

    /// <summary>Whether prediction computes the operations behind the sums before it gives pixels whole vectors.</summary>
    public bool Activates { get; init; }

    /// <summary>The plan, or null where filters fill the lanes well enough, or repeating costs more than it gains. Costs are in vector
    /// operations.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="epilogueCost">Vector operations that follow each sum.</param>
    /// <param name="preparedOffset">See above.</param>
    public static PixelGroupPlan? Choose(PlainConvolution convolution, int epilogueCost, int preparedOffset) =>
        Choose(convolution, "Groups", "y = x ∗ W + b on several pixels at a time", new("x", "w", "y"), ContractionStart.Bias, epilogueCost,
            preparedOffset);

    /// <summary>The same for a data gradient, which has nothing prepared.</summary>
    /// <param name="convolution">The convolution of dy.</param>
    public static PixelGroupPlan? ChooseGradient(PlainConvolution convolution) =>
        Choose(convolution, "GradientGroups", "dx = dy ∗ Wᵀ on several pixels at a time", new("dy", "w", "dx"), ContractionStart.Zero, 0,
            0);

    private static PixelGroupPlan? Choose(PlainConvolution convolution, string name, string formula, Letters letters,
        ContractionStart start, int epilogueCost, int preparedOffset)
    {
        if (convolution.Filters > 8)
            return null;
        var plan = new PixelGroupPlan(convolution.Filters <= 4 ? 4 : 8, convolution, null!, null!, preparedOffset);
        int channels = convolution.Channels, height = convolution.Height, width = convolution.Width, vectors = plan.Vectors,
            phase = plan.PhaseFloats, taps = plan.PhaseTaps;
        long direct = (long)convolution.Lines * convolution.Taps * channels * height * width,
            grouped = (long)plan.Phases * taps * height * vectors;
        long moved = (start == ContractionStart.Zero ? GradientPixelCost : PixelCost) * (
            (long)plan.InputLines * channels * plan.InputPixels + height * width);
        if (grouped + moved >= direct || plan.WorkFloats > MostWorkFloats)
            return null;
        int line = convolution.StrideHeight * channels * convolution.StrideWidth * phase;
        var sum = new Contraction(
            name, formula, letters.Left, letters.Right, letters.Output, RowPadding.Lanes,
            [new(plan.Phases, phase, taps * RowPadding.Lanes), new(taps, plan.Group, RowPadding.Lanes)], start, RowPadding.Lanes,
            RowPadding.Lanes)
        {
            IsLanewise = true,
            Scan = new Scan(height, vectors, 0, line, 0, 0, plan.LineFloats, 0),
        };
        var weights = new Contraction(
            "WeightGradient", "dW = x dy, or dW += x dy, for some taps of a line, pixel by pixel", "x", "dy", "dw", RowPadding.Lanes,
            [new(height, line, plan.LineFloats), new(vectors, RowPadding.Lanes, RowPadding.Lanes)], ContractionStart.Output, plan.Group,
                RowPadding.Lanes)
        {
            IsLanewise = true,
            Scan = new Scan(1, taps, 0, 0, 0, 0, 0, 0),
        };
        // Enough sums under way, as far as a line has vectors for them.
        int sums = taps >= 8 ? 1 : taps >= 4 ? 2 : 4;
        while (sums > vectors)
            sums /= 2;
        return plan with { Sum = Tiling.Choose(sum, epilogueCost), WeightGradient = Tiling.Choose(weights, 0) with { Sums = sums } };
    }

    private static int Ceiling(int a, int b) => (a + b - 1) / b;
}
