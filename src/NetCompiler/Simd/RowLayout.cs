using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>How rows are grouped into register tiles, and how they move between a caller's compact memory and padded buffers. Called by
/// generated code, which guarantees the lengths.</summary>
public static class RowLayout
{
    /// <summary>Splits rows over tiles of six and four, leaving as few single rows as possible: two rows left over by the sixes are better
    /// taken as four and four.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="sixes">Rows before this one go in tiles of six.</param>
    /// <param name="fours">Rows from <paramref name="sixes"/> to this one go in tiles of four; those behind it singly.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(int rows, out int sixes, out int fours)
    {
        int even = rows & ~1;
        int left = even % 6;
        int inFours = left == 4 ? 4 : left == 2 && even >= 8 ? 8 : 0;
        sixes = (even - inFours) / 6 * 6;
        fours = sixes + inFours;
    }

    /// <summary>Splits rows over tiles of six, five and four, for weights that come from afar: a single row would fetch them all for
    /// itself, so that only 1, 2, 3 and 7 rows leave any. Fives are preferred to fours, which use a vector of weights too seldom to be as
    /// fast.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="sixes">Rows before this one go in tiles of six.</param>
    /// <param name="fives">Rows from <paramref name="sixes"/> to this one go in tiles of five.</param>
    /// <param name="fours">Rows from <paramref name="fives"/> to this one go in tiles of four; those behind it singly.</param>
    public static void Split(int rows, out int sixes, out int fives, out int fours)
    {
        for (int together = rows; ; together--)
        {
            for (int inFours = 0; inFours <= 8 && inFours <= together; inFours += 4)
            {
                int others = together - inFours, inFives = 5 * ((6 - others % 6) % 6);
                if (inFives > others)
                    continue;
                sixes = others - inFives;
                fives = others;
                fours = together;
                return;
            }
        }
    }

    /// <summary>
    /// Where a tile begins to ask the caches for what the next columns need: its share of their lines. Every tile of a column takes the
    /// terms in turn and asks once for each so many, so that requests come evenly; asked for by the first tiles alone, they come faster
    /// than the caches of some processors can take them.
    /// </summary>
    /// <param name="tile">The tile's number in its column, from 0.</param>
    /// <param name="each">For how many terms a tile asks once; at least 1.</param>
    /// <param name="vectors">The vectors side by side in the column.</param>
    /// <param name="lanes">The lanes of a vector.</param>
    /// <param name="stride">From a term to the next, in floats.</param>
    /// <param name="next">From the column to the next one, in floats.</param>
    /// <returns>The distance from the tile's own first vector, in floats; 0, which asks for nothing new, where the tiles before have asked
    /// for all.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ahead(int tile, int each, int vectors, int lanes, int stride, int next) =>
        tile < vectors * each ? next + tile / each * lanes + tile % each * stride : 0;

    /// <summary>Copies rows from compact memory to a padded buffer; the padding becomes zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pad(ref float source, int length, ref float destination, int stride, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            MemoryMarshal.CreateReadOnlySpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref destination, length));
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, length), stride - length).Clear();
            source = ref Unsafe.Add(ref source, length);
            destination = ref Unsafe.Add(ref destination, stride);
        }
    }

    /// <summary>Copies rows from a padded buffer to compact memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpad(ref float source, int stride, ref float destination, int length, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            MemoryMarshal.CreateReadOnlySpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref destination, length));
            source = ref Unsafe.Add(ref source, stride);
            destination = ref Unsafe.Add(ref destination, length);
        }
    }

    /// <summary>Copies rows from a padded buffer into a part of each row of compact memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpad(ref float source, int stride, ref float destination, int length, int destinationStride, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            MemoryMarshal.CreateReadOnlySpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref destination, length));
            source = ref Unsafe.Add(ref source, stride);
            destination = ref Unsafe.Add(ref destination, destinationStride);
        }
    }

    /// <summary>Writes zeros behind what rows of 16 begin with.</summary>
    /// <param name="y">The first row.</param>
    /// <param name="end">Where the zeros begin: a multiple of 4.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="stride">From row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ClearEnds(ref float y, int end, int rows, int stride)
    {
        for (; rows > 0; rows--)
        {
            for (int i = end; i < 16; i += 4)
                Vector128<float>.Zero.StoreUnsafe(ref y, (nuint)i);
            y = ref Unsafe.Add(ref y, stride);
        }
    }
}
