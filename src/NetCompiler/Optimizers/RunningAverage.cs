using System.Runtime.CompilerServices;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// What optimizers remember of past gradients, kept clear of subnormal numbers: an average decays towards them wherever a gradient stays
/// zero, as behind pixels that are nearly always black, and some processors take a hundred cycles for each.
/// </summary>
internal static class RunningAverage
{
    /// <summary>2^-100. Its square root and itself are lost in any sum with an epsilon of 1e-8 or more; products with decay rates are still
    /// normal numbers.</summary>
    private const float Least = 1 / 1_267_650_600_228_229_401_496_703_205_376f;

    /// <summary>One over the root of the least average: 2^50.</summary>
    internal const double MostInverseRoot = 1L << 50;

    /// <summary>An average of signed numbers: zero once it is below 2^-100 in magnitude. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Settle<V>(V average) where V : struct, ISimd<V> =>
        V.ConditionalSelect(V.GreaterThan(V.Broadcast(Least), V.Abs(average)), V.Zero, average);

    /// <summary>average·rho + g²·(1 - rho), at least 2^-100. Fused, so that the square of a small gradient is no number of its
    /// own.</summary>
    /// <param name="average">The average so far.</param>
    /// <param name="g">The gradient, or what else is squared.</param>
    /// <param name="rho">What stays of the average.</param>
    /// <param name="rest">1 - rho.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V OfSquares<V>(V average, V g, V rho, V rest) where V : struct, ISimd<V> =>
        V.Max(V.Broadcast(Least), V.MultiplyAdd(g * rest, g, average * rho));

    /// <summary>The same as average + (g² - average)·rest, for a rho that single precision cannot tell from 1 - rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V OfSquares<V>(V average, V g, V rest) where V : struct, ISimd<V> =>
        V.Max(V.Broadcast(Least), V.MultiplyAdd(g * rest, g, V.MultiplyAdd(-average, rest, average)));
}
