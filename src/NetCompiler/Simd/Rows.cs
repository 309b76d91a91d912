using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>
/// Operations over padded rows: a row's values, then padding up to its stride, which is a multiple of 16 floats.
/// </summary>
/// <remarks>
/// <para>Nothing is bounds-checked: the caller guarantees 1 &lt;= length &lt;= stride and that stride floats are there. What the padding
/// holds on entry does not matter unless a method says so.</para>
/// <para>Sums have one order at every vector width: element i goes to lane i mod 16, each lane adds its elements in order of i, and the 16
/// lanes are added by halving (j and j + 8, then j and j + 4, ...).</para>
/// </remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Rows
{
    private const int Lanes = 16;

    /// <summary>Writes zeros to the row's padding, [length, stride).</summary>
    /// <param name="row">The row's first value.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The row's size with its padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ClearPadding(ref float row, int length, int stride) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref row, length), stride - length).Clear();

    /// <summary>Stores two vectors side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(V c0, V c1, ref float y) where V : struct, ISimd<V>
    {
        V.Store(c0, ref y, 0);
        V.Store(c1, ref y, V.Count);
    }

    /// <summary>Stores four vectors side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(V c0, V c1, V c2, V c3, ref float y) where V : struct, ISimd<V>
    {
        int n = V.Count;
        V.Store(c0, ref y, 0);
        V.Store(c1, ref y, n);
        V.Store(c2, ref y, 2 * n);
        V.Store(c3, ref y, 3 * n);
    }

    /// <summary>Stores eight vectors side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(V c0, V c1, V c2, V c3, V c4, V c5, V c6, V c7, ref float y) where V : struct, ISimd<V>
    {
        Store(c0, c1, c2, c3, ref y);
        Store(c4, c5, c6, c7, ref Unsafe.Add(ref y, 4 * V.Count));
    }

    /// <summary>The sum of a row whose padding is zero.</summary>
    /// <param name="row">The row's first value.</param>
    /// <param name="stride">The row's size with its padding.</param>
    /// <returns>The sum, in the fixed order of this class.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum<V>(ref float row, int stride) where V : struct, ISimd<V>
    {
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += V.Load(ref row, i);
            if (V.Count < 16)
                b += V.Load(ref row, i + V.Count);
            if (V.Count < 8)
            {
                c += V.Load(ref row, i + 2 * V.Count);
                d += V.Load(ref row, i + 3 * V.Count);
            }
        }
        return Total(a, b, c, d);
    }

    /// <summary>The sum of 16 lanes that lie in one, two or four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Total<V>(V a, V b, V c, V d) where V : struct, ISimd<V> =>
        V.SumLanes(V.Count == 16 ? a : V.Count == 8 ? a + b : a + c + (b + d));

    /// <summary>True in the lanes whose element, <paramref name="index"/> and following, is below <paramref name="length"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Within<V>(int index, int length) where V : struct, ISimd<V> =>
        V.GreaterThan(V.Broadcast(length - index), V.ToSingle(V.IndicesInt32));

    /// <summary>Adds up columns: sums[j] = source[0, j] + source[1, j] + ..., in this order, from zero or from what sums[j] is.</summary>
    /// <param name="source">The first row's first value.</param>
    /// <param name="rows">The number of rows, zero or more.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="columns">The number of columns, a multiple of 16, at most <paramref name="stride"/>; the padding counts as a
    /// column.</param>
    /// <param name="add">Whether the sums go on from what is there; else from zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumColumns<V>(ref float source, int rows, int stride, ref float sums, int columns, bool add)
        where V : struct, ISimd<V>
    {
        if (!add)
            MemoryMarshal.CreateSpan(ref sums, columns).Clear();
        int j = 0;
        for (; j + 8 * V.Count <= columns; j += 8 * V.Count)
        {
            ref float x = ref Unsafe.Add(ref source, j);
            ref float s = ref Unsafe.Add(ref sums, j);
            V s0 = V.Load(ref s, 0), s1 = V.Load(ref s, V.Count), s2 = V.Load(ref s, 2 * V.Count), s3 = V.Load(ref s, 3 * V.Count);
            V s4 = V.Load(ref s, 4 * V.Count), s5 = V.Load(ref s, 5 * V.Count), s6 = V.Load(ref s, 6 * V.Count),
                s7 = V.Load(ref s, 7 * V.Count);
            for (int r = 0; r < rows; r++)
            {
                s0 += V.Load(ref x, 0);
                s1 += V.Load(ref x, V.Count);
                s2 += V.Load(ref x, 2 * V.Count);
                s3 += V.Load(ref x, 3 * V.Count);
                s4 += V.Load(ref x, 4 * V.Count);
                s5 += V.Load(ref x, 5 * V.Count);
                s6 += V.Load(ref x, 6 * V.Count);
                s7 += V.Load(ref x, 7 * V.Count);
                x = ref Unsafe.Add(ref x, stride);
            }
            V.Store(s0, ref s, 0);
            V.Store(s1, ref s, V.Count);
            V.Store(s2, ref s, 2 * V.Count);
            V.Store(s3, ref s, 3 * V.Count);
            V.Store(s4, ref s, 4 * V.Count);
            V.Store(s5, ref s, 5 * V.Count);
            V.Store(s6, ref s, 6 * V.Count);
            V.Store(s7, ref s, 7 * V.Count);
        }
        for (; j < columns; j += V.Count)
        {
            V s = V.Load(ref sums, j);
            for (int r = 0; r < rows; r++)
                s += V.Load(ref source, r * stride + j);
            V.Store(s, ref sums, j);
        }
    }
}
