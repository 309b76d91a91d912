using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>
/// A convolution with few channels and at most 8 filters would leave most lanes idle if lanes were filters alone. Here 16 lanes are several neighbouring pixels of 4 or 8
/// filters each: inputs are repeated as often as there are filters in a group, so that one vector of them meets one vector of repeated kernel values. Called by generated
/// code, which guarantees the lengths.
/// </summary>
[SuppressMessage("Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class PixelGroups
{
    private const int Lanes = 16;

    /// <summary>Writes every kernel value, and every bias, once for each pixel of a vector.</summary>
    /// <param name="kernel">Kernel [lines][taps][channels][filters].</param>
    /// <param name="lines">Lines of taps.</param>
    /// <param name="taps">Taps of a line.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="rowStride">From row to row of the kernel; its padding holds zeros.</param>
    /// <param name="group">Filters of a pixel, padding included: 4 or 8.</param>
    /// <param name="bias">The bias, padded; anything where there is none.</param>
    /// <param name="hasBias">Whether there is one; else zeros are written.</param>
    /// <param name="prepared">Receives [lines][channels][taps][16], then the bias in [16].</param>
    public static void PrepareKernel(
        ref float kernel, int lines, int taps, int channels, int rowStride, int group, ref float bias, bool hasBias, ref float prepared)
    {
        for (int line = 0; line < lines; line++)
            for (int channel = 0; channel < channels; channel++)
                for (int tap = 0; tap < taps; tap++)
                {
                    ref float row = ref Unsafe.Add(ref kernel, ((line * taps + tap) * channels + channel) * rowStride);
                    for (int lane = 0; lane < Lanes; lane++)
                        Unsafe.Add(ref prepared, lane) = Unsafe.Add(ref row, lane % group);
                    prepared = ref Unsafe.Add(ref prepared, Lanes);
                }
        for (int lane = 0; lane < Lanes; lane++)
            Unsafe.Add(ref prepared, lane) = hasBias ? Unsafe.Add(ref bias, lane % group) : 0;
    }

    /// <summary>Writes every input as often as there are filters in a group, the channels of a line one after the other.</summary>
    /// <param name="x">The first input.</param>
    /// <param name="lines">Lines that are read, border included.</param>
    /// <param name="pixels">Pixels of a line that are read, border included.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pitch">From pixel to pixel.</param>
    /// <param name="linePitch">From line to line.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="repeated">Receives [lines][channels][pixels][group].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Repeat(ref float x, int lines, int pixels, int channels, int pitch, int linePitch, int group, ref float repeated)
    {
        for (int line = 0; line < lines; line++)
            for (int channel = 0; channel < channels; channel++)
            {
                ref float from = ref Unsafe.Add(ref x, line * linePitch + channel);
                if (group == 8)
                    for (int pixel = 0; pixel < pixels; pixel++)
                        Vector256.Create(Unsafe.Add(ref from, pixel * pitch)).StoreUnsafe(ref repeated, (nuint)(pixel * 8));
                else
                    for (int pixel = 0; pixel < pixels; pixel++)
                        Vector128.Create(Unsafe.Add(ref from, pixel * pitch)).StoreUnsafe(ref repeated, (nuint)(pixel * 4));
                repeated = ref Unsafe.Add(ref repeated, pixels * group);
            }
    }

    /// <summary>Gives every pixel whole vectors; what is behind its filters is of no meaning.</summary>
    /// <param name="grouped">Lines of groups.</param>
    /// <param name="groupedLine">From line to line there; 16 floats more than the last line's groups are read.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="lines">Lines.</param>
    /// <param name="pixels">Pixels of a line.</param>
    /// <param name="y">The first pixel.</param>
    /// <param name="pitch">From pixel to pixel, at least 16.</param>
    /// <param name="linePitch">From line to line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<V>(ref float grouped, int groupedLine, int group, int lines, int pixels, ref float y, int pitch, int linePitch) where V : struct, ISimd<V>
    {
        for (int line = 0; line < lines; line++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
                for (int lane = 0; lane < Lanes; lane += V.Count)
                    V.Store(V.Load(ref grouped, pixel * group + lane), ref y, pixel * pitch + lane);
            grouped = ref Unsafe.Add(ref grouped, groupedLine);
            y = ref Unsafe.Add(ref y, linePitch);
        }
    }

    /// <summary>Gives every window's largest number whole vectors; what is behind the filters is of no meaning.</summary>
    /// <param name="grouped">Lines of groups.</param>
    /// <param name="groupedLine">From line to line there; 16 floats more than the last line's groups are read.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="height">Lines of a window.</param>
    /// <param name="width">Pixels in a line of a window.</param>
    /// <param name="lineStride">Lines from window to window.</param>
    /// <param name="pixelStride">Pixels from window to window.</param>
    /// <param name="lines">Lines of windows.</param>
    /// <param name="pixels">Windows of a line.</param>
    /// <param name="y">The first pixel of the output.</param>
    /// <param name="pitch">From pixel to pixel, at least 16.</param>
    /// <param name="linePitch">From line to line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SpreadMaxima<V>(
        ref float grouped, int groupedLine, int group, int height, int width, int lineStride, int pixelStride, int lines, int pixels, ref float y, int pitch, int linePitch)
        where V : struct, ISimd<V>
    {
        for (int line = 0; line < lines; line++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                ref float window = ref Unsafe.Add(ref grouped, line * lineStride * groupedLine + pixel * pixelStride * group);
                for (int lane = 0; lane < Lanes; lane += V.Count)
                {
                    V max = V.Load(ref window, lane);
                    for (int i = 0; i < height; i++)
                        for (int j = 0; j < width; j++)
                            max = V.Max(max, V.Load(ref window, i * groupedLine + j * group + lane));
                    V.Store(max, ref y, pixel * pitch + lane);
                }
            }
            y = ref Unsafe.Add(ref y, linePitch);
        }
    }

    /// <summary>Gives every window's mean whole vectors; see <see cref="SpreadMaxima"/>.</summary>
    /// <param name="grouped">Lines of groups.</param>
    /// <param name="groupedLine">From line to line there; 16 floats more than the last line's groups are read.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="height">Lines of a window.</param>
    /// <param name="width">Pixels in a line of a window.</param>
    /// <param name="lineStride">Lines from window to window.</param>
    /// <param name="pixelStride">Pixels from window to window.</param>
    /// <param name="lines">Lines of windows.</param>
    /// <param name="pixels">Windows of a line.</param>
    /// <param name="y">The first pixel of the output.</param>
    /// <param name="pitch">From pixel to pixel, at least 16.</param>
    /// <param name="linePitch">From line to line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SpreadMeans<V>(
        ref float grouped, int groupedLine, int group, int height, int width, int lineStride, int pixelStride, int lines, int pixels, ref float y, int pitch, int linePitch)
        where V : struct, ISimd<V>
    {
        V share = V.Broadcast(1f / (height * width));
        for (int line = 0; line < lines; line++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                ref float window = ref Unsafe.Add(ref grouped, line * lineStride * groupedLine + pixel * pixelStride * group);
                for (int lane = 0; lane < Lanes; lane += V.Count)
                {
                    V sum = V.Zero;
                    for (int i = 0; i < height; i++)
                        for (int j = 0; j < width; j++)
                            sum += V.Load(ref window, i * groupedLine + j * group + lane);
                    V.Store(sum * share, ref y, pixel * pitch + lane);
                }
            }
            y = ref Unsafe.Add(ref y, linePitch);
        }
    }
}
