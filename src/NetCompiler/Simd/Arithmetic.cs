using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>Tries on the vectors that networks compute with whether the machine's arithmetic is the one that bit-identity is promised
/// for.</summary>
internal static class Arithmetic
{
    /// <summary>Whether, on this thread, multiply-adds round once, results round to nearest, and subnormal numbers are kept.</summary>
    internal static bool IsExact => Vector512.IsHardwareAccelerated ? Try<Simd512>(1) : Try<SimdVector>(1);

    /// <summary>All operands are made from <paramref name="one"/>, which the compiler does not know, so that the processor computes
    /// them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Try<V>(float one) where V : struct, ISimd<V>
    {
        const float E10 = 1f / (1 << 10), E11 = 1f / (1 << 11), E12 = 1f / (1 << 12), E22 = 1f / (1 << 22), E24 = 1f / (1 << 24);
        V x = V.Broadcast(one);

        // (1 + 2^-12)² = 1 + 2^-11 + 2^-24; a product that is rounded on its own loses the last term.
        V sum = V.Broadcast(one + E12);
        V exact = V.EqualTo(V.MultiplyAdd(sum, sum, V.Broadcast(-one - E11)), V.Broadcast(E24));

        // Both are ties, and end at the even neighbour: the one below, the other above.
        exact &= V.EqualTo(x + V.Broadcast(E24), V.One) & V.EqualTo(x + V.Broadcast(3 * E24), V.Broadcast(1 + E22));

        // 2^-126 is the least normal number; flushing what lies below, as operand or as result, gives 0.
        V subnormal = x * V.Broadcast(1.17549435e-38f) * V.Broadcast(E10);
        exact &= V.EqualTo(subnormal * V.Broadcast(1 << 10), V.Broadcast(1.17549435e-38f));
        return V.SumLanes(exact & V.One) == V.Count;
    }
}
