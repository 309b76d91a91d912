using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>Products of matrices that both are values, for sizes that are known when they run: y[row] = Σ a[row, k] m[k], where m[k] is a
/// row of whole vectors.</summary>
/// <remarks>Every number of y is one chain of sums over k, in this order, whatever is computed together.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
internal static class RowProducts
{
    /// <summary>Rows that are computed together.</summary>
    public const int Tile = 8;

    /// <summary>Vectors of a single row that are.</summary>
    private const int Wide = 4;

    /// <summary>Computes rows of y.</summary>
    /// <param name="a">The first factor of the first row.</param>
    /// <param name="rowStep">From row to row of these.</param>
    /// <param name="termStep">From term to term.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="m">The first row of m.</param>
    /// <param name="step">From row to row of m.</param>
    /// <param name="terms">The number of its rows, 0 or more.</param>
    /// <param name="y">The first row of y.</param>
    /// <param name="resultStep">From row to row of y.</param>
    /// <param name="floats">Numbers of a row of m and of y: a multiple of 16.</param>
    /// <param name="adds">Whether sums go on from what is there; else from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(
        ref float a, int rowStep, int termStep, int rows, ref float m, int step, int terms, ref float y, int resultStep, int floats,
        bool adds) where V : struct, ISimd<V>
    {
        int row = 0;
        for (; row + Tile <= rows; row += Tile)
            Eight<V>(ref Unsafe.Add(ref a, (nint)row * rowStep), rowStep, termStep, ref m, step, terms,
                ref Unsafe.Add(ref y, (nint)row * resultStep), resultStep, floats, adds);
        for (; row < rows; row++)
            One<V>(ref Unsafe.Add(ref a, (nint)row * rowStep), termStep, ref m, step, terms,
                ref Unsafe.Add(ref y, (nint)row * resultStep), floats, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<V>(
        ref float a, nint rowStep, nint termStep, ref float m, nint step, nint terms, ref float y, nint resultStep, int floats, bool adds)
        where V : struct, ISimd<V>
    {
        ref float a1 = ref Unsafe.Add(ref a, rowStep), a2 = ref Unsafe.Add(ref a1, rowStep), a3 = ref Unsafe.Add(ref a2, rowStep);
        ref float a4 = ref Unsafe.Add(ref a3, rowStep), a5 = ref Unsafe.Add(ref a4, rowStep), a6 = ref Unsafe.Add(ref a5, rowStep);
        ref float a7 = ref Unsafe.Add(ref a6, rowStep);
        nint end = terms * termStep;
        for (int c = 0; c < floats; c += V.Count)
        {
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
            ref float to = ref Unsafe.Add(ref y, c);
            if (adds)
            {
                ref float from = ref to;
                s0 = V.Load(ref from, 0);
                s1 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
                s2 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
                s3 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
                s4 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
                s5 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
                s6 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
                s7 = V.Load(ref from = ref Unsafe.Add(ref from, resultStep), 0);
            }
            ref float x = ref Unsafe.Add(ref m, c);
            for (nint k = 0; k < end; k += termStep)
            {
                V v = V.Load(ref x, 0);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a, k)), v, ref s0);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a1, k)), v, ref s1);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a2, k)), v, ref s2);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a3, k)), v, ref s3);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a4, k)), v, ref s4);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a5, k)), v, ref s5);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a6, k)), v, ref s6);
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a7, k)), v, ref s7);
                x = ref Unsafe.Add(ref x, step);
            }
            V.Store(s0, ref to, 0);
            V.Store(s1, ref to = ref Unsafe.Add(ref to, resultStep), 0);
            V.Store(s2, ref to = ref Unsafe.Add(ref to, resultStep), 0);
            V.Store(s3, ref to = ref Unsafe.Add(ref to, resultStep), 0);
            V.Store(s4, ref to = ref Unsafe.Add(ref to, resultStep), 0);
            V.Store(s5, ref to = ref Unsafe.Add(ref to, resultStep), 0);
            V.Store(s6, ref to = ref Unsafe.Add(ref to, resultStep), 0);
            V.Store(s7, ref to = ref Unsafe.Add(ref to, resultStep), 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V>(ref float a, nint termStep, ref float m, nint step, nint terms, ref float y, int floats, bool adds)
        where V : struct, ISimd<V>
    {
        nint end = terms * termStep;
        int c = 0;
        for (; c + Wide * V.Count <= floats; c += Wide * V.Count)
        {
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
            if (adds)
                (s0, s1, s2, s3) = (V.Load(ref y, c), V.Load(ref y, c + V.Count), V.Load(ref y, c + 2 * V.Count),
                    V.Load(ref y, c + 3 * V.Count));
            ref float x = ref Unsafe.Add(ref m, c);
            for (nint k = 0; k < end; k += termStep)
            {
                V factor = V.Broadcast(Unsafe.Add(ref a, k));
                V.AddProduct(factor, V.Load(ref x, 0), ref s0);
                V.AddProduct(factor, V.Load(ref x, V.Count), ref s1);
                V.AddProduct(factor, V.Load(ref x, 2 * V.Count), ref s2);
                V.AddProduct(factor, V.Load(ref x, 3 * V.Count), ref s3);
                x = ref Unsafe.Add(ref x, step);
            }
            Rows.Store(s0, s1, s2, s3, ref Unsafe.Add(ref y, c));
        }
        for (; c < floats; c += V.Count)
        {
            V sum = adds ? V.Load(ref y, c) : V.Zero;
            ref float x = ref Unsafe.Add(ref m, c);
            for (nint k = 0; k < end; k += termStep)
            {
                V.AddProduct(V.Broadcast(Unsafe.Add(ref a, k)), V.Load(ref x, 0), ref sum);
                x = ref Unsafe.Add(ref x, step);
            }
            V.Store(sum, ref y, c);
        }
    }
}
