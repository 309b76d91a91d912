using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>Sum and maximum over a vector's lanes by halving, the same order at every width.</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Max(Vector256<float> a) => Max(Vector128.MaxNative(a.GetLower(), a.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Max(Vector128<float> a)
    {
        a = Vector128.MaxNative(a, Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1)));
        return float.MaxNative(a.ToScalar(), a.GetElement(1));
    }
}
