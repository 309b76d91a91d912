using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>How inference computes a convolution with few channels and few filters: lanes are neighbouring pixels, each with all filters.</summary>
/// <param name="Group">Lanes of a pixel: 4 or 8.</param>
/// <param name="Convolution">The convolution.</param>
/// <param name="Sum">The sums: rows are vectors of pixels.</param>
/// <param name="PreparedOffset">Where the repeated kernel and the bias behind it begin, in floats behind the parameters.</param>
internal sealed record PixelGroupPlan(int Group, PlainConvolution Convolution, TiledContraction Sum, int PreparedOffset)
{
    /// <summary>Input pixels of a line that are repeated; the last vector of outputs may read beyond those that the convolution does.</summary>
    public int Pixels => Vectors * (Padding.Lanes / Group) + Convolution.Taps - 1;

    /// <summary>Input lines that are repeated.</summary>
    public int InputLines => Convolution.Height + Convolution.Lines - 1;

    /// <summary>Pixels of a line that there are.</summary>
    public int RealPixels => Convolution.Width + Convolution.Taps - 1;

    /// <summary>Vectors of a line of outputs.</summary>
    public int Vectors => VectorsOf(Convolution.Width, Group);

    /// <summary>Floats of the repeated input, and of what reading beyond it touches.</summary>
    public int InputFloats => Padding.RoundUp(InputLines * Convolution.Channels * RealPixels * Group + (Pixels - RealPixels) * Group);

    /// <summary>Floats of the outputs, and of what reading beyond them touches.</summary>
    public int OutputFloats => Convolution.Height * Vectors * Padding.Lanes + Padding.Lanes;

    /// <summary>Workspace in floats: the repeated input, then the outputs.</summary>
    public int WorkFloats => InputFloats + OutputFloats;

    /// <summary>Where the bias begins, behind the repeated kernel.</summary>
    public int KernelFloats => Convolution.Lines * Convolution.Channels * Convolution.Taps * Padding.Lanes;

    /// <summary>Floats behind the parameters.</summary>
    public int PreparedFloats => KernelFloats + Padding.Lanes;

    /// <summary>The plan, or null where filters fill the lanes well enough, or repeating costs more than it gains. Costs are in vector operations.</summary>
    public static PixelGroupPlan? Choose(PlainConvolution convolution, int preparedOffset)
    {
        int group = convolution.Filters <= 4 ? 4 : 8, vectors = VectorsOf(convolution.Width, group);
        if (convolution.Filters > 8)
            return null;
        long terms = (long)convolution.Lines * convolution.Taps * convolution.Channels;
        long direct = terms * convolution.Height * convolution.Width, grouped = terms * convolution.Height * vectors;
        long moved = 2L * (convolution.Height + convolution.Lines) * convolution.Channels * (convolution.Width + convolution.Taps) + 2L * convolution.Height * convolution.Width;
        if (grouped + moved >= direct)
            return null;
        int line = (convolution.Width + convolution.Taps - 1) * group;
        var sum = new Contraction(
            "Groups", "y = x ∗ W + b on several pixels at a time", "x", "w", "y", Padding.Lanes,
            [new(convolution.Lines * convolution.Channels, line, convolution.Taps * Padding.Lanes), new(convolution.Taps, group, Padding.Lanes)],
            ContractionStart.Bias, Padding.Lanes, Padding.Lanes)
        {
            IsLanewise = true,
            Scan = new Scan(convolution.Height, vectors, 0, convolution.Channels * line, 0, 0, vectors * Padding.Lanes, 0),
        };
        return new PixelGroupPlan(group, convolution, Planner.Tile(sum, 0), preparedOffset);
    }

    private static int VectorsOf(int width, int group) => (width * group + Padding.Lanes - 1) / Padding.Lanes;
}
