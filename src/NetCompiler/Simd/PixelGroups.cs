using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>
/// A convolution with few channels and at most 8 filters would leave most lanes idle if lanes were filters alone. Here 16 lanes are several
/// neighbouring outputs of 4 or 8 filters each: inputs are repeated as often as there are filters in a group, so that one vector of them
/// meets one vector of repeated kernel values. With a stride, an output's neighbour reads inputs a stride further on, so a line of inputs
/// lies in as many phases: 0, stride, 2 stride, ... first, then 1, stride + 1, ... Called by generated code, which guarantees the lengths.
/// </summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class PixelGroups
{
    private const int Lanes = 16;

    /// <summary>Writes every kernel value, and every bias, once for each pixel of a vector.</summary>
    /// <param name="kernel">Kernel [lines][taps][channels][filters].</param>
    /// <param name="lines">Lines of taps.</param>
    /// <param name="taps">Taps of a line.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="stride">Inputs from output to output.</param>
    /// <param name="rowStride">From row to row of the kernel; its padding holds zeros.</param>
    /// <param name="group">Filters of a pixel, padding included: 4 or 8.</param>
    /// <param name="bias">The bias, padded; anything where there is none.</param>
    /// <param name="hasBias">Whether there is one; else zeros are written.</param>
    /// <param name="prepared">Receives [lines][channels][phases][taps of a phase][16], zeros where a phase has fewer taps, then the bias in
    /// [16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PrepareKernel(
        ref float kernel, int lines, int taps, int channels, int stride, int rowStride, int group, ref float bias, bool hasBias,
        ref float prepared)
    {
        int phaseTaps = (taps + stride - 1) / stride;
        for (int line = 0; line < lines; line++)
            for (int channel = 0; channel < channels; channel++)
                for (int phase = 0; phase < stride; phase++)
                    for (int i = 0; i < phaseTaps; i++)
                    {
                        int tap = i * stride + phase;
                        if (tap < taps)
                            RepeatGroup(
                                ref Unsafe.Add(ref kernel, ((line * taps + tap) * channels + channel) * rowStride), group, ref prepared);
                        else
                            Vector512<float>.Zero.StoreUnsafe(ref prepared);
                        prepared = ref Unsafe.Add(ref prepared, Lanes);
                    }
        if (hasBias)
            RepeatGroup(ref bias, group, ref prepared);
        else
            Vector512<float>.Zero.StoreUnsafe(ref prepared);
    }

    /// <summary>The kernel of the data gradient, a convolution of dy with stride 1: taps in reverse order, filters and channels
    /// exchanged.</summary>
    /// <param name="kernel">Kernel [lines][taps][channels][filters].</param>
    /// <param name="lines">Lines of taps.</param>
    /// <param name="taps">Taps of a line.</param>
    /// <param name="channels">Input channels, which come out here: at most <paramref name="group"/>.</param>
    /// <param name="filters">Filters, which go in here.</param>
    /// <param name="rowStride">From row to row of the kernel.</param>
    /// <param name="group">Channels of a pixel, padding included: 4 or 8.</param>
    /// <param name="prepared">Receives [lines][filters][taps][16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PrepareTurnedKernel(
        ref float kernel, int lines, int taps, int channels, int filters, int rowStride, int group, ref float prepared)
    {
        for (int line = lines - 1; line >= 0; line--)
            for (int filter = 0; filter < filters; filter++)
                for (int tap = taps - 1; tap >= 0; tap--)
                {
                    ref float column = ref Unsafe.Add(ref kernel, (line * taps + tap) * channels * rowStride + filter);
                    for (int channel = 0; channel < group; channel++)
                        Unsafe.Add(ref prepared, channel) = channel < channels ? Unsafe.Add(ref column, channel * rowStride) : 0;
                    RepeatGroup(ref prepared, group, ref prepared);
                    prepared = ref Unsafe.Add(ref prepared, Lanes);
                }
    }

    /// <summary>Writes every input as often as there are filters in a group, the channels of a line one after the other.</summary>
    /// <param name="x">The first input.</param>
    /// <param name="lines">Lines that are read, border included.</param>
    /// <param name="pixels">Pixels of a line that are read, border included.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="stride">Inputs from output to output.</param>
    /// <param name="pitch">From pixel to pixel.</param>
    /// <param name="linePitch">From line to line.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="repeated">Receives [lines][channels][phases][pixels of a phase][group], zeros where a phase has fewer pixels.</param>
    /// <param name="beyond">Zeros written behind all that.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Repeat(
        ref float x, int lines, int pixels, int channels, int stride, int pitch, int linePitch, int group, ref float repeated, int beyond)
    {
        int phasePixels = (pixels + stride - 1) / stride;
        for (int line = 0; line < lines; line++)
            for (int channel = 0; channel < channels; channel++)
                for (int phase = 0; phase < stride; phase++)
                {
                    ref float from = ref Unsafe.Add(ref x, line * linePitch + phase * pitch + channel);
                    int count = (pixels - phase + stride - 1) / stride, step = stride * pitch;
                    if (group == 8)
                        for (int pixel = 0; pixel < count; pixel++)
                            Vector256.Create(Unsafe.Add(ref from, pixel * step)).StoreUnsafe(ref repeated, (nuint)(pixel * 8));
                    else
                        for (int pixel = 0; pixel < count; pixel++)
                            Vector128.Create(Unsafe.Add(ref from, pixel * step)).StoreUnsafe(ref repeated, (nuint)(pixel * 4));
                    Clear(ref Unsafe.Add(ref repeated, count * group), (phasePixels - count) * group);
                    repeated = ref Unsafe.Add(ref repeated, phasePixels * group);
                }
        Clear(ref repeated, beyond);
    }

    /// <summary>Gives every pixel whole vectors; lanes behind the group become zero.</summary>
    /// <param name="grouped">Lines of groups.</param>
    /// <param name="groupedLine">From line to line there; 16 floats more than the last line's groups are read.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="lines">Lines.</param>
    /// <param name="pixels">Pixels of a line.</param>
    /// <param name="y">The first pixel.</param>
    /// <param name="pitch">From pixel to pixel, at least 16.</param>
    /// <param name="linePitch">From line to line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<V>(
        ref float grouped, int groupedLine, int group, int lines, int pixels, ref float y, int pitch, int linePitch)
        where V : struct, ISimd<V>
    {
        for (int lane = 0; lane < Lanes; lane += V.Count)
        {
            V mask = V.GreaterThan(V.Broadcast(group), V.ToSingle(V.AddInt32(V.IndicesInt32, V.BroadcastInt32(lane))));
            for (int line = 0; line < lines; line++)
            {
                ref float from = ref Unsafe.Add(ref grouped, line * groupedLine + lane);
                ref float to = ref Unsafe.Add(ref y, line * linePitch + lane);
                for (int pixel = 0; pixel < pixels; pixel++)
                    V.Store(V.Load(ref from, pixel * group) & mask, ref to, pixel * pitch);
            }
        }
    }

    /// <summary>Puts pixels of whole vectors side by side, group by group.</summary>
    /// <param name="y">The first pixel.</param>
    /// <param name="lines">Lines.</param>
    /// <param name="pixels">Pixels of a line.</param>
    /// <param name="pitch">From pixel to pixel, at least 16.</param>
    /// <param name="linePitch">From line to line.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="grouped">Receives lines of groups, filled up with zeros.</param>
    /// <param name="groupedLine">From line to line there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(ref float y, int lines, int pixels, int pitch, int linePitch, int group, ref float grouped, int groupedLine)
    {
        for (int line = 0; line < lines; line++)
        {
            if (group == 8)
                for (int pixel = 0; pixel < pixels; pixel++)
                    Vector256.LoadUnsafe(ref y, (nuint)(pixel * pitch)).StoreUnsafe(ref grouped, (nuint)(pixel * 8));
            else
                for (int pixel = 0; pixel < pixels; pixel++)
                    Vector128.LoadUnsafe(ref y, (nuint)(pixel * pitch)).StoreUnsafe(ref grouped, (nuint)(pixel * 4));
            Clear(ref Unsafe.Add(ref grouped, pixels * group), groupedLine - pixels * group);
            y = ref Unsafe.Add(ref y, linePitch);
            grouped = ref Unsafe.Add(ref grouped, groupedLine);
        }
    }

    /// <summary>Adds up what the pixels of a vector contribute to the gradient of a kernel, in order. Where a batch goes in parts, each
    /// part is added up by itself, so bits depend on where parts end: on the network alone.</summary>
    /// <param name="sums">Sums [lines][channels][phases][taps of a phase][16].</param>
    /// <param name="lines">Lines of taps.</param>
    /// <param name="taps">Taps of a line.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="stride">Inputs from output to output.</param>
    /// <param name="group">4 or 8.</param>
    /// <param name="gradient">Receives [lines][taps][channels][group].</param>
    /// <param name="rowStride">From row to row of the gradient.</param>
    /// <param name="add">Whether it is added to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddPixels(
        ref float sums, int lines, int taps, int channels, int stride, int group, ref float gradient, int rowStride, bool add)
    {
        int phaseTaps = (taps + stride - 1) / stride;
        for (int line = 0; line < lines; line++)
            for (int tap = 0; tap < taps; tap++)
                for (int channel = 0; channel < channels; channel++)
                {
                    ref float sum = ref Unsafe.Add(
                        ref sums, (((line * channels + channel) * stride + tap % stride) * phaseTaps + tap / stride) * Lanes);
                    ref float row = ref Unsafe.Add(ref gradient, ((line * taps + tap) * channels + channel) * rowStride);
                    if (group == 8)
                    {
                        Vector256<float> total = Vector256.LoadUnsafe(ref sum) + Vector256.LoadUnsafe(ref sum, 8);
                        (add ? Vector256.LoadUnsafe(ref row) + total : total).StoreUnsafe(ref row);
                    }
                    else
                    {
                        Vector128<float> total = Vector128.LoadUnsafe(ref sum) + Vector128.LoadUnsafe(ref sum, 4) + Vector128
                            .LoadUnsafe(ref sum, 8) + Vector128
                            .LoadUnsafe(ref sum, 12);
                        (add ? Vector128.LoadUnsafe(ref row) + total : total).StoreUnsafe(ref row);
                    }
                }
    }

    /// <summary>Writes the first numbers of a group as often as they make a vector of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RepeatGroup(ref float group, int length, ref float lanes)
    {
        if (length == 8)
        {
            Vector256<float> eight = Vector256.LoadUnsafe(ref group);
            eight.StoreUnsafe(ref lanes);
            eight.StoreUnsafe(ref lanes, 8);
            return;
        }
        Vector128<float> four = Vector128.LoadUnsafe(ref group);
        for (int lane = 0; lane < Lanes; lane += 4)
            four.StoreUnsafe(ref lanes, (nuint)lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(ref float start, int length) => MemoryMarshal.CreateSpan(ref start, length).Clear();

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
        ref float grouped, int groupedLine, int group, int height, int width, int lineStride, int pixelStride, int lines, int pixels,
        ref float y, int pitch, int linePitch)
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
        ref float grouped, int groupedLine, int group, int height, int width, int lineStride, int pixelStride, int lines, int pixels,
        ref float y, int pitch, int linePitch)
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
