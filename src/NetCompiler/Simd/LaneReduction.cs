using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Simd;

/// <summary>Sums and maxima over vectors' lanes, in the same order at every width.</summary>
internal static class LaneReduction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector256<float> a) => Sum(a.GetLower() + a.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector128<float> a)
    {
        a += Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1));
        return a.ToScalar() + a.GetElement(1);
    }

    /// <summary>See <see cref="ISimd{V}.AddLanes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> AddLanes(
        Vector128<float> sums, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (!Avx512F.IsSupported)
            return AddLanes(
                AddLanes(sums, a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower()), a.GetUpper(), b.GetUpper(), c.GetUpper(),
                d.GetUpper());
        Vector512<double> ab = (Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b)).AsDouble(),
            cd = (Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d)).AsDouble();
        Vector512<float> quarters = Avx512F.UnpackLow(ab, cd).AsSingle() + Avx512F.UnpackHigh(ab, cd).AsSingle();
        return sums + quarters.GetLower().GetLower() + quarters.GetLower().GetUpper() + quarters.GetUpper().GetLower() + quarters.GetUpper()
            .GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> AddLanes(
        Vector128<float> sums, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (!Avx.IsSupported)
            return AddLanes(
                AddLanes(sums, a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower()), a.GetUpper(), b.GetUpper(), c.GetUpper(),
                d.GetUpper());
        Vector256<double> ab = (Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b)).AsDouble(),
            cd = (Avx.UnpackLow(c, d) + Avx.UnpackHigh(c, d)).AsDouble();
        Vector256<float> quarters = Avx.UnpackLow(ab, cd).AsSingle() + Avx.UnpackHigh(ab, cd).AsSingle();
        return sums + quarters.GetLower() + quarters.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> AddLanes(
        Vector128<float> sums, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> ab = Vector128.Shuffle(AddHalves(a, b), Vector128.Create(0, 2, 1, 3)),
            cd = Vector128.Shuffle(AddHalves(c, d), Vector128.Create(0, 2, 1, 3));
        return sums + AddHalves(ab, cd);
    }

    /// <summary>Lanes a0 + a2, a1 + a3, b0 + b2, b1 + b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> AddHalves(Vector128<float> a, Vector128<float> b) =>
        Vector128.Create(a.GetLower(), b.GetLower()) + Vector128.Create(a.GetUpper(), b.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Max(Vector256<float> a) => Max(Vector128.MaxNative(a.GetLower(), a.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Max(Vector128<float> a)
    {
        a = Vector128.MaxNative(a, Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1)));
        return float.MaxNative(a.ToScalar(), a.GetElement(1));
    }
}
