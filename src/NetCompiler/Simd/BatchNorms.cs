using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, 2015): every channel brought to mean 0 and variance 1 over all pixels of all samples of a batch,
/// then scaled and shifted. Called by generated code, which guarantees the lengths. Lanes are channels; sums go over the pixels of a line,
/// the lines of a sample and the samples, in that order, so no bit depends on the vector width or the number of threads.
/// </summary>
/// <remarks>What a layer knows of its channels lies in seven rows of the same length: mean, scale, shift, variance, inverse deviation, and
/// the sums Σ dy and Σ dy x̂ of the backward pass. What predictions need are the first five, of the moving averages: y = (x - mean) scale +
/// shift. A tensor that is a null reference is not there.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class BatchNorms
{
    /// <summary>Rows of what a layer knows of its channels.</summary>
    private const int Mean = 0, Scale = 1, Shift = 2, Variance = 3, Inverse = 4, GradientSum = 5, ProductSum = 6;

    /// <summary>A sample's mean of every channel, and behind these the sums of squares of what is left.</summary>
    /// <param name="x">The sample's first pixel.</param>
    /// <param name="height">Lines.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="pitch">From pixel to pixel.</param>
    /// <param name="line">From line to line.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="sums">Receives 2 · <paramref name="channels"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Gather<V>(ref float x, int height, int width, int pitch, int line, int channels, ref float sums)
        where V : struct, ISimd<V>
    {
        V count = V.Broadcast((float)(height * width));
        for (int c = 0; c < channels; c += V.Count)
        {
            V sum = V.Zero, squares = V.Zero;
            for (int i = 0; i < height; i++)
            {
                V even = V.Zero, odd = V.Zero;
                int at = i * line + c, end = at + width * pitch;
                for (; at < end - pitch; at += 2 * pitch)
                {
                    even += V.Load(ref x, at);
                    odd += V.Load(ref x, at + pitch);
                }
                if (at < end)
                    even += V.Load(ref x, at);
                sum += even + odd;
            }
            V mean = sum / count;
            for (int i = 0; i < height; i++)
            {
                V even = V.Zero, odd = V.Zero;
                int at = i * line + c, end = at + width * pitch;
                for (; at < end - pitch; at += 2 * pitch)
                {
                    V first = V.Load(ref x, at) - mean, second = V.Load(ref x, at + pitch) - mean;
                    even = V.MultiplyAdd(first, first, even);
                    odd = V.MultiplyAdd(second, second, odd);
                }
                if (at < end)
                {
                    V last = V.Load(ref x, at) - mean;
                    even = V.MultiplyAdd(last, last, even);
                }
                squares += even + odd;
            }
            V.Store(mean, ref sums, c);
            V.Store(squares, ref sums, channels + c);
        }
    }

    /// <summary>Mean and variance of some channels over a batch of samples with several pixels.</summary>
    /// <param name="sums">What <see cref="Gather"/> left of the first sample, at the first of these channels.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="stride">From sample to sample.</param>
    /// <param name="pixels">Pixels of a sample.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, at the first of these channels; mean and variance are written.</param>
    /// <param name="length">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CombineSamples<V>(ref float sums, int rows, int stride, int pixels, int channels, ref float statistics, int length)
        where V : struct, ISimd<V>
    {
        V samples = V.Broadcast(rows), each = V.Broadcast(pixels);
        for (int c = 0; c < channels; c += V.Count)
        {
            V sum = V.Zero, squares = V.Zero;
            for (int row = 0; row < rows; row++)
                sum += V.Load(ref sums, row * stride + c);
            V mean = sum / samples;
            for (int row = 0; row < rows; row++)
            {
                V off = V.Load(ref sums, row * stride + c) - mean;
                squares += V.MultiplyAdd(off * each, off, V.Load(ref sums, row * stride + length + c));
            }
            V.Store(mean, ref statistics, Mean * length + c);
            V.Store(squares / (samples * each), ref statistics, Variance * length + c);
        }
    }

    /// <summary>Mean and variance of some channels over a batch of samples of one pixel.</summary>
    /// <param name="x">The first sample's first of these channels.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="stride">From sample to sample.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, at the first of these channels; mean and variance are written.</param>
    /// <param name="length">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CombineRows<V>(ref float x, int rows, int stride, int channels, ref float statistics, int length)
        where V : struct, ISimd<V>
    {
        V samples = V.Broadcast(rows);
        for (int c = 0; c < channels; c += V.Count)
        {
            V sum = V.Zero, squares = V.Zero;
            for (int row = 0; row < rows; row++)
                sum += V.Load(ref x, row * stride + c);
            V mean = sum / samples;
            for (int row = 0; row < rows; row++)
            {
                V off = V.Load(ref x, row * stride + c) - mean;
                squares = V.MultiplyAdd(off, off, squares);
            }
            V.Store(mean, ref statistics, Mean * length + c);
            V.Store(squares / samples, ref statistics, Variance * length + c);
        }
    }

    /// <summary>Takes the moving averages for a batch's mean and variance.</summary>
    /// <param name="mean">The moving mean, at the first of these channels.</param>
    /// <param name="variance">The moving variance.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, at the first of these channels; mean and variance are written.</param>
    /// <param name="length">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TakeMoving<V>(ref float mean, ref float variance, int channels, ref float statistics, int length)
        where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V.Store(V.Load(ref mean, c), ref statistics, Mean * length + c);
            V.Store(V.Load(ref variance, c), ref statistics, Variance * length + c);
        }
    }

    /// <summary>Inverse deviation, scale and shift from the variance.</summary>
    /// <param name="gamma">γ, padded with zeros, at the first of these channels, or a null reference: 1.</param>
    /// <param name="beta">β, padded with zeros, or a null reference: 0.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, at the first of these channels.</param>
    /// <param name="length">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Complete<V>(ref float gamma, ref float beta, float epsilon, int channels, ref float statistics, int length)
        where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V inverse = V.One / V.Sqrt(V.Load(ref statistics, Variance * length + c) + V.Broadcast(epsilon));
            V.Store(inverse, ref statistics, Inverse * length + c);
            V.Store(Unsafe.IsNullRef(ref gamma) ? inverse : inverse * V.Load(ref gamma, c), ref statistics, Scale * length + c);
            V.Store(Unsafe.IsNullRef(ref beta) ? V.Zero : V.Load(ref beta, c), ref statistics, Shift * length + c);
        }
    }

    /// <summary>Folds a normalisation into the kernel and the bias before it: (x W + b - mean) scale + shift = x (W scale) + ((b - mean)
    /// scale + shift).</summary>
    /// <param name="kernel">The kernel; columns are filters. Its padding holds zeros.</param>
    /// <param name="rows">Rows of the kernel.</param>
    /// <param name="columns">Columns of the kernel.</param>
    /// <param name="stride">From row to row, of both kernels.</param>
    /// <param name="groupRows">Rows after which the next <paramref name="columns"/> filters begin.</param>
    /// <param name="bias">The bias, or a null reference: 0.</param>
    /// <param name="prepared">The layer's first rows, <paramref name="channels"/> each.</param>
    /// <param name="channels">All filters, whole vectors.</param>
    /// <param name="folded">Receives the kernel; its padding is left as it is.</param>
    /// <param name="foldedBias">Receives the bias.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Fold<V>(
        ref float kernel, int rows, int columns, int stride, int groupRows, ref float bias, ref float prepared, int channels,
        ref float folded, ref float foldedBias)
        where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++)
        {
            int filter = row / groupRows * columns;
            for (int c = 0; c < columns; c += V.Count)
                V.Store(
                    V.Load(ref kernel, row * stride + c) * V.Load(ref prepared, Scale * channels + filter + c), ref folded,
                    row * stride + c);
        }
        FoldBias<V>(ref bias, ref prepared, channels, ref foldedBias);
    }

    /// <summary>The same for a kernel whose rows are filters, one after the other and again.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="rows">Rows of the kernel.</param>
    /// <param name="columns">Columns of the kernel, whole vectors.</param>
    /// <param name="stride">From row to row, of both kernels.</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="bias">The bias, or a null reference: 0.</param>
    /// <param name="prepared">The layer's first rows, <paramref name="channels"/> each.</param>
    /// <param name="channels">All filters, whole vectors.</param>
    /// <param name="folded">Receives the kernel; its padding is left as it is.</param>
    /// <param name="foldedBias">Receives the bias.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void FoldRows<V>(
        ref float kernel, int rows, int columns, int stride, int filters, ref float bias, ref float prepared, int channels,
        ref float folded, ref float foldedBias)
        where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++)
        {
            V scale = V.Broadcast(Unsafe.Add(ref prepared, Scale * channels + row % filters));
            for (int c = 0; c < columns; c += V.Count)
                V.Store(V.Load(ref kernel, row * stride + c) * scale, ref folded, row * stride + c);
        }
        FoldBias<V>(ref bias, ref prepared, channels, ref foldedBias);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoldBias<V>(ref float bias, ref float prepared, int channels, ref float foldedBias) where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V off = (Unsafe.IsNullRef(ref bias) ? V.Zero : V.Load(ref bias, c)) - V.Load(ref prepared, Mean * channels + c);
            V.Store(
                V.MultiplyAdd(off, V.Load(ref prepared, Scale * channels + c), V.Load(ref prepared, Shift * channels + c)), ref foldedBias,
                c);
        }
    }

    /// <summary>y = (x - mean) scale + shift for one sample.</summary>
    /// <param name="x">The sample's first pixel.</param>
    /// <param name="pitch">From pixel to pixel of x.</param>
    /// <param name="line">From line to line of x.</param>
    /// <param name="y">The output's first pixel.</param>
    /// <param name="outputPitch">From pixel to pixel of y.</param>
    /// <param name="outputLine">From line to line of y.</param>
    /// <param name="height">Lines.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="numbers">The first three of the layer's rows, <paramref name="channels"/> each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Normalize<V>(
        ref float x, int pitch, int line, ref float y, int outputPitch, int outputLine, int height, int width, int channels,
        ref float numbers) where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V mean = V.Load(ref numbers, Mean * channels + c), scale = V.Load(ref numbers, Scale * channels + c),
                shift = V.Load(ref numbers, Shift * channels + c);
            for (int i = 0; i < height; i++)
            {
                int to = i * outputLine + c;
                for (int at = i * line + c, end = at + width * pitch; at < end; at += pitch, to += outputPitch)
                    V.Store(V.MultiplyAdd(V.Load(ref x, at) - mean, scale, shift), ref y, to);
            }
        }
    }

    /// <summary>A sample's sums of dy and, behind these, of dy (x - mean).</summary>
    /// <param name="x">The sample's first pixel.</param>
    /// <param name="pitch">From pixel to pixel of x.</param>
    /// <param name="line">From line to line of x.</param>
    /// <param name="dy">The loss's derivative by y.</param>
    /// <param name="gradientPitch">From pixel to pixel of dy.</param>
    /// <param name="gradientLine">From line to line of dy.</param>
    /// <param name="height">Lines.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="mean">The first of the layer's rows.</param>
    /// <param name="sums">Receives 2 · <paramref name="channels"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void GatherGradients<V>(
        ref float x, int pitch, int line, ref float dy, int gradientPitch, int gradientLine, int height, int width, int channels,
        ref float mean, ref float sums)
        where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V sum = V.Zero, products = V.Zero, m = V.Load(ref mean, c);
            for (int i = 0; i < height; i++)
            {
                V lineSum = V.Zero, lineProducts = V.Zero;
                int from = i * gradientLine + c;
                for (int at = i * line + c, end = at + width * pitch; at < end; at += pitch, from += gradientPitch)
                {
                    V d = V.Load(ref dy, from);
                    lineSum += d;
                    lineProducts = V.MultiplyAdd(d, V.Load(ref x, at) - m, lineProducts);
                }
                sum += lineSum;
                products += lineProducts;
            }
            V.Store(sum, ref sums, c);
            V.Store(products, ref sums, channels + c);
        }
    }

    /// <summary>Σ dy and Σ dy x̂ of some channels over a batch of samples with several pixels.</summary>
    /// <param name="sums">What <see cref="GatherGradients"/> left of the first sample, at the first of these channels.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="stride">From sample to sample.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, at the first of these channels; both sums are written.</param>
    /// <param name="length">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CombineSampleGradients<V>(ref float sums, int rows, int stride, int channels, ref float statistics, int length)
        where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V sum = V.Zero, products = V.Zero;
            for (int row = 0; row < rows; row++)
            {
                sum += V.Load(ref sums, row * stride + c);
                products += V.Load(ref sums, row * stride + length + c);
            }
            V.Store(sum, ref statistics, GradientSum * length + c);
            V.Store(products * V.Load(ref statistics, Inverse * length + c), ref statistics, ProductSum * length + c);
        }
    }

    /// <summary>Σ dy and Σ dy x̂ of some channels over a batch of samples of one pixel.</summary>
    /// <param name="x">The first sample's first of these channels.</param>
    /// <param name="stride">From sample to sample of x.</param>
    /// <param name="dy">The loss's derivative by y, likewise.</param>
    /// <param name="gradientStride">From sample to sample of dy.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, at the first of these channels; both sums are written.</param>
    /// <param name="length">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CombineRowGradients<V>(
        ref float x, int stride, ref float dy, int gradientStride, int rows, int channels, ref float statistics, int length)
        where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V sum = V.Zero, products = V.Zero, mean = V.Load(ref statistics, Mean * length + c);
            for (int row = 0; row < rows; row++)
            {
                V d = V.Load(ref dy, row * gradientStride + c);
                sum += d;
                products = V.MultiplyAdd(d, V.Load(ref x, row * stride + c) - mean, products);
            }
            V.Store(sum, ref statistics, GradientSum * length + c);
            V.Store(products * V.Load(ref statistics, Inverse * length + c), ref statistics, ProductSum * length + c);
        }
    }

    /// <summary>dx = scale (dy - (Σ dy + x̂ Σ dy x̂) / n) for one sample, with n pixels in the batch.</summary>
    /// <param name="x">The sample's first pixel.</param>
    /// <param name="pitch">From pixel to pixel of x.</param>
    /// <param name="line">From line to line of x.</param>
    /// <param name="dy">The loss's derivative by y.</param>
    /// <param name="gradientPitch">From pixel to pixel of dy.</param>
    /// <param name="gradientLine">From line to line of dy.</param>
    /// <param name="dx">Receives that by x.</param>
    /// <param name="outputPitch">From pixel to pixel of dx.</param>
    /// <param name="outputLine">From line to line of dx.</param>
    /// <param name="height">Lines.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="statistics">The layer's rows, <paramref name="channels"/> each.</param>
    /// <param name="share">1 / n; 0 where mean and variance are not the batch's, and so do not depend on x.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward<V>(
        ref float x, int pitch, int line, ref float dy, int gradientPitch, int gradientLine, ref float dx, int outputPitch, int outputLine,
        int height, int width, int channels,
        ref float statistics, float share) where V : struct, ISimd<V>
    {
        for (int c = 0; c < channels; c += V.Count)
        {
            V mean = V.Load(ref statistics, Mean * channels + c), scale = V.Load(ref statistics, Scale * channels + c),
                part = V.Broadcast(share);
            V slope = V.Load(ref statistics, ProductSum * channels + c) * V.Load(ref statistics, Inverse * channels + c) * part,
                constant = V.Load(ref statistics, GradientSum * channels + c) * part;
            for (int i = 0; i < height; i++)
            {
                int from = i * gradientLine + c, to = i * outputLine + c;
                for (int at = i * line + c, end = at + width * pitch; at < end; at += pitch, from += gradientPitch, to += outputPitch)
                    V.Store(scale * (V.Load(ref dy, from) - V.MultiplyAdd(V.Load(ref x, at) - mean, slope, constant)), ref dx, to);
            }
        }
    }

    /// <summary>The gradient of γ, or of what is left of a part of it where a batch goes in parts.</summary>
    /// <param name="statistics">The layer's rows.</param>
    /// <param name="length">The length of a row.</param>
    /// <param name="channels">Channels, padding aside.</param>
    /// <param name="gradient">γ's gradient.</param>
    /// <param name="add">Whether it is added to.</param>
    public static void AddScaleGradient(ref float statistics, int length, int channels, ref float gradient, bool add) =>
        AddGradient(ref Unsafe.Add(ref statistics, ProductSum * length), channels, ref gradient, add);

    /// <summary>The gradient of β; see <see cref="AddScaleGradient"/>.</summary>
    /// <param name="statistics">The layer's rows.</param>
    /// <param name="length">The length of a row.</param>
    /// <param name="channels">Channels, padding aside.</param>
    /// <param name="gradient">β's gradient.</param>
    /// <param name="add">Whether it is added to.</param>
    public static void AddShiftGradient(ref float statistics, int length, int channels, ref float gradient, bool add) =>
        AddGradient(ref Unsafe.Add(ref statistics, GradientSum * length), channels, ref gradient, add);

    private static void AddGradient(ref float sums, int channels, ref float gradient, bool add)
    {
        for (int c = 0; c < channels; c++)
            Unsafe.Add(ref gradient, c) = Unsafe.Add(ref sums, c) + (add ? Unsafe.Add(ref gradient, c) : 0);
    }
}
