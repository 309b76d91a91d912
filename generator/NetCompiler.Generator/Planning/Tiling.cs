using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Chooses the register tiles of a contraction.</summary>
internal static class Tiling
{
    /// <summary>Vector operations an epilogue may add to each sum of tiles of <see cref="TiledContraction.Wide"/> vectors, which hold twice
    /// as many sums as others.</summary>
    private const int WideEpilogueCost = 3;

    /// <summary>Floats of a right operand that a first-level cache may keep from one prediction to the next.</summary>
    public const int NearFloats = 12 * 1024;

    /// <summary>Floats of a right operand that share a second-level cache with what else a layer reads and writes.</summary>
    private const int FarFloats = 64 * 1024;

    /// <summary>
    /// Terms that a tile of one row asks the caches ahead (KERNELS rule 11). It reads every weight once, 512 bytes here and there, which
    /// the hardware does not foresee. Tiles of several rows find their weights near, but for the first tile of each column, and there the
    /// tiles before have asked for them.
    /// </summary>
    private const int RowAhead = 16;

    /// <summary>Terms that are summed in one go, at most, and about as many as blocks of more have.</summary>
    private const int WholeTerms = 1024, BlockTerms = 640;

    /// <summary>Vector operations of a tile whose taps are all unrolled, at most (KERNELS rule 5).</summary>
    private const int LaneCalls = 150;

    /// <summary>Sums, weights and one pixel that a tile may hold: the vector registers of AVX2.</summary>
    private const int LaneRegisters = 16;

    /// <summary>
    /// At least eight sums must be under way to hide the latency of a multiply-add. Wide layers have them side by side; narrow layers split
    /// every sum into partial sums (KERNELS rules 2 and 10), but not into more than four, of which four rows fit 32 registers. Four vectors
    /// side by side whose right operand comes from afar wait for that and not for each other, so one sum will do, and six rows share what
    /// comes.
    /// </summary>
    /// <param name="contraction">What is computed.</param>
    /// <param name="epilogueCost">Vector operations that the epilogue adds to each sum.</param>
    /// <param name="hasZeros">Whether many numbers of the left operand may be zero, of so many that it is worth looking.</param>
    public static TiledContraction Choose(Contraction contraction, int epilogueCost, bool hasZeros = false)
    {
        if (contraction.IsDot)
            return Dot(contraction);
        int groups = contraction.Columns / RowPadding.Lanes;
        if (contraction.Scan is { } scan)
            return Image(contraction, scan, groups, epilogueCost) with { EpilogueCost = epilogueCost };
        int widest = groups >= 8 ? 8 : groups >= 4 ? 4 : groups >= 2 ? 2 : 1;
        bool isFar = contraction.Reduction[0] is { Count: { } terms, RightStep: var step } && terms * step > NearFloats;
        int sums = isFar && widest == 4 ? 1 : Math.Min(4, 8 / widest);
        while (contraction.Reduction[0].Count is { } count && sums > 1 && count / sums < 2)
            sums /= 2;
        if (contraction.Reduction[0].Count is null)
            sums = 1;
        EquatableArray<int> rowTiles = sums == 1 ? isFar ? [6, 5, 4] : [6, 4] : widest == 1 && sums == 4 ? [4, 2] : [2];
        int block = isFar && sums == 1 ? BlockOf(contraction.Reduction[0].Count!.Value) : 0;
        EquatableArray<int> narrow = Widths(groups, Math.Min(2, widest));
        bool hasWide = widest >= 4 && rowTiles[0] * 4 * sums <= 24 && epilogueCost <= WideEpilogueCost;
        return new TiledContraction(
            contraction, sums, rowTiles, hasWide ? [TiledContraction.Wide, .. narrow] : narrow, Widths(groups, widest),
                isFar ? RowAhead : 0)
        {
            AsksForNextColumns = isFar && sums == 1 && FarFloats < contraction.Reduction[0].Count * contraction.Reduction[0].RightStep
                && (groups > TiledContraction.Wide || block > 0),
            BlockTerms = block,
            SkipsZeros = hasZeros && sums == 1 && contraction.Reduction.Count == 1 && contraction.Reduction[0].Count is null
                or <= ushort.MaxValue,
        };
    }

    /// <summary>Blocks of about the same size, or 0 for all terms at once.</summary>
    private static int BlockOf(int terms)
    {
        int blocks = (terms + BlockTerms - 1) / BlockTerms;
        return terms <= WholeTerms ? 0 : RowPadding.RoundUp((terms + blocks - 1) / blocks);
    }

