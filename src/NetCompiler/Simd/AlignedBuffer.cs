using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>
/// A fixed-length block of floats, zero at first, that starts on a 64-byte boundary and never moves: full vectors can be loaded from it
/// at full speed. Managed memory; nothing to dispose.
/// </summary>
public sealed class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Allocates a buffer of <paramref name="length"/> floats, all zero.</summary>
    /// <param name="length">The number of floats, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or above what an array can hold.</exception>
    public unsafe AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength - Alignment);
        _array = GC.AllocateArray<float>(length + Alignment / sizeof(float), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        _offset = (int)((Alignment - address % Alignment) % Alignment) / sizeof(float);
        Length = length;
    }

    private AlignedBuffer(float[] array, int offset, int length) => (_array, _offset, Length) = (array, offset, length);

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>A stretch of the same floats.</summary>
    /// <param name="start">Where it begins; a multiple of 16.</param>
    /// <param name="length">Its length.</param>
    internal AlignedBuffer Slice(int start, int length) =>
        start % (Alignment / sizeof(float)) == 0 && start >= 0 && length <= Length - start
        ? new(_array, _offset + start, length)
        : throw new ArgumentOutOfRangeException(nameof(start), start, "A stretch begins at a multiple of 16 floats and lies inside.");

    /// <summary>The address of the first float, valid as long as the buffer is reachable.</summary>
    internal unsafe nuint Address
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nuint)Unsafe.AsPointer(ref Start);
    }

    /// <summary>The floats.</summary>
    public Span<float> Span => _array.AsSpan(_offset, Length);

    /// <summary>The first float; what lies behind it is not bounds-checked.</summary>
    public ref float Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _offset);
    }
}
