using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A contraction with its register tiles.</summary>
/// <param name="Contraction">What is computed.</param>
/// <param name="Sums">Partial sums of every output, added up at the end: part of the result's definition, so every tile uses the
/// same.</param>
/// <param name="RowTiles">Tile heights, the largest first; above 1 where the number of rows is not known.</param>
/// <param name="BatchVectors">Vectors side by side in tiles of several rows, the widest first.</param>
/// <param name="RowVectors">Vectors side by side in tiles of one row, the widest first.</param>
/// <param name="RowAhead">How many terms ahead tiles of one row ask the caches for b; 0 where b is small.</param>
internal sealed record TiledContraction(
    Contraction Contraction, int Sums, EquatableArray<int> RowTiles, EquatableArray<int> BatchVectors, EquatableArray<int> RowVectors,
        int RowAhead)
{
    /// <summary>Vectors side by side in tiles for machines with 32 vector registers of 512 bits: fewer visits to each page of the right
    /// operand. Elsewhere such a tile would not fit the registers, and the next narrower one does the work.</summary>
    public const int Wide = 4;

    /// <summary>Dot products that are added up and written together.</summary>
    public const int Quad = 4;

    /// <summary>Rows of a tile of dot products that 16 vector registers hold; higher ones are for 32 registers of 512 bits.</summary>
    public static int DotRows(int columns) => Math.Min(8, 14 / (columns + 1));

    /// <summary>
    /// Whether tiles of five and six rows ask the caches for what the next columns need of b (KERNELS rule 12). The first tile of each
    /// column reads it from afar, with strides that the hardware does not foresee.
    /// </summary>
    public bool AsksForNextColumns { get; init; }

    /// <summary>
    /// How many terms tiles of several rows sum at a time, their sums resting in the output meanwhile, which changes no bit; 0 where that
    /// is all of them. Four vectors of 2,048 terms are half a second-level cache: read anew by every tile, beside what the next columns
    /// need, they would come from afar each time (KERNELS rule 13).
    /// </summary>
    public int BlockTerms { get; init; }

    /// <summary>Whether terms whose left operand is zero are left out where they are many (KERNELS rule 14).</summary>
    public bool SkipsZeros { get; init; }

    /// <summary>Whether there is never more than one row, where the caller says how many there are.</summary>
    public bool IsRow => Contraction is { Scan: null, IsDot: false } && RowTiles.Count == 0;

    /// <summary>The same for one row at a time: with the same sums, so that the bits are the same.</summary>
    public TiledContraction ForOneRow() =>
        Contraction is { Scan: null, IsDot: false } ? this with { RowTiles = [], BatchVectors = [], BlockTerms = 0 } : this;

    /// <summary>Vector operations that the epilogue adds to each sum.</summary>
    public int EpilogueCost { get; init; }

    /// <summary>Of dot products, whether a row alone writes its outputs and nothing behind them.</summary>
    public bool IsBare { get; init; }

    /// <summary>Of a contraction with every lane for itself, the loops over taps that are written out, the inner one first.</summary>
    public int UnrolledLoops { get; init; }

    /// <summary>Where the number of rows is known: how many rows the taller of the two tile heights takes; the rest goes in tiles lower by
    /// one.</summary>
    public int TallRows => Contraction.Scan is { } scan ? RowTiles.Count == 1 ? scan.Rows
        : RowTiles[0] * (scan.Rows - RowTiles[1] * ((scan.Rows + RowTiles[0] - 1) / RowTiles[0])) : 0;
}