    /// <summary>All columns side by side, and as many rows as the sums, a vector of each row and one of a column leave registers for: 32 on
    /// machines with vectors of 16, 16 elsewhere and for what is left over.</summary>
    private static TiledContraction Dot(Contraction contraction)
    {
        int rows = contraction.Scan?.Rows ?? int.MaxValue, columns = contraction.Columns;
        int[] heights = [Math.Min(8, 30 / (columns + 1)), TiledContraction.DotRows(columns)];
        return new TiledContraction(contraction, RowPadding.Lanes,
            heights.Where(height => height > 1 && height <= rows).Distinct().ToEquatableArray(), [], [], 0);
    }

    /// <summary>The rows of an image line, which are known, in tiles of two heights that differ by one: no tile is much lower than the
    /// others. A single group of lanes takes twice as many rows.</summary>
    private static TiledContraction Image(Contraction contraction, Scan scan, int groups, int epilogueCost)
    {
        if (contraction.IsLanewise)
            return Lanes(contraction, scan, groups, epilogueCost);
        int tallest = groups == 1 ? 12 : 6;
        EquatableArray<int> narrow = Widths(groups, Math.Min(2, groups));
        return new TiledContraction(contraction, 1, Heights(scan.Rows, tallest),
            groups >= 4 && epilogueCost <= WideEpilogueCost ? [TiledContraction.Wide, .. narrow] : narrow, [], 0);
    }

    /// <summary>
    /// Where every lane is for itself, what counts is how often a pixel is loaded: with the taps of a kernel line unrolled, a tile of many
    /// pixels loads each once a line. All lines are unrolled where the method stays small, else they are a loop; a line too long for the
    /// registers is a loop, too. A sum over the image has as many rows as a kernel line has taps, and takes vectors side by side to have
    /// enough sums under way.
    /// </summary>
    private static TiledContraction Lanes(Contraction contraction, Scan scan, int groups, int epilogueCost)
    {
        if (contraction.Start == ContractionStart.Output)
        {
            EquatableArray<int> taps = Heights(scan.Rows, 8);
            int vectors = Math.Min(Math.Max(1, 8 / taps[0]), groups);
            return new TiledContraction(contraction, 1, taps, Widths(groups, Math.Min(2, vectors)), [], 0);
        }
        int lines = contraction.Reduction[0].Count!.Value, perLine = contraction.Reduction[1].Count!.Value;
        int step = Math.Max(1, contraction.Reduction[1].LeftStep);
        int tallest = Math.Min(8, scan.Rows), unrolled = 2;
        while (tallest > 4 && Cost(tallest, lines) > LaneCalls)
            tallest--;
        if (Cost(tallest, lines) > LaneCalls || perLine + tallest + 1 > LaneRegisters)
            (tallest, unrolled) = (Math.Min(Math.Max(4, LaneRegisters - 1 - perLine), Math.Min(8, scan.Rows)), 1);
        if (perLine + tallest + 1 > LaneRegisters || Cost(tallest, 1) > LaneCalls)
            (tallest, unrolled) = (Math.Min(8, scan.Rows), 0);
        return new TiledContraction(contraction, 1, Heights(scan.Rows, tallest), [1], [], 0) { UnrolledLoops = unrolled };

        int Cost(int rows, int unrolledLines)
        {
            int pixels = Enumerable.Range(0, rows).SelectMany(row =>
                Enumerable.Range(0, perLine).Select(tap => row * contraction.RowStep + tap * step)).Distinct().Count();
            return unrolledLines * (perLine + pixels + rows * perLine) + rows * (1 + epilogueCost) + 1;
        }
    }

    /// <summary>Two heights that differ by one, of which as few tiles as possible make up <paramref name="rows"/>.</summary>
    private static EquatableArray<int> Heights(int rows, int tallest)
    {
        int tiles = (rows + tallest - 1) / tallest;
        int height = (rows + tiles - 1) / tiles;
        return rows == height * tiles ? [height] : [height, height - 1];
    }

    /// <summary>Halving widths that together cover any number of vectors that <paramref name="groups"/> of 16 lanes can be.</summary>
    private static EquatableArray<int> Widths(int groups, int widest)
    {
        var widths = new List<int> { widest };
        for (int width = widest / 2, rest = groups % widest; width >= 1 && rest > 0; width /= 2)
        {
            if (rest >= width)
            {
                widths.Add(width);
                rest -= width;
            }
        }
        return widths.ToEquatableArray();
    }
}
