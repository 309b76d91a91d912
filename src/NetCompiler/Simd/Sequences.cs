using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>What recurrent layers do with whole rows of their state.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Sequences
{
    /// <summary>Sets so many floats to zero.</summary>
    public static void Clear(ref float start, int floats) => MemoryMarshal.CreateSpan(ref start, floats).Clear();

    /// <summary>Sets the first <paramref name="floats"/> of each of <paramref name="rows"/> rows to zero.</summary>
    public static void ClearRows(ref float start, int stride, int floats, int rows)
    {
        for (int row = 0; row < rows; row++)
            Clear(ref Unsafe.Add(ref start, row * stride), floats);
    }

    /// <summary>Copies the first <paramref name="floats"/> of each of <paramref name="rows"/> rows.</summary>
    public static void CopyRows(ref float source, int sourceStride, ref float destination, int destinationStride, int floats, int rows)
    {
        for (int row = 0; row < rows; row++)
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, row * sourceStride), floats)
                .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, row * destinationStride), floats));
    }
}
