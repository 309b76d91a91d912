using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>The softmax of padded rows, forward and backward.</summary>
/// <remarks>Nothing is bounds-checked, and sums have the order of <see cref="Rows"/>: see there.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Softmaxes
{
    private const int Lanes = 16;

    /// <summary>The largest of the row's values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Max<V>(ref float x, int length) where V : struct, ISimd<V>
    {
        V max = V.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i + V.Count <= length; i += V.Count)
            max = V.Max(max, V.Load(ref x, i));
        if (i < length)
            max = V.Max(max, V.ConditionalSelect(Rows.Within<V>(i, length), V.Load(ref x, i), max));
        return V.MaxLanes(max);
    }

    /// <summary>y = softmax(x): y_j = e^(x_j - max x) / sum_k e^(x_k - max x). The padding of y becomes zero.</summary>
    /// <param name="x">The input row; all finite.</param>
    /// <param name="y">The output row, which may be the input row.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">Both rows' size with their padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax<V>(ref float x, ref float y, int length, int stride) where V : struct, ISimd<V>
    {
        V max = V.Broadcast(Max<V>(ref x, length));
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += Exponential(ref x, ref y, i, length, max);
            if (V.Count < 16)
                b += Exponential(ref x, ref y, i + V.Count, length, max);
            if (V.Count < 8)
            {
                c += Exponential(ref x, ref y, i + 2 * V.Count, length, max);
                d += Exponential(ref x, ref y, i + 3 * V.Count, length, max);
            }
        }
        V inverse = V.One / V.Broadcast(Rows.Total(a, b, c, d));
        for (int i = 0; i < stride; i += V.Count)
            V.Store(V.Load(ref y, i) * inverse, ref y, i);
    }

    /// <summary>Stores and returns e^(x - max), zero in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponential<V>(ref float x, ref float y, int i, int length, V max) where V : struct, ISimd<V>
    {
        V e = Exponential<V>(ref x, i, length, max);
        V.Store(e, ref y, i);
        return e;
    }

    /// <summary>y = log softmax(x): y_j = x_j - max x - log sum_k e^(x_k - max x). The padding of y becomes zero.</summary>
    /// <param name="x">The input row; all finite.</param>
    /// <param name="y">The output row, which may be the input row.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">Both rows' size with their padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogSoftmax<V>(ref float x, ref float y, int length, int stride) where V : struct, ISimd<V>
    {
        V max = V.Broadcast(Max<V>(ref x, length));
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += Exponential<V>(ref x, i, length, max);
            if (V.Count < 16)
                b += Exponential<V>(ref x, i + V.Count, length, max);
            if (V.Count < 8)
            {
                c += Exponential<V>(ref x, i + 2 * V.Count, length, max);
                d += Exponential<V>(ref x, i + 3 * V.Count, length, max);
            }
        }
        V log = VectorMath.Log(V.Broadcast(Rows.Total(a, b, c, d)));
        for (int i = 0; i < stride; i += V.Count)
            V.Store(Rows.Within<V>(i, length) & (V.Load(ref x, i) - max - log), ref y, i);
    }

    /// <summary>The gradient through y = log softmax(x): dx_j = dy_j - e^(y_j)·sum_k dy_k. The padding of dx becomes zero.</summary>
    /// <param name="y">The output.</param>
    /// <param name="dy">The loss's derivative by y.</param>
    /// <param name="dx">Receives the loss's derivative by x; may be one of the other rows.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogSoftmaxBackward<V>(ref float y, ref float dy, ref float dx, int length, int stride) where V : struct, ISimd<V>
    {
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += Rows.Within<V>(i, length) & V.Load(ref dy, i);
            if (V.Count < 16)
                b += Rows.Within<V>(i + V.Count, length) & V.Load(ref dy, i + V.Count);
            if (V.Count < 8)
            {
                c += Rows.Within<V>(i + 2 * V.Count, length) & V.Load(ref dy, i + 2 * V.Count);
                d += Rows.Within<V>(i + 3 * V.Count, length) & V.Load(ref dy, i + 3 * V.Count);
            }
        }
        V sum = V.Broadcast(Rows.Total(a, b, c, d));
        for (int i = 0; i < stride; i += V.Count)
            V.Store(Rows.Within<V>(i, length) & (V.Load(ref dy, i) - VectorMath.Exp(V.Load(ref y, i)) * sum), ref dx, i);
    }

    /// <summary>e^(x - max), zero in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponential<V>(ref float x, int i, int length, V max) where V : struct, ISimd<V> =>
        Rows.Within<V>(i, length) & VectorMath.Exp(V.Load(ref x, i) - max);

    /// <summary>The gradient through y = softmax(x): dx_j = y_j·(dy_j - sum_k dy_k·y_k). The padding of dx becomes zero.</summary>
    /// <param name="y">The softmax's output.</param>
    /// <param name="dy">The loss's derivative by y.</param>
    /// <param name="dx">Receives the loss's derivative by x; may be one of the other rows.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SoftmaxBackward<V>(ref float y, ref float dy, ref float dx, int length, int stride) where V : struct, ISimd<V>
    {
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += Product<V>(ref y, ref dy, i, length);
            if (V.Count < 16)
                b += Product<V>(ref y, ref dy, i + V.Count, length);
            if (V.Count < 8)
            {
                c += Product<V>(ref y, ref dy, i + 2 * V.Count, length);
                d += Product<V>(ref y, ref dy, i + 3 * V.Count, length);
            }
        }
        V mean = V.Broadcast(Rows.Total(a, b, c, d));
        for (int i = 0; i < stride; i += V.Count)
            V.Store(Rows.Within<V>(i, length) & (V.Load(ref y, i) * (V.Load(ref dy, i) - mean)), ref dx, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product<V>(ref float x, ref float y, int i, int length) where V : struct, ISimd<V> =>
        Rows.Within<V>(i, length) & (V.Load(ref x, i) * V.Load(ref y, i));
}
