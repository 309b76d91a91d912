using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>How inference computes a 3x3 convolution by Winograd's F(m x m, 3 x 3): some lines of tiles at a time are transformed,
/// multiplied at every one of their positions, and transformed back.</summary>
/// <param name="Outputs">m: outputs of a tile along each axis.</param>
/// <param name="Height">Lines of the output.</param>
/// <param name="Width">Pixels in a line of the output.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Filters">Filters, padding included.</param>
/// <param name="Lines">Lines of tiles at a time.</param>
/// <param name="Multiply">The products at one position: rows are tiles.</param>
/// <param name="PreparedOffset">Where the transformed kernel and the bias behind it begin among what prediction prepares.</param>
internal sealed record WinogradPlan(int Outputs, int Height, int Width, int Channels, int Filters, int Lines, TiledContraction Multiply,
    int PreparedOffset)
{
    /// <summary>What a direct convolution must cost more for a transform to be chosen: the cost model is a rough one.</summary>
    private const double Margin = 1.2;

    /// <summary>Floats of transformed inputs and products that stay in a second-level cache beside the kernels.</summary>
    private const int StripFloats = 96 * 1024;

    /// <summary>Bytes of transformed kernels that a cycle brings from the second-level cache, or from the one behind it.</summary>
    private const double BytesPerCycle = 32;

    /// <summary>The numbers of a tile along each axis.</summary>
    public int Size => Outputs + 2;

    /// <summary>The numbers of a tile, each a product of its own.</summary>
    public int Positions => Size * Size;

    /// <summary>Lines of tiles.</summary>
    public int TileLines => (Height + Outputs - 1) / Outputs;

    /// <summary>Tiles multiplied together.</summary>
    public int Rows => Lines * TilesAcross;

    /// <summary>Transformed channels, padding included.</summary>
    public int PaddedChannels => RowPadding.RoundUp(Channels);

    /// <summary>From position to position of the transformed inputs.</summary>
    public int InputStep => OddLines(Rows * PaddedChannels);

    /// <summary>From position to position of the products.</summary>
    public int OutputStep => OddLines(Rows * Filters);

    /// <summary>Workspace in floats: transformed inputs, then products.</summary>
    public int WorkFloats => Positions * (InputStep + OutputStep);

    /// <summary>Floats behind the parameters: the transformed kernel, then the bias.</summary>
    public int PreparedFloats => Positions * Channels * Filters + Filters;

    private int TilesAcross => (Width + Outputs - 1) / Outputs;

    /// <summary>The cheapest way, or null where that is the direct one. Costs are cycles of a core that does two multiply-adds of 16 lanes
    /// in each.</summary>
    public static WinogradPlan? Choose(int height, int width, int channels, int filters, int preparedOffset)
    {
        int groups = RowPadding.RoundUp(filters) / RowPadding.Lanes, channelGroups = RowPadding.RoundUp(channels) / RowPadding.Lanes;
        double best = height * (double)width * 9 * channels * groups / 2 / Margin;
        WinogradPlan? chosen = null;
        foreach ((int outputs, double input, double output) in new[] { (2, 36.0, 24.0), (4, 80.0, 55.0), (6, 150.0, 120.0) })
        {
            if (height < outputs || width < outputs)
                continue;
            double tiles = (height + outputs - 1) / outputs * (double)((width + outputs - 1) / outputs);
            double positions = (outputs + 2) * (outputs + 2);
            double cost = tiles * (positions * channels * groups / 2 + input * channelGroups + output * groups) +
                positions * channels * groups * RowPadding.Lanes * 4 / BytesPerCycle;
            if (cost >= best)
                continue;
            best = cost;
            chosen = Make(outputs, height, width, channels, RowPadding.RoundUp(filters), preparedOffset);
        }
        return chosen;
    }

    private static WinogradPlan Make(int outputs, int height, int width, int channels, int filters, int preparedOffset)
    {
        int lines = (height + outputs - 1) / outputs, across = (width + outputs - 1) / outputs, positions = (outputs + 2) * (outputs + 2);
        int together = lines;
        while (together > 1 && (lines % together != 0 || positions * together * across * (
            RowPadding.RoundUp(channels) + filters) > StripFloats))
            together--;
        int rows = together * across;
        var multiply = new Contraction(
            "Multiply", "m = v U at one position of the tiles", "v", "u", "m", filters, [new(channels, 1, filters)], ContractionStart.Zero,
                RowPadding.RoundUp(channels), filters)
        {
            Scan = new Scan(1, rows, 0, 0, 0, 0, 0, 0),
        };
        return new WinogradPlan(outputs, height, width, channels, filters, together, Tiling.Choose(multiply, 0), preparedOffset);
    }

    /// <summary>An odd number of cache lines, so that a tile's positions do not fall on each other in a cache.</summary>
    private static int OddLines(int floats) => floats / RowPadding.Lanes % 2 == 0 ? floats + RowPadding.Lanes : floats;
}
