using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>Normalisations. Called by generated code, which guarantees the lengths; as in <see cref="Rows"/>, rows are padded to whole
/// vectors, padding may hold anything and becomes zero, and sums have one order at every vector width.</summary>
/// <remarks>Means are taken first and variances of what is left then. A tensor that is a null reference is not there. The backward methods
/// compute mean and deviation anew from x.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Norms
{
    private const int Lanes = 16;

    [ThreadStatic]
    private static AlignedBuffer? _scratch;

    /// <summary>y = γ (x - mean x) / √(variance x + ε) + β for one row.</summary>
    /// <param name="x">The row.</param>
    /// <param name="y">The output row, which may be the input row.</param>
    /// <param name="gamma">γ, padded with zeros, or a null reference.</param>
    /// <param name="beta">β, padded with zeros, or a null reference.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="epsilon">ε.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LayerNorm<V>(ref float x, ref float y, ref float gamma, ref float beta, int length, int stride, float epsilon)
        where V : struct, ISimd<V>
    {
        float mean = Sum<V>(ref x, length, stride) / length;
        Scale<V>(ref x, ref y, ref gamma, ref beta, length, stride, mean, InverseDeviation<V>(ref x, length, stride, mean, epsilon));
    }

    /// <summary>y = scale x / √(mean x² + ε) for one row.</summary>
    /// <param name="x">The row.</param>
    /// <param name="y">The output row, which may be the input row.</param>
    /// <param name="scale">The scale, padded with zeros.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="epsilon">ε.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RmsNorm<V>(ref float x, ref float y, ref float scale, int length, int stride, float epsilon)
        where V : struct, ISimd<V> =>
        Scale<V>(
            ref x, ref y, ref scale, ref Unsafe.NullRef<float>(), length, stride, 0,
            InverseDeviation<V>(ref x, length, stride, 0, epsilon));

    /// <summary>The gradient through <see cref="LayerNorm"/>: dx in place of dy; γ's and β's are added to.</summary>
    /// <param name="x">The row that was normalised.</param>
    /// <param name="dy">The loss's derivative by y; receives that by x.</param>
    /// <param name="gamma">γ, padded with zeros, or a null reference.</param>
    /// <param name="dgamma">Gets Σ dy (x - mean x) / √(variance x + ε) added, if γ is there.</param>
    /// <param name="dbeta">Gets Σ dy added, or a null reference.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="epsilon">ε.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LayerNormBackward<V>(
        ref float x, ref float dy, ref float gamma, ref float dgamma, ref float dbeta, int length, int stride, float epsilon)
        where V : struct, ISimd<V>
    {
        float mean = Sum<V>(ref x, length, stride) / length;
        Backward<V>(
            ref x, ref dy, ref gamma, ref dgamma, ref dbeta, length, stride, mean,
            InverseDeviation<V>(ref x, length, stride, mean, epsilon), centered: true);
    }

    /// <summary>The gradient through <see cref="RmsNorm"/>: dx in place of dy; the scale's is added to.</summary>
    /// <param name="x">The row that was normalised.</param>
    /// <param name="dy">The loss's derivative by y; receives that by x.</param>
    /// <param name="scale">The scale, padded with zeros.</param>
    /// <param name="dscale">Gets Σ dy x / √(mean x² + ε) added.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="stride">The rows' size with their padding.</param>
    /// <param name="epsilon">ε.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RmsNormBackward<V>(
        ref float x, ref float dy, ref float scale, ref float dscale, int length, int stride, float epsilon)
        where V : struct, ISimd<V> => Backward<V>(
            ref x, ref dy, ref scale, ref dscale, ref Unsafe.NullRef<float>(), length, stride, 0,
            InverseDeviation<V>(ref x, length, stride, 0, epsilon), centered: false);

    /// <summary>y = γ (x - mean x) / √(variance x + ε) + β for the groups of channels of one sample, each over all pixels.</summary>
    /// <param name="x">The sample's first pixel.</param>
    /// <param name="y">The output's first pixel, laid out as the input; may be the input.</param>
    /// <param name="gamma">γ, padded with zeros, or a null reference.</param>
    /// <param name="beta">β, padded with zeros, or a null reference.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="height">Lines.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="pitch">The distance between pixels: whole vectors.</param>
    /// <param name="line">The distance between lines.</param>
    /// <param name="groups">The number of groups, which divides that of channels.</param>
    /// <param name="epsilon">ε.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GroupNorm<V>(
        ref float x, ref float y, ref float gamma, ref float beta, int channels, int height, int width, int pitch, int line, int groups,
        float epsilon)
        where V : struct, ISimd<V>
    {
        int columns = Padded(channels);
        ref float means = ref Scratch(2 * columns);
        ref float inverses = ref Unsafe.Add(ref means, columns);
        GroupMoments<V>(ref x, ref means, ref inverses, channels, height, width, pitch, line, groups, epsilon);
        for (int c = 0; c < columns; c += V.Count)
        {
            V within = Rows.Within<V>(c, channels), mean = V.Load(ref means, c), scale = V.Load(ref inverses, c);
            V shift = Unsafe.IsNullRef(ref beta) ? V.Zero : V.Load(ref beta, c);
            if (!Unsafe.IsNullRef(ref gamma))
                scale *= V.Load(ref gamma, c);
            for (int i = 0; i < height; i++)
                for (int at = i * line + c, end = at + width * pitch; at < end; at += pitch)
                    V.Store(within & V.MultiplyAdd(V.Load(ref x, at) - mean, scale, shift), ref y, at);
        }
    }

    /// <summary>The gradient through <see cref="GroupNorm"/>: dx in place of dy; γ's and β's are added to.</summary>
    /// <param name="x">The first pixel of the sample that was normalised.</param>
    /// <param name="dy">The loss's derivative by y; receives that by x.</param>
    /// <param name="gamma">γ, padded with zeros, or a null reference.</param>
    /// <param name="dgamma">Gets γ's gradient added, if γ is there.</param>
    /// <param name="dbeta">Gets β's gradient added, or a null reference.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="height">Lines.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="pitch">The distance between pixels: whole vectors.</param>
    /// <param name="line">The distance between lines of x.</param>
    /// <param name="gradientLine">The distance between lines of dy.</param>
    /// <param name="groups">The number of groups, which divides that of channels.</param>
    /// <param name="epsilon">ε.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GroupNormBackward<V>(
        ref float x, ref float dy, ref float gamma, ref float dgamma, ref float dbeta, int channels, int height, int width, int pitch,
        int line, int gradientLine,
        int groups, float epsilon) where V : struct, ISimd<V>
    {
        int columns = Padded(channels);
        ref float means = ref Scratch(4 * columns);
        ref float inverses = ref Unsafe.Add(ref means, columns), sums = ref Unsafe.Add(ref means, 2 * columns),
            products = ref Unsafe.Add(ref means, 3 * columns);
        GroupMoments<V>(ref x, ref means, ref inverses, channels, height, width, pitch, line, groups, epsilon);
        for (int c = 0; c < columns; c += V.Count)
        {
            V within = Rows.Within<V>(c, channels), mean = V.Load(ref means, c), inverse = V.Load(ref inverses, c), sum = V.Zero,
                product = V.Zero;
            for (int i = 0; i < height; i++)
            {
                V s = V.Zero, p = V.Zero;
                for (int j = 0; j < width; j++)
                {
                    V d = V.Load(ref dy, i * gradientLine + j * pitch + c);
                    s += d;
                    p = V.MultiplyAdd(d, (V.Load(ref x, i * line + j * pitch + c) - mean) * inverse, p);
                }
                sum += s;
                product += p;
            }
            sum = within & sum;
            product = within & product;
            if (!Unsafe.IsNullRef(ref dbeta))
                V.Store(V.Load(ref dbeta, c) + sum, ref dbeta, c);
            if (!Unsafe.IsNullRef(ref gamma))
            {
                V.Store(V.Load(ref dgamma, c) + product, ref dgamma, c);
                sum *= V.Load(ref gamma, c);
                product *= V.Load(ref gamma, c);
            }
            V.Store(sum, ref sums, c);
            V.Store(product, ref products, c);
        }
        float count = (float)(channels / groups) * (height * width);
        Spread(ref sums, channels, groups, count);
        Spread(ref products, channels, groups, count);
        for (int c = 0; c < columns; c += V.Count)
        {
            V within = Rows.Within<V>(c, channels), mean = V.Load(ref means, c), inverse = V.Load(ref inverses, c);
            V sum = V.Load(ref sums, c), product = V.Load(ref products, c),
                scale = Unsafe.IsNullRef(ref gamma) ? V.One : V.Load(ref gamma, c);
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    int at = i * gradientLine + j * pitch + c;
                    V z = (V.Load(ref x, i * line + j * pitch + c) - mean) * inverse;
                    V.Store(within & (inverse * (V.Load(ref dy, at) * scale - sum - z * product)), ref dy, at);
                }
            }
        }
    }

    /// <summary>Each channel's mean and 1/√(variance + ε), which are those of its group; zeros in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GroupMoments<V>(
        ref float x, ref float means, ref float inverses, int channels, int height, int width, int pitch, int line, int groups,
        float epsilon) where V : struct, ISimd<V>
    {
        float count = (float)(channels / groups) * (height * width);
        int columns = Padded(channels);
        for (int c = 0; c < columns; c += V.Count)
        {
            V sum = V.Zero;
            for (int i = 0; i < height; i++)
            {
                V s = V.Zero;
                for (int at = i * line + c, end = at + width * pitch; at < end; at += pitch)
                    s += V.Load(ref x, at);
                sum += s;
            }
            V.Store(Rows.Within<V>(c, channels) & sum, ref means, c);
        }
        Spread(ref means, channels, groups, count);
        for (int c = 0; c < columns; c += V.Count)
        {
            V mean = V.Load(ref means, c), sum = V.Zero;
            for (int i = 0; i < height; i++)
            {
                V s = V.Zero;
                for (int at = i * line + c, end = at + width * pitch; at < end; at += pitch)
                {
                    V d = V.Load(ref x, at) - mean;
                    s = V.MultiplyAdd(d, d, s);
                }
                sum += s;
            }
            V.Store(Rows.Within<V>(c, channels) & sum, ref inverses, c);
        }
        Spread(ref inverses, channels, groups, count);
        for (int c = 0; c < channels; c++)
            Unsafe.Add(ref inverses, c) = 1 / MathF.Sqrt(Unsafe.Add(ref inverses, c) + epsilon);
    }

    /// <summary>Replaces every channel's number by the sum over its group, divided by <paramref name="count"/>.</summary>
    private static void Spread(ref float values, int channels, int groups, float count)
    {
        int size = channels / groups;
        for (int first = 0; first < channels; first += size)
        {
            float sum = 0;
            for (int c = first; c < first + size; c++)
                sum += Unsafe.Add(ref values, c);
            sum /= count;
            for (int c = first; c < first + size; c++)
                Unsafe.Add(ref values, c) = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum<V>(ref float x, int length, int stride) where V : struct, ISimd<V>
    {
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += Rows.Within<V>(i, length) & V.Load(ref x, i);
            if (V.Count < 16)
                b += Rows.Within<V>(i + V.Count, length) & V.Load(ref x, i + V.Count);
            if (V.Count < 8)
            {
                c += Rows.Within<V>(i + 2 * V.Count, length) & V.Load(ref x, i + 2 * V.Count);
                d += Rows.Within<V>(i + 3 * V.Count, length) & V.Load(ref x, i + 3 * V.Count);
            }
        }
        return Rows.Total(a, b, c, d);
    }

    /// <summary>1/√(mean of (x - mean)² + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float InverseDeviation<V>(ref float x, int length, int stride, float mean, float epsilon) where V : struct, ISimd<V>
    {
        V m = V.Broadcast(mean), a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            a += Square(ref x, i, length, m);
            if (V.Count < 16)
                b += Square(ref x, i + V.Count, length, m);
            if (V.Count < 8)
            {
                c += Square(ref x, i + 2 * V.Count, length, m);
                d += Square(ref x, i + 3 * V.Count, length, m);
            }
        }
        return 1 / MathF.Sqrt(Rows.Total(a, b, c, d) / length + epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Square<V>(ref float x, int i, int length, V mean) where V : struct, ISimd<V>
    {
        V d = V.Load(ref x, i) - mean;
        return Rows.Within<V>(i, length) & (d * d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Scale<V>(
        ref float x, ref float y, ref float gamma, ref float beta, int length, int stride, float mean, float inverse)
        where V : struct, ISimd<V>
    {
        V m = V.Broadcast(mean), r = V.Broadcast(inverse);
        for (int i = 0; i < stride; i += V.Count)
        {
            V z = (V.Load(ref x, i) - m) * r;
            if (!Unsafe.IsNullRef(ref gamma))
                z *= V.Load(ref gamma, i);
            if (!Unsafe.IsNullRef(ref beta))
                z += V.Load(ref beta, i);
            V.Store(Rows.Within<V>(i, length) & z, ref y, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Backward<V>(
        ref float x, ref float dy, ref float gamma, ref float dgamma, ref float dbeta, int length, int stride, float mean, float inverse,
        bool centered)
        where V : struct, ISimd<V>
    {
        V m = V.Broadcast(mean), r = V.Broadcast(inverse);
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        V pa = V.Zero, pb = V.Zero, pc = V.Zero, pd = V.Zero;
        for (int i = 0; i < stride; i += Lanes)
        {
            Products(ref x, ref dy, ref gamma, ref dgamma, ref dbeta, i, length, m, r, ref a, ref pa);
            if (V.Count < 16)
                Products(ref x, ref dy, ref gamma, ref dgamma, ref dbeta, i + V.Count, length, m, r, ref b, ref pb);
            if (V.Count < 8)
            {
                Products(ref x, ref dy, ref gamma, ref dgamma, ref dbeta, i + 2 * V.Count, length, m, r, ref c, ref pc);
                Products(ref x, ref dy, ref gamma, ref dgamma, ref dbeta, i + 3 * V.Count, length, m, r, ref d, ref pd);
            }
        }
        V sum = centered ? V.Broadcast(Rows.Total(a, b, c, d) / length) : V.Zero,
            product = V.Broadcast(Rows.Total(pa, pb, pc, pd) / length);
        for (int i = 0; i < stride; i += V.Count)
        {
            V z = (V.Load(ref x, i) - m) * r;
            V.Store(Rows.Within<V>(i, length) & (r * (V.Load(ref dy, i) - sum - z * product)), ref dy, i);
        }
    }

    /// <summary>One vector's part in γ's and β's gradients; dy becomes g = γ dy; g and g z are added to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Products<V>(
        ref float x, ref float dy, ref float gamma, ref float dgamma, ref float dbeta, int i, int length, V mean, V inverse, ref V sum,
        ref V product)
        where V : struct, ISimd<V>
    {
        V within = Rows.Within<V>(i, length), g = within & V.Load(ref dy, i), z = within & ((V.Load(ref x, i) - mean) * inverse);
        if (!Unsafe.IsNullRef(ref dbeta))
            V.Store(V.Load(ref dbeta, i) + g, ref dbeta, i);
        if (!Unsafe.IsNullRef(ref gamma))
        {
            V.Store(V.MultiplyAdd(g, z, V.Load(ref dgamma, i)), ref dgamma, i);
            g *= V.Load(ref gamma, i);
            V.Store(g, ref dy, i);
        }
        sum += g;
        product += g * z;
    }

    private static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>Memory of this thread for numbers of each channel.</summary>
    private static ref float Scratch(int floats)
    {
        if (_scratch is null || _scratch.Length < floats)
            _scratch = new AlignedBuffer(floats);
        return ref _scratch.Start;
    }
}
