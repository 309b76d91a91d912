using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>Losses of padded rows together with the activation before them, from its inputs: exact where the activation has rounded to 0 or
/// 1.</summary>
/// <remarks>Nothing is bounds-checked, and sums have the order of <see cref="Rows"/>: see there.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Crossentropies
{
    private const int Lanes = 16;

    /// <summary>
    /// Softmax and categorical cross-entropy from logits z, with t' = t·(1 - smoothing) + smoothing/length: probabilities p = softmax(z),
    /// loss -sum_j t'_j·log p_j, gradient (p·sum t' - t')·scale, the derivative of the loss by z times <paramref name="scale"/>.
    /// </summary>
    /// <remarks>The loss is computed from the logits as sum t'·(max z - z) + log(sum e^(z - max z))·sum t', terms of one sign. The padding
    /// of probabilities and gradient becomes zero.</remarks>
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
        V max = V.Broadcast(Softmaxes.Max<V>(ref logits, length));
        V keep = V.Broadcast(1f - smoothing), share = V.Broadcast(smoothing / length);
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        V ta = V.Zero, tb = V.Zero, tc = V.Zero, td = V.Zero;
        V la = V.Zero, lb = V.Zero, lc = V.Zero, ld = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            CrossentropyTerms(ref logits, ref targets, ref probabilities, ref gradient, i, length, max, keep, share, ref a, ref ta, ref la);
            if (V.Count < 16)
                CrossentropyTerms(
                    ref logits, ref targets, ref probabilities, ref gradient, i + V.Count, length, max, keep, share, ref b, ref tb, ref lb);
            if (V.Count < 8)
            {
                CrossentropyTerms(
                    ref logits, ref targets, ref probabilities, ref gradient, i + 2 * V.Count, length, max, keep, share, ref c, ref tc,
                    ref lc);
                CrossentropyTerms(
                    ref logits, ref targets, ref probabilities, ref gradient, i + 3 * V.Count, length, max, keep, share, ref d, ref td,
                    ref ld);
            }
        }
        V sum = V.Broadcast(Rows.Total(a, b, c, d));
        V target = V.Broadcast(Rows.Total(ta, tb, tc, td));
        V inverse = V.One / sum;
        V scales = V.Broadcast(scale);
        for (int i = 0; i < stride; i += V.Count)
        {
            V p = V.Load(ref probabilities, i) * inverse;
            V.Store(p, ref probabilities, i);
            V.Store((p * target - V.Load(ref gradient, i)) * scales, ref gradient, i);
        }
        return V.First(VectorMath.Log(sum) * target) + Rows.Total(la, lb, lc, ld);
    }

    /// <summary>The same at every step of a sequence, whose rows have no gaps between them: the mean of the steps' losses, and its
    /// gradient. What lies behind the last step becomes zero.</summary>
    /// <param name="logits">The rows z; all finite.</param>
    /// <param name="targets">The rows t, zero or positive.</param>
    /// <param name="probabilities">Receives p; may be the rows of logits.</param>
    /// <param name="gradient">Receives the gradient; rows of their own.</param>
    /// <param name="steps">The number of rows.</param>
    /// <param name="length">The number of classes.</param>
    /// <param name="stride">The size of all rows with the padding behind the last.</param>
    /// <param name="smoothing">The label smoothing, from 0 to 1.</param>
    /// <param name="scale">What the gradient is multiplied by, usually 1 over the batch size.</param>
    /// <returns>The mean loss, not scaled.</returns>
    public static float SoftmaxCrossentropy<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int steps, int length, int stride, float smoothing, float scale) where V : struct, ISimd<V>
    {
        int padded = (length + Lanes - 1) / Lanes * Lanes;
        ref float work = ref Workspace.OfThread(3 * padded);
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            int first = step * length;
            ref float z = ref Unsafe.Add(ref logits, first), t = ref Unsafe.Add(ref targets, first);
            ref float p = ref Unsafe.Add(ref probabilities, first), dz = ref Unsafe.Add(ref gradient, first);
            if (padded == length)
            {
                sum += SoftmaxCrossentropy<V>(ref z, ref t, ref p, ref dz, length, length, smoothing, scale / steps);
                continue;
            }
            // Whole vectors reach into the next step.
            ref float target = ref Unsafe.Add(ref work, padded), own = ref Unsafe.Add(ref work, 2 * padded);
            Sequences.CopyRows(ref z, 0, ref work, 0, length, 1);
            Sequences.CopyRows(ref t, 0, ref target, 0, length, 1);
            sum += SoftmaxCrossentropy<V>(ref work, ref target, ref work, ref own, length, padded, smoothing, scale / steps);
            Sequences.CopyRows(ref work, 0, ref p, 0, length, 1);
            Sequences.CopyRows(ref own, 0, ref dz, 0, length, 1);
        }
        Rows.ClearPadding(ref probabilities, steps * length, stride);
        Rows.ClearPadding(ref gradient, steps * length, stride);
        return steps == 0 ? 0 : (float)(sum / steps);
    }

    /// <summary>One vector's e^(z - max), t' and t'·(max - z), added to the sums; the first goes to the probabilities, the second to the
    /// gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CrossentropyTerms<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int i, int length, V max, V keep, V share, ref V sum, ref V targetSum, ref V loss) where V : struct, ISimd<V>
    {
        V within = Rows.Within<V>(i, length);
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
        return length == 0 ? 0 : Rows.Total(a, b, c, d) / length;
    }

    /// <summary>Stores one vector's probabilities and gradient and returns its terms of the loss; zeros in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V BinaryTerms<V>(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int i, int length, V keep, V share, V scales) where V : struct, ISimd<V>
    {
        V within = Rows.Within<V>(i, length);
        V z = V.Load(ref logits, i);
        V t = V.MultiplyAdd(V.Load(ref targets, i), keep, share);
        V e = VectorMath.Exp(-V.Abs(z));
        V p = V.ConditionalSelect(V.GreaterThan(z, V.Zero), V.One, e) / (V.One + e);
        V.Store(within & p, ref probabilities, i);
        V.Store(within & ((p - t) * scales), ref gradient, i);
        return within & (V.MultiplyAdd(-z, t, V.Max(V.Zero, z)) + VectorMath.Log1pOfFraction(e));
    }
}
