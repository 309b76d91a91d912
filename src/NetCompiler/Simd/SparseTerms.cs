using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>Which terms of a sum are not zero, as <see cref="SparseRows"/> needs them.</summary>
internal static class SparseTerms
{
    /// <summary>Rows that share a list of terms, as many as the tallest tile of generated code has.</summary>
    public const int Group = 6;

    /// <summary>Lists the terms of every group of rows, the number of them first, if they are few enough to be worth it. The first and the
    /// last group are looked at before the others: where nothing is zero, that is all it takes to know.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryList(ref float a, int rows, int rowStep, int termStep, int terms, ref ushort lists, int stride)
    {
        int groups = (rows + Group - 1) / Group, kept = 0;
        for (int i = 0; i < groups; i++)
        {
            int group = i == 0 ? 0 : i == 1 ? groups - 1 : i - 1, row = group * Group, height = Math.Min(Group, rows - row);
            ref ushort list = ref Unsafe.Add(ref lists, group * stride);
            int count = termStep == 1
                ? ListAlongRows(
                    ref Unsafe.Add(ref a, row * rowStep), rowStep, height, terms, groups == 1 ? Most(terms) : terms,
                    ref Unsafe.Add(ref list, 1))
                : ListAcrossRows(ref Unsafe.Add(ref a, row), termStep, height, terms, ref Unsafe.Add(ref list, 1));
            list = (ushort)count;
            Vector128.Create(Unsafe.Add(ref list, count)).StoreUnsafe(ref Unsafe.Add(ref list, 1 + count));
            kept += count;
            if (i == Math.Min(1, groups - 1) && kept > Most((i + 1) * terms))
                return false;
        }
        return kept <= Most(groups * terms);
    }

    /// <summary>A sum without terms takes about a ninth longer for each that it has, and the lists take time, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Most(int terms) => terms - terms / 4;

    /// <summary>The terms of rows whose terms lie side by side. Where there are more than <paramref name="most"/>, the list may end early,
    /// and the number is that of all terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ListAlongRows(ref float a, int rowStep, int rows, int terms, int most, ref ushort list)
    {
        int count = 0, k = 0;
        Vector256<int> magnitude = Vector256.Create(int.MaxValue);
        for (; k <= terms - 8; k += 8)
        {
            Vector256<int> all = Vector256<int>.Zero;
            ref float first = ref Unsafe.Add(ref a, k);
            for (int row = 0; row < rows; row++)
            {
                all |= Vector256.LoadUnsafe(ref first).AsInt32();
                first = ref Unsafe.Add(ref first, rowStep);
            }
            uint zeros = Vector256.ExtractMostSignificantBits(Vector256.Equals(all & magnitude, Vector256<int>.Zero));
            if (zeros == 0)
            {
                (Vector128<ushort>.Indices + Vector128.Create((ushort)k)).StoreUnsafe(ref Unsafe.Add(ref list, count));
                count += 8;
                if (count > most)
                    return terms;
                continue;
            }
            for (uint others = ~zeros & 0xFF; others != 0; others &= others - 1)
                Unsafe.Add(ref list, count++) = (ushort)(k + BitOperations.TrailingZeroCount(others));
        }
        for (; k < terms; k++)
        {
            Unsafe.Add(ref list, count) = (ushort)k;
            count += IsZero(ref Unsafe.Add(ref a, k), rowStep, rows) ? 0 : 1;
        }
        return count;
    }

    /// <summary>The terms of rows that lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ListAcrossRows(ref float a, int termStep, int rows, int terms, ref ushort list)
    {
        int count = 0;
        Vector128<int> magnitude = Vector128.Create(int.MaxValue);
        for (int k = 0; k < terms; k++)
        {
            bool isZero = rows == Group
                ? ((Vector128.LoadUnsafe(ref a).AsInt32() | Vector128.LoadUnsafe(ref a, Group - 4).AsInt32()) & magnitude)
                    == Vector128<int>.Zero
                : IsZero(ref a, 1, rows);
            Unsafe.Add(ref list, count) = (ushort)k;
            count += isZero ? 0 : 1;
            a = ref Unsafe.Add(ref a, termStep);
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsZero(ref float a, int step, int rows)
    {
        for (int row = 0; row < rows; row++)
            if (Unsafe.Add(ref a, row * step) != 0)
                return false;
        return true;
    }
}
