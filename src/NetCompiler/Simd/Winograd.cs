using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>
/// Convolution with a 3x3 kernel and stride 1 by Winograd's minimal filtering, F(m x m, 3 x 3): Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A for tiles of
/// (m + 2) x (m + 2) inputs, which give m x m outputs with (m + 2)² multiplications in place of 9 m². (Winograd, Arithmetic Complexity of
/// Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016.) Called by generated code, which guarantees
/// the lengths and multiplies in between.
/// </summary>
/// <remarks>Lanes are channels, so the result does not depend on the vector width. Where the image is no whole number of tiles, the last
/// tile of a line overlaps the one before: an image must be m outputs wide and high at least.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Winograd
{
    /// <summary>Transforms kernels, U = G g Gᵀ, and copies the bias behind them.</summary>
    /// <param name="kernel">Kernel [3][3][channels][filters].</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="filters">Filters, padding included: a multiple of 16.</param>
    /// <param name="rowStride">From row to row of the kernel.</param>
    /// <param name="bias">The bias; anything where there is none.</param>
    /// <param name="hasBias">Whether there is one; else zeros are written.</param>
    /// <param name="prepared">Receives [position][channels][filters], then [filters].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformKernel<V, TTile>(
        ref float kernel, int channels, int filters, int rowStride, ref float bias, bool hasBias, ref float prepared)
        where V : struct, ISimd<V> where TTile : struct, IWinogradTile
    {
        int size = TTile.Outputs + 2, step = channels * filters, tap = channels * rowStride;
        Span<float> lines = stackalloc float[3 * 8 * 16];
        ref float half = ref lines[0];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int filter = 0; filter < filters; filter += V.Count)
            {
                ref float g = ref Unsafe.Add(ref kernel, channel * rowStride + filter);
                ref float u = ref Unsafe.Add(ref prepared, channel * filters + filter);
                for (int column = 0; column < 3; column++)
                    TTile.Kernel<V>(ref Unsafe.Add(ref g, column * tap), 3 * tap, ref Unsafe.Add(ref half, column * V.Count), 3 * V.Count);
                for (int line = 0; line < size; line++)
                    TTile.Kernel<V>(ref Unsafe.Add(ref half, line * 3 * V.Count), V.Count, ref Unsafe.Add(ref u, line * size * step), step);
            }
        }
        ref float last = ref Unsafe.Add(ref prepared, size * size * step);
        for (int filter = 0; filter < filters; filter += V.Count)
            V.Store(hasBias ? V.Load(ref bias, filter) : V.Zero, ref last, filter);
    }

    /// <summary>Transforms the inputs of whole lines of tiles, V = Bᵀ d B.</summary>
    /// <param name="x">The first input that the image's first output reads.</param>
    /// <param name="pitch">From pixel to pixel.</param>
    /// <param name="linePitch">From line to line.</param>
    /// <param name="channels">Channels, a multiple of 16; what lies behind the last of them is transformed too.</param>
    /// <param name="height">Lines of the output.</param>
    /// <param name="width">Pixels in a line of the output.</param>
    /// <param name="first">The first line of tiles.</param>
    /// <param name="count">Lines of tiles.</param>
    /// <param name="v">Receives [position][tile][channels].</param>
    /// <param name="step">From position to position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformInputs<V, TTile>(
        ref float x, int pitch, int linePitch, int channels, int height, int width, int first, int count, ref float v, int step)
        where V : struct, ISimd<V> where TTile : struct, IWinogradTile
    {
        int m = TTile.Outputs, size = m + 2, across = (width + m - 1) / m;
        for (int line = first; line < first + count; line++)
        {
            for (int tile = 0; tile < across; tile++)
            {
                ref float d = ref Unsafe.Add(ref x, Math.Min(line * m, height - m) * linePitch + Math.Min(tile * m, width - m) * pitch);
                for (int channel = 0; channel < channels; channel += V.Count)
                {
                    ref float to = ref Unsafe.Add(ref v, channel);
                    for (int i = 0; i < size; i++)
                        TTile.Input<V>(
                            ref Unsafe.Add(ref d, i * linePitch + channel), pitch, ref Unsafe.Add(ref to, i * size * step), step);
                    for (int j = 0; j < size; j++)
                        TTile.Input<V>(ref Unsafe.Add(ref to, j * step), size * step, ref Unsafe.Add(ref to, j * step), size * step);
                }
                v = ref Unsafe.Add(ref v, channels);
            }
        }
    }

    /// <summary>Transforms the products of whole lines of tiles to outputs, Y = Aᵀ M A + b.</summary>
    /// <param name="m">The products [position][tile][filters]; overwritten.</param>
    /// <param name="step">From position to position.</param>
    /// <param name="filters">Filters, padding included: a multiple of 16.</param>
    /// <param name="bias">A value for each filter.</param>
    /// <param name="height">Lines of the output.</param>
    /// <param name="width">Pixels in a line of the output.</param>
    /// <param name="first">The first line of tiles.</param>
    /// <param name="count">Lines of tiles.</param>
    /// <param name="y">The output's first pixel.</param>
    /// <param name="pitch">From pixel to pixel.</param>
    /// <param name="linePitch">From line to line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformOutputs<V, TTile>(
        ref float m, int step, int filters, ref float bias, int height, int width, int first, int count, ref float y, int pitch,
        int linePitch)
        where V : struct, ISimd<V> where TTile : struct, IWinogradTile
    {
        int outputs = TTile.Outputs, size = outputs + 2, across = (width + outputs - 1) / outputs;
        for (int line = first; line < first + count; line++)
        {
            for (int tile = 0; tile < across; tile++)
            {
                ref float to = ref Unsafe.Add(
                    ref y, Math.Min(line * outputs, height - outputs) * linePitch + Math.Min(tile * outputs, width - outputs) * pitch);
                for (int filter = 0; filter < filters; filter += V.Count)
                {
                    ref float from = ref Unsafe.Add(ref m, filter);
                    for (int j = 0; j < size; j++)
                        TTile.Output<V>(
                            ref Unsafe.Add(ref from, j * step), size * step, V.Zero, ref Unsafe.Add(ref from, j * step), size * step);
                    V b = V.Load(ref bias, filter);
                    for (int i = 0; i < outputs; i++)
                        TTile.Output<V>(
                            ref Unsafe.Add(ref from, i * size * step), step, b, ref Unsafe.Add(ref to, i * linePitch + filter), pitch);
                }
                m = ref Unsafe.Add(ref m, filters);
            }
        }
    }
}
