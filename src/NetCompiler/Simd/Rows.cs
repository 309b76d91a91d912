using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Simd;

/// <summary>
/// Operations over padded rows: a row's values, then padding up to its stride, which is a multiple of 16 floats.
/// </summary>
/// <remarks>
/// <para>Nothing is bounds-checked: the caller guarantees 1 &lt;= length &lt;= stride and that stride floats are there. What the padding holds on
/// entry does not matter unless a method says so.</para>
/// <para>Sums have one order at every vector width: element i goes to lane i mod 16, each lane adds its elements in order of i, and the 16
/// lanes are added by halving (j and j + 8, then j and j + 4, ...).</para>
/// </remarks>
[SuppressMessage("Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
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

    /// <summary>The largest of the row's values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Max<V>(ref float x, int length) where V : struct, ISimd<V>
    {
        V max = V.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i + V.Count <= length; i += V.Count)
            max = V.Max(max, V.Load(ref x, i));
        if (i < length)
            max = V.Max(max, V.ConditionalSelect(Within<V>(i, length), V.Load(ref x, i), max));
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
        V inverse = V.One / V.Broadcast(Total(a, b, c, d));
        for (int i = 0; i < stride; i += V.Count)
            V.Store(V.Load(ref y, i) * inverse, ref y, i);
    }

    /// <summary>Stores and returns e^(x - max), zero in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponential<V>(ref float x, ref float y, int i, int length, V max) where V : struct, ISimd<V>
    {
        V e = Within<V>(i, length) & VectorMath.Exp(V.Load(ref x, i) - max);
        V.Store(e, ref y, i);
        return e;
    }

    /// <summary>
    /// Softmax and categorical cross-entropy from logits z, with t' = t·(1 - smoothing) + smoothing/length: probabilities p = softmax(z), loss
    /// -sum_j t'_j·log p_j, gradient (p·sum t' - t')·scale, the derivative of the loss by z times <paramref name="scale"/>.
    /// </summary>
    /// <remarks>The loss is computed from the logits as sum t'·(max z - z) + log(sum e^(z - max z))·sum t', terms of one sign. The padding of
    /// probabilities and gradient becomes zero.</remarks>
    /// <param name="logits">The row z; all finite.</param>
    /// <param name="targets">The row t, zero or positive.</param>
    /// <param name="probabilities">Receives p; may be the row of logits.</param>
    /// <param name="gradient">Receives the gradient; a row of its own.</param>
    /// <param name="length">The number of classes.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="smoothing">The label smoothing, from 0 to 1.</param>
    /// <param name="scale">What the gradient is multiplied by, usually 1 over the batch size.</param>
    /// <returns>The row's loss, not scaled.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SoftmaxCrossentropy<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int length, int stride, float smoothing, float scale) where V : struct, ISimd<V>
    {
        V max = V.Broadcast(Max<V>(ref logits, length));
        V keep = V.Broadcast(1f - smoothing), share = V.Broadcast(smoothing / length);
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        V ta = V.Zero, tb = V.Zero, tc = V.Zero, td = V.Zero;
        V la = V.Zero, lb = V.Zero, lc = V.Zero, ld = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            CrossentropyTerms(ref logits, ref targets, ref probabilities, ref gradient, i, length, max, keep, share, ref a, ref ta, ref la);
            if (V.Count < 16)
                CrossentropyTerms(ref logits, ref targets, ref probabilities, ref gradient, i + V.Count, length, max, keep, share, ref b, ref tb, ref lb);
            if (V.Count < 8)
            {
                CrossentropyTerms(ref logits, ref targets, ref probabilities, ref gradient, i + 2 * V.Count, length, max, keep, share, ref c, ref tc, ref lc);
                CrossentropyTerms(ref logits, ref targets, ref probabilities, ref gradient, i + 3 * V.Count, length, max, keep, share, ref d, ref td, ref ld);
            }
        }
        V sum = V.Broadcast(Total(a, b, c, d));
        V target = V.Broadcast(Total(ta, tb, tc, td));
        V inverse = V.One / sum;
        V scales = V.Broadcast(scale);
        for (int i = 0; i < stride; i += V.Count)
        {
            V p = V.Load(ref probabilities, i) * inverse;
            V.Store(p, ref probabilities, i);
            V.Store((p * target - V.Load(ref gradient, i)) * scales, ref gradient, i);
        }
        return V.First(VectorMath.Log(sum) * target) + Total(la, lb, lc, ld);
    }

    /// <summary>One vector's e^(z - max), t' and t'·(max - z), added to the sums; the first goes to the probabilities, the second to the gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CrossentropyTerms<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int i, int length, V max, V keep, V share, ref V sum, ref V targetSum, ref V loss) where V : struct, ISimd<V>
    {
        V within = Within<V>(i, length);
        V z = V.Load(ref logits, i) - max;
        V e = within & VectorMath.Exp(z);
        V t = within & V.MultiplyAdd(V.Load(ref targets, i), keep, share);
        V.Store(e, ref probabilities, i);
        V.Store(t, ref gradient, i);
        sum += e;
        targetSum += t;
        // The difference of two finite logits may still be infinite: 0·infinity must not enter.
        loss += within & (t * V.Min(V.Broadcast(float.MaxValue), -z));
    }

    /// <summary>
    /// Sigmoid and binary cross-entropy from logits z, with t' = t·(1 - smoothing) + smoothing/2: probabilities p = sigmoid(z), loss
    /// mean_j(-t'_j·log p_j - (1 - t'_j)·log(1 - p_j)), gradient (p - t')·scale/length, the derivative of the loss by z times
    /// <paramref name="scale"/>.
    /// </summary>
    /// <remarks>The loss is computed from the logits as the mean of max(z, 0) - z·t' + log(1 + e^-|z|). The padding of probabilities and
    /// gradient becomes zero.</remarks>
    /// <param name="logits">The row z; all finite.</param>
    /// <param name="targets">The row t, from 0 to 1.</param>
    /// <param name="probabilities">Receives p; may be the row of logits.</param>
    /// <param name="gradient">Receives the gradient; a row of its own.</param>
    /// <param name="length">The number of outputs.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="smoothing">The label smoothing, from 0 to 1.</param>
    /// <param name="scale">What the gradient is multiplied by, usually 1 over the batch size.</param>
    /// <returns>The row's loss, not scaled.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SigmoidCrossentropy<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int length, int stride, float smoothing, float scale) where V : struct, ISimd<V>
    {
        V keep = V.Broadcast(1f - smoothing), share = V.Broadcast(smoothing / 2), scales = V.Broadcast(scale / length);
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += BinaryTerms(ref logits, ref targets, ref probabilities, ref gradient, i, length, keep, share, scales);
            if (V.Count < 16)
                b += BinaryTerms(ref logits, ref targets, ref probabilities, ref gradient, i + V.Count, length, keep, share, scales);
            if (V.Count < 8)
            {
                c += BinaryTerms(ref logits, ref targets, ref probabilities, ref gradient, i + 2 * V.Count, length, keep, share, scales);
                d += BinaryTerms(ref logits, ref targets, ref probabilities, ref gradient, i + 3 * V.Count, length, keep, share, scales);
            }
        }
        return Total(a, b, c, d) / length;
    }

    /// <summary>Stores one vector's probabilities and gradient and returns its terms of the loss; zeros in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V BinaryTerms<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int i, int length, V keep, V share, V scales) where V : struct, ISimd<V>
    {
        V within = Within<V>(i, length);
        V z = V.Load(ref logits, i);
        V t = V.MultiplyAdd(V.Load(ref targets, i), keep, share);
        V e = VectorMath.Exp(-V.Abs(z));
        V p = V.ConditionalSelect(V.GreaterThan(z, V.Zero), V.One, e) / (V.One + e);
        V.Store(within & p, ref probabilities, i);
        V.Store(within & ((p - t) * scales), ref gradient, i);
        return within & (V.MultiplyAdd(-z, t, V.Max(V.Zero, z)) + VectorMath.Log1pOfFraction(e));
    }

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
        V mean = V.Broadcast(Total(a, b, c, d));
        for (int i = 0; i < stride; i += V.Count)
            V.Store(Within<V>(i, length) & (V.Load(ref y, i) * (V.Load(ref dy, i) - mean)), ref dx, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product<V>(ref float x, ref float y, int i, int length) where V : struct, ISimd<V> =>
        Within<V>(i, length) & (V.Load(ref x, i) * V.Load(ref y, i));

    /// <summary>Adds up columns: sums[j] = source[0, j] + source[1, j] + ..., in this order, from zero or from what sums[j] is.</summary>
    /// <param name="source">The first row's first value.</param>
    /// <param name="rows">The number of rows, zero or more.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="columns">The number of columns, a multiple of 16, at most <paramref name="stride"/>; the padding counts as a column.</param>
    /// <param name="add">Whether the sums go on from what is there; else from zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumColumns<V>(ref float source, int rows, int stride, ref float sums, int columns, bool add) where V : struct, ISimd<V>
    {
        if (!add)
            MemoryMarshal.CreateSpan(ref sums, columns).Clear();
        int j = 0;
        for (; j + 8 * V.Count <= columns; j += 8 * V.Count)
        {
            ref float x = ref Unsafe.Add(ref source, j);
            ref float s = ref Unsafe.Add(ref sums, j);
            V s0 = V.Load(ref s, 0), s1 = V.Load(ref s, V.Count), s2 = V.Load(ref s, 2 * V.Count), s3 = V.Load(ref s, 3 * V.Count);
            V s4 = V.Load(ref s, 4 * V.Count), s5 = V.Load(ref s, 5 * V.Count), s6 = V.Load(ref s, 6 * V.Count), s7 = V.Load(ref s, 7 * V.Count);
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

    /// <summary>destination[c, r] = source[r, c]. The destination's padding is left alone.</summary>
    /// <param name="source">The source's first value.</param>
    /// <param name="rows">The source's rows.</param>
    /// <param name="columns">The source's columns.</param>
    /// <param name="sourceStride">The size of a source row with its padding, at least <paramref name="columns"/>.</param>
    /// <param name="destination">The destination's first value; must not overlap the source.</param>
    /// <param name="destinationStride">The size of a destination row with its padding, at least <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<V>(ref float source, int rows, int columns, int sourceStride, ref float destination, int destinationStride)
        where V : struct, ISimd<V>
    {
        int fullRows = 0, fullColumns = 0;
        if (Avx.IsSupported)
        {
            // 16 rows at a time fill whole cache lines of the destination.
            fullRows = rows & -8;
            fullColumns = columns & -8;
            for (int r = 0; r < fullRows; r += 16)
            {
                for (int c = 0; c < fullColumns; c += 8)
                {
                    ref float x = ref Unsafe.Add(ref source, (nint)r * sourceStride + c);
                    ref float y = ref Unsafe.Add(ref destination, (nint)c * destinationStride + r);
                    Transpose8(ref x, sourceStride, ref y, destinationStride);
                    if (r + 8 < fullRows)
                        Transpose8(ref Unsafe.Add(ref x, (nint)8 * sourceStride), sourceStride, ref Unsafe.Add(ref y, 8), destinationStride);
                }
            }
        }
        else if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            fullRows = rows & -4;
            fullColumns = columns & -4;
            for (int r = 0; r < fullRows; r += 4)
            {
                for (int c = 0; c < fullColumns; c += 4)
                    Transpose4(ref Unsafe.Add(ref source, (nint)r * sourceStride + c), sourceStride,
                        ref Unsafe.Add(ref destination, (nint)c * destinationStride + r), destinationStride);
            }
        }
        for (int r = 0; r < rows; r++)
        {
            for (int c = r < fullRows ? fullColumns : 0; c < columns; c++)
                Unsafe.Add(ref destination, (nint)c * destinationStride + r) = Unsafe.Add(ref source, (nint)r * sourceStride + c);
        }
    }

    /// <summary>An 8 x 8 block with 256-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(ref float x, int xStride, ref float y, int yStride)
    {
        Vector256<float> r0 = Row256(ref x, xStride, 0), r1 = Row256(ref x, xStride, 1), r2 = Row256(ref x, xStride, 2), r3 = Row256(ref x, xStride, 3);
        Vector256<float> r4 = Row256(ref x, xStride, 4), r5 = Row256(ref x, xStride, 5), r6 = Row256(ref x, xStride, 6), r7 = Row256(ref x, xStride, 7);
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44), b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44), b7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(b0, b4, 0x20).StoreUnsafe(ref y);
        Avx.Permute2x128(b1, b5, 0x20).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride));
        Avx.Permute2x128(b2, b6, 0x20).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 2));
        Avx.Permute2x128(b3, b7, 0x20).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 3));
        Avx.Permute2x128(b0, b4, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 4));
        Avx.Permute2x128(b1, b5, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 5));
        Avx.Permute2x128(b2, b6, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 6));
        Avx.Permute2x128(b3, b7, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row256(ref float x, int stride, int row) => Vector256.LoadUnsafe(ref Unsafe.Add(ref x, (nint)stride * row));

    /// <summary>A 4 x 4 block with 128-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(ref float x, int xStride, ref float y, int yStride)
    {
        Vector128<float> r0 = Vector128.LoadUnsafe(ref x);
        Vector128<float> r1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref x, (nint)xStride));
        Vector128<float> r2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref x, (nint)xStride * 2));
        Vector128<float> r3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref x, (nint)xStride * 3));
        Vector128<float> a0 = ZipLow(r0, r2), a1 = ZipHigh(r0, r2), a2 = ZipLow(r1, r3), a3 = ZipHigh(r1, r3);
        ZipLow(a0, a2).StoreUnsafe(ref y);
        ZipHigh(a0, a2).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride));
        ZipLow(a1, a3).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 2));
        ZipHigh(a1, a3).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <summary>The threshold for <see cref="DropoutScale"/> that keeps a value with probability 1 - rate, to the nearest 2^-29.</summary>
    /// <param name="rate">The fraction of values to drop, from 0 (keep all) to 1 (drop all).</param>
    /// <returns>The bits of a float between 2^-63 and 2 that the random lanes are compared with.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is not between 0 and 1.</exception>
    public static int DropoutThreshold(float rate)
    {
        if (!(rate >= 0f && rate <= 1f))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The dropout rate must be between 0 and 1.");
        return DropoutBase + (int)Math.Round((1.0 - rate) * DropoutBase);
    }

    private const int DropoutBase = 0x20000000;

    /// <summary>Random dropout factors: <paramref name="scale"/> in the lanes that are kept, zero in those dropped.</summary>
    /// <remarks>
    /// Lane i is a function of the key and of the counter index + i alone, so neither the vector width nor the order of calls changes a
    /// decision. The counter plus a multiple of the key is exclusive-ored with its own high half, multiplied, exclusive-ored with another
    /// multiple of the key and with its own high bits, and multiplied again (the multipliers and shifts are those of C. Wellons' "lowbias32",
    /// found by a search for the least bias); the highest 29 bits decide.
    /// </remarks>
    /// <param name="key">What tells one stream from another; successive numbers will do.</param>
    /// <param name="index">The counter of lane 0; counters wrap at 2^32.</param>
    /// <param name="threshold">The result of <see cref="DropoutThreshold"/>.</param>
    /// <param name="scale">The factor of a kept value, usually 1/(1 - rate).</param>
    /// <returns>A vector of factors.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DropoutScale<V>(int key, int index, int threshold, float scale) where V : struct, ISimd<V>
    {
        V h = Hash<V>(key, index);
        // The compared bits all lie between 0x20000000 and 0x3FFFFFFF: positive normal floats, which order as their bits do.
        h = V.ShiftRightLogical(h, 3) | V.BroadcastInt32(DropoutBase);
        return V.GreaterThan(V.BroadcastInt32(threshold), h) & V.Broadcast(scale);
    }

    /// <summary>Random numbers of the normal distribution with mean 0.</summary>
    /// <remarks>Lane i is a function of the key and of the counter index + i alone, as in <see cref="DropoutScale"/>. The hash's highest bit is the sign; the other
    /// 31 say how much of the distribution lies further from 0, at least 2^-32, which is 6.34 standard deviations.</remarks>
    /// <param name="key">What tells one stream from another; successive numbers will do.</param>
    /// <param name="index">The counter of lane 0; counters wrap at 2^32.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <returns>A vector of numbers.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Noise<V>(int key, int index, float deviation) where V : struct, ISimd<V>
    {
        V h = Hash<V>(key, index);
        // The multiplication leaves the low bits less mixed than the high ones.
        h ^= V.ShiftRightLogical(h, 16);
        V sign = h & V.BroadcastInt32(int.MinValue);
        V tail = (V.ToSingle(h ^ sign) + V.Broadcast(0.5f)) * V.Broadcast(1f / 2147483648f);
        return (VectorMath.NormalOfTails(tail) * V.Broadcast(deviation)) ^ sign;
    }

    /// <summary>See the remarks at <see cref="DropoutScale"/>; all but the last step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Hash<V>(int key, int index) where V : struct, ISimd<V>
    {
        V h = V.AddInt32(V.BroadcastInt32(unchecked(index + key * (int)0x9E3779B1)), V.IndicesInt32);
        h ^= V.ShiftRightLogical(h, 16);
        h = V.MultiplyInt32(h, V.BroadcastInt32(0x7FEB352D));
        h ^= V.BroadcastInt32(unchecked(key * (int)0x85EBCA77 + 0x27D4EB2F));
        h ^= V.ShiftRightLogical(h, 15);
        return V.MultiplyInt32(h, V.BroadcastInt32(unchecked((int)0x846CA68B)));
    }
}
