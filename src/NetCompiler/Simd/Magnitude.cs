using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>How large numbers are, by their bits: as whole numbers, the bits without the sign are in the order of the magnitudes, infinity
/// above all numbers and NaN above infinity.</summary>
internal static class Magnitude
{
    private const int WithoutSign = int.MaxValue;

    /// <summary>The largest magnitude as a float's bits; 0 of no numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int LargestBits(ReadOnlySpan<float> values)
    {
        ref int start = ref Unsafe.As<float, int>(ref MemoryMarshal.GetReference(values));
        int i = 0, largest = 0;
        if (Vector512.IsHardwareAccelerated && values.Length >= Vector512<int>.Count)
        {
            Vector512<int> even = Vector512<int>.Zero, odd = even, mask = Vector512.Create(WithoutSign);
            for (; i <= values.Length - 2 * Vector512<int>.Count; i += 2 * Vector512<int>.Count)
            {
                even = Vector512.Max(even, Vector512.LoadUnsafe(ref start, (nuint)i) & mask);
                odd = Vector512.Max(odd, Vector512.LoadUnsafe(ref start, (nuint)i + 16) & mask);
            }
            if (i <= values.Length - Vector512<int>.Count)
            {
                even = Vector512.Max(even, Vector512.LoadUnsafe(ref start, (nuint)i) & mask);
                i += Vector512<int>.Count;
            }
            even = Vector512.Max(even, odd);
            Vector256<int> half = Vector256.Max(even.GetLower(), even.GetUpper());
            Vector128<int> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
            quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
            largest = Math.Max(quarter[0], quarter[1]);
        }
        else if (values.Length >= Vector<int>.Count)
        {
            Vector<int> even = Vector<int>.Zero, odd = even, mask = new(WithoutSign);
            for (; i <= values.Length - 2 * Vector<int>.Count; i += 2 * Vector<int>.Count)
            {
                even = Vector.Max(even, Vector.LoadUnsafe(ref start, (nuint)i) & mask);
                odd = Vector.Max(odd, Vector.LoadUnsafe(ref start, (nuint)(i + Vector<int>.Count)) & mask);
            }
            if (i <= values.Length - Vector<int>.Count)
            {
                even = Vector.Max(even, Vector.LoadUnsafe(ref start, (nuint)i) & mask);
                i += Vector<int>.Count;
            }
            even = Vector.Max(even, odd);
            for (int lane = 0; lane < Vector<int>.Count; lane++)
                largest = Math.Max(largest, even[lane]);
        }
        for (; i < values.Length; i++)
            largest = Math.Max(largest, Unsafe.Add(ref start, i) & WithoutSign);
        return largest;
    }

    /// <summary>The largest magnitude; infinite or NaN where one of the numbers is.</summary>
    internal static float Largest(ReadOnlySpan<float> values) => BitConverter.Int32BitsToSingle(LargestBits(values));
}
