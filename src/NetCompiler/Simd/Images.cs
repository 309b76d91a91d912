using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>Moves runs of numbers within images. Called by generated code, which guarantees the lengths.</summary>
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
        for (int i = 0; i < length; i++)
            Unsafe.Add(ref destination, i) += Unsafe.Add(ref source, i);
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
