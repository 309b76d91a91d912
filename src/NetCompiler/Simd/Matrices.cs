using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Simd;

/// <summary>Padded rows as matrices that change their order in memory.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Matrices
{
    /// <summary>destination[c, r] = source[r, c]. The destination's padding is left alone.</summary>
    /// <param name="source">The source's first value.</param>
    /// <param name="rows">The source's rows.</param>
    /// <param name="columns">The source's columns.</param>
    /// <param name="sourceStride">The size of a source row with its padding, at least <paramref name="columns"/>.</param>
    /// <param name="destination">The destination's first value; must not overlap the source.</param>
    /// <param name="destinationStride">The size of a destination row with its padding, at least <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<V>(ref float source, int rows, int columns, int sourceStride, ref float destination, int destinationStride)
        where V : struct, ISimd<V>
    {
        int fullRows = 0, fullColumns = 0;
        if (Avx.IsSupported)
        {
            // 16 rows at a time fill whole cache lines of the destination.
            fullRows = rows & -8;
            fullColumns = columns & -8;
            for (int r = 0; r < fullRows; r += 16)
            {
                for (int c = 0; c < fullColumns; c += 8)
                {
                    ref float x = ref Unsafe.Add(ref source, (nint)r * sourceStride + c);
                    ref float y = ref Unsafe.Add(ref destination, (nint)c * destinationStride + r);
                    Transpose8(ref x, sourceStride, ref y, destinationStride);
                    if (r + 8 < fullRows)
                        Transpose8(
                            ref Unsafe.Add(ref x, (nint)8 * sourceStride), sourceStride, ref Unsafe.Add(ref y, 8), destinationStride);
                }
            }
        }
        else if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            fullRows = rows & -4;
            fullColumns = columns & -4;
            for (int r = 0; r < fullRows; r += 4)
            {
                for (int c = 0; c < fullColumns; c += 4)
                    Transpose4(ref Unsafe.Add(ref source, (nint)r * sourceStride + c), sourceStride,
                        ref Unsafe.Add(ref destination, (nint)c * destinationStride + r), destinationStride);
            }
        }
        for (int r = 0; r < rows; r++)
        {
            for (int c = r < fullRows ? fullColumns : 0; c < columns; c++)
                Unsafe.Add(ref destination, (nint)c * destinationStride + r) = Unsafe.Add(ref source, (nint)r * sourceStride + c);
        }
    }

    /// <summary>An 8 x 8 block with 256-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(ref float x, int xStride, ref float y, int yStride)
    {
        Vector256<float> r0 = Row256(ref x, xStride, 0), r1 = Row256(ref x, xStride, 1), r2 = Row256(ref x, xStride, 2),
            r3 = Row256(ref x, xStride, 3);
        Vector256<float> r4 = Row256(ref x, xStride, 4), r5 = Row256(ref x, xStride, 5), r6 = Row256(ref x, xStride, 6),
            r7 = Row256(ref x, xStride, 7);
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44),
            b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44),
            b7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(b0, b4, 0x20).StoreUnsafe(ref y);
        Avx.Permute2x128(b1, b5, 0x20).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride));
        Avx.Permute2x128(b2, b6, 0x20).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 2));
        Avx.Permute2x128(b3, b7, 0x20).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 3));
        Avx.Permute2x128(b0, b4, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 4));
        Avx.Permute2x128(b1, b5, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 5));
        Avx.Permute2x128(b2, b6, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 6));
        Avx.Permute2x128(b3, b7, 0x31).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row256(ref float x, int stride, int row) =>
        Vector256.LoadUnsafe(ref Unsafe.Add(ref x, (nint)stride * row));

    /// <summary>A 4 x 4 block with 128-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(ref float x, int xStride, ref float y, int yStride)
    {
        Vector128<float> r0 = Vector128.LoadUnsafe(ref x);
        Vector128<float> r1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref x, (nint)xStride));
        Vector128<float> r2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref x, (nint)xStride * 2));
        Vector128<float> r3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref x, (nint)xStride * 3));
        Vector128<float> a0 = ZipLow(r0, r2), a1 = ZipHigh(r0, r2), a2 = ZipLow(r1, r3), a3 = ZipHigh(r1, r3);
        ZipLow(a0, a2).StoreUnsafe(ref y);
        ZipHigh(a0, a2).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride));
        ZipLow(a1, a3).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 2));
        ZipHigh(a1, a3).StoreUnsafe(ref Unsafe.Add(ref y, (nint)yStride * 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
