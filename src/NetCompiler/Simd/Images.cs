using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>Moves runs of numbers within images. Called by generated code, which guarantees the lengths.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Images
{
    /// <summary>Runs shorter than this are copied number by number.</summary>
    private const int ShortRun = 8;

    /// <summary>Copies a run.</summary>
    /// <param name="source">Its first number.</param>
    /// <param name="destination">Where that goes; the runs must not overlap.</param>
    /// <param name="length">The number of numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref float source, ref float destination, int length)
    {
        if (length >= ShortRun)
        {
            MemoryMarshal.CreateReadOnlySpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref destination, length));
            return;
        }
        for (int i = 0; i < length; i++)
            Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
    }

    /// <summary>Adds a run to another.</summary>
    /// <param name="source">Its first number.</param>
    /// <param name="destination">The first number of the other.</param>
    /// <param name="length">The number of numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref float source, ref float destination, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref destination, (nuint)i) + Vector.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref destination, (nuint)i);
        for (; i < length; i++)
            Unsafe.Add(ref destination, i) += Unsafe.Add(ref source, i);
    }

    /// <summary>Adds samples to others.</summary>
    /// <param name="source">The first number.</param>
    /// <param name="destination">The first number of the others.</param>
    /// <param name="length">The numbers of a sample.</param>
    /// <param name="stride">From sample to sample, of both.</param>
    /// <param name="rows">The number of samples.</param>
    public static void AddSamples(ref float source, ref float destination, int length, int stride, int rows)
    {
        for (int row = 0; row < rows; row++)
            Add(ref Unsafe.Add(ref source, (nint)row * stride), ref Unsafe.Add(ref destination, (nint)row * stride), length);
    }

    /// <summary>Makes an image larger: every number is a bilinear blend of the four around it.</summary>
    /// <remarks>Output o lies at (o + ½) / scale - ½ of the input, along each axis; beyond the outermost inputs it is those.</remarks>
    /// <param name="x">The image's first pixel.</param>
    /// <param name="height">Its lines.</param>
    /// <param name="width">Its pixels in a line.</param>
    /// <param name="pitch">The distance between its pixels.</param>
    /// <param name="line">The distance between its lines.</param>
    /// <param name="y">The first pixel of the larger image, which must not overlap.</param>
    /// <param name="outputPitch">The distance between that one's pixels.</param>
    /// <param name="outputLine">The distance between its lines.</param>
    /// <param name="scaleHeight">Output lines for an input line.</param>
    /// <param name="scaleWidth">Output pixels for an input pixel.</param>
    /// <param name="columns">Floats of a pixel, whole vectors of the widest kind.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blend<V>(
        ref float x, int height, int width, int pitch, int line, ref float y, int outputPitch, int outputLine, int scaleHeight,
        int scaleWidth, int columns)
        where V : struct, ISimd<V>
    {
        for (int i = 0; i < height * scaleHeight; i++)
        {
            V down = V.Broadcast(Between(i, scaleHeight, height, out int upper, out int lower));
            ref float above = ref Unsafe.Add(ref x, (nint)upper * line);
            ref float below = ref Unsafe.Add(ref x, (nint)lower * line);
            ref float to = ref Unsafe.Add(ref y, (nint)i * outputLine);
            for (int j = 0; j < width * scaleWidth; j++)
            {
                V right = V.Broadcast(Between(j, scaleWidth, width, out int first, out int second));
                for (int c = 0; c < columns; c += V.Count)
                {
                    V a = V.Load(ref above, first * pitch + c), b = V.Load(ref below, first * pitch + c);
                    a += right * (V.Load(ref above, second * pitch + c) - a);
                    b += right * (V.Load(ref below, second * pitch + c) - b);
                    V.Store(a + down * (b - a), ref to, c);
                }
                to = ref Unsafe.Add(ref to, outputPitch);
            }
        }
    }

    /// <summary>The gradient of <see cref="Blend"/>: every input gets from every output the share that it has in it.</summary>
    /// <param name="dx">The first pixel of the gradient by the image, which is overwritten.</param>
    /// <param name="height">Its lines.</param>
    /// <param name="width">Its pixels in a line.</param>
    /// <param name="pitch">The distance between its pixels.</param>
    /// <param name="line">The distance between its lines.</param>
    /// <param name="dy">The first pixel of the gradient by the larger image.</param>
    /// <param name="outputPitch">The distance between that one's pixels.</param>
    /// <param name="outputLine">The distance between its lines.</param>
    /// <param name="scaleHeight">Output lines for an input line.</param>
    /// <param name="scaleWidth">Output pixels for an input pixel.</param>
    /// <param name="columns">Floats of a pixel, whole vectors of the widest kind.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BlendBackward<V>(
        ref float dx, int height, int width, int pitch, int line, ref float dy, int outputPitch, int outputLine, int scaleHeight,
        int scaleWidth, int columns)
        where V : struct, ISimd<V>
    {
        Clear(ref dx, height, width * pitch, line);
        for (int i = 0; i < height * scaleHeight; i++)
        {
            V down = V.Broadcast(Between(i, scaleHeight, height, out int upper, out int lower));
            ref float above = ref Unsafe.Add(ref dx, (nint)upper * line);
            ref float below = ref Unsafe.Add(ref dx, (nint)lower * line);
            ref float from = ref Unsafe.Add(ref dy, (nint)i * outputLine);
            for (int j = 0; j < width * scaleWidth; j++)
            {
                V right = V.Broadcast(Between(j, scaleWidth, width, out int first, out int second));
                for (int c = 0; c < columns; c += V.Count)
                {
                    V d = V.Load(ref from, c), b = down * d, a = d - b, second0 = right * a, second1 = right * b;
                    AddTo(a - second0, ref above, first * pitch + c);
                    AddTo(second0, ref above, second * pitch + c);
                    AddTo(b - second1, ref below, first * pitch + c);
                    AddTo(second1, ref below, second * pitch + c);
                }
                from = ref Unsafe.Add(ref from, outputPitch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<V>(V value, ref float start, int index)
        where V : struct, ISimd<V> => V.Store(V.Load(ref start, index) + value, ref start, index);

    /// <summary>The inputs around an output, and how far it is from the first to the second: (o + ½) / scale - ½, in whole numbers of 1 /
    /// (2 scale).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Between(int output, int scale, int inputs, out int first, out int second)
    {
        (int next, int rest) = Math.DivRem(2 * output + 1 + scale, 2 * scale);
        first = Math.Max(next - 1, 0);
        second = Math.Min(next, inputs - 1);
        return rest / (2f * scale);
    }

    /// <summary>Makes an image zero; what lies between its lines stays.</summary>
    /// <param name="start">The first pixel.</param>
    /// <param name="height">Lines.</param>
    /// <param name="line">Floats in a line.</param>
    /// <param name="pitch">The distance between lines.</param>
    public static void Clear(ref float start, int height, int line, int pitch)
    {
        if (line == pitch)
            (height, line) = (1, height * line);
        for (int i = 0; i < height; i++)
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (nint)i * pitch), line).Clear();
    }

    /// <summary>Makes the border of images zero.</summary>
    /// <param name="start">The first float of the first border.</param>
    /// <param name="height">Lines of an image.</param>
    /// <param name="line">Floats in a line, without border.</param>
    /// <param name="top">Floats before the first line's left border.</param>
    /// <param name="bottom">Floats behind the last line's right border.</param>
    /// <param name="left">Floats before a line.</param>
    /// <param name="right">Floats behind a line.</param>
    /// <param name="rows">The number of images.</param>
    /// <param name="stride">The distance between images.</param>
    public static void ClearBorder(ref float start, int height, int line, int top, int bottom, int left, int right, int rows, int stride)
    {
        int pitch = left + line + right;
        for (int row = 0; row < rows; row++)
        {
            // From line to line, the right border and the next left border lie together.
            ref float image = ref Unsafe.Add(ref start, (nint)row * stride);
            MemoryMarshal.CreateSpan(ref image, top + left).Clear();
            ref float edge = ref Unsafe.Add(ref image, top + left + line);
            for (int i = 1; i < height; i++)
            {
                if (left + right > 0)
                    MemoryMarshal.CreateSpan(ref edge, left + right).Clear();
                edge = ref Unsafe.Add(ref edge, pitch);
            }
            MemoryMarshal.CreateSpan(ref edge, right + bottom).Clear();
        }
    }
}
