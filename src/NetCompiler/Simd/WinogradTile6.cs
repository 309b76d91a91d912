using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>F(6, 3): the points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public readonly struct WinogradTile6 : IWinogradTile
{
    /// <inheritdoc/>
    public static int Outputs => 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(ref float g, int distance, ref float u, int outputStep) where V : struct, ISimd<V>
    {
        V g0 = V.Load(ref g, 0), g1 = V.Load(ref g, distance), g2 = V.Load(ref g, 2 * distance);
        V ninths = V.Broadcast(-2f / 9), even = ninths * (g0 + g2), odd = ninths * g1;
        V even2 = V.MultiplyAdd(V.Broadcast(1f / 90), g0, V.Broadcast(2f / 45) * g2), odd2 = V.Broadcast(1f / 45) * g1;
        V evenHalf = V.MultiplyAdd(V.Broadcast(32f / 45), g0, V.Broadcast(8f / 45) * g2), oddHalf = V.Broadcast(16f / 45) * g1;
        V.Store(g0, ref u, 0);
        V.Store(even + odd, ref u, outputStep);
        V.Store(even - odd, ref u, 2 * outputStep);
        V.Store(even2 + odd2, ref u, 3 * outputStep);
        V.Store(even2 - odd2, ref u, 4 * outputStep);
        V.Store(evenHalf + oddHalf, ref u, 5 * outputStep);
        V.Store(evenHalf - oddHalf, ref u, 6 * outputStep);
        V.Store(g2, ref u, 7 * outputStep);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(ref float d, int distance, ref float v, int outputStep) where V : struct, ISimd<V>
    {
        V d0 = V.Load(ref d, 0), d1 = V.Load(ref d, distance), d2 = V.Load(ref d, 2 * distance), d3 = V.Load(ref d, 3 * distance);
        V d4 = V.Load(ref d, 4 * distance), d5 = V.Load(ref d, 5 * distance), d6 = V.Load(ref d, 6 * distance),
            d7 = V.Load(ref d, 7 * distance);
        V fraction = V.Broadcast(5.25f), middle = V.Broadcast(-4.25f), quarter = V.Broadcast(0.25f), half = V.Broadcast(0.5f);
        V five4 = V.Broadcast(-1.25f), five2 = V.Broadcast(-2.5f), two = V.Broadcast(2f), four = V.Broadcast(4f), five = V.Broadcast(-5f);
        V even = V.MultiplyAdd(middle, d4, d2 + d6), odd = V.MultiplyAdd(middle, d3, d1 + d5);
        V even2 = V.MultiplyAdd(quarter, d2, V.MultiplyAdd(five4, d4, d6)),
            odd2 = V.MultiplyAdd(half, d1, V.MultiplyAdd(five2, d3, two * d5));
        V evenHalf = V.MultiplyAdd(four, d2, V.MultiplyAdd(five, d4, d6)),
            oddHalf = V.MultiplyAdd(two, d1, V.MultiplyAdd(five2, d3, half * d5));
        V.Store(V.MultiplyAdd(fraction, d4 - d2, d0 - d6), ref v, 0);
        V.Store(even + odd, ref v, outputStep);
        V.Store(even - odd, ref v, 2 * outputStep);
        V.Store(even2 + odd2, ref v, 3 * outputStep);
        V.Store(even2 - odd2, ref v, 4 * outputStep);
        V.Store(evenHalf + oddHalf, ref v, 5 * outputStep);
        V.Store(evenHalf - oddHalf, ref v, 6 * outputStep);
        V.Store(V.MultiplyAdd(fraction, d3 - d5, d7 - d1), ref v, 7 * outputStep);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(ref float products, int distance, V more, ref float y, int outputStep) where V : struct, ISimd<V>
    {
        V m0 = V.Load(ref products, 0), m1 = V.Load(ref products, distance), m2 = V.Load(ref products, 2 * distance),
            m3 = V.Load(ref products, 3 * distance);
        V m4 = V.Load(ref products, 4 * distance), m5 = V.Load(ref products, 5 * distance), m6 = V.Load(ref products, 6 * distance),
            m7 = V.Load(ref products, 7 * distance);
        V even = m1 + m2, odd = m1 - m2, even2 = m3 + m4, odd2 = m3 - m4, evenHalf = m5 + m6, oddHalf = m5 - m6;
        V.Store(m0 + even + (even2 + evenHalf) + more, ref y, 0);
        V.Store(V.MultiplyAdd(V.Broadcast(0.5f), oddHalf, V.MultiplyAdd(V.Broadcast(2f), odd2, odd)) + more, ref y, outputStep);
        V.Store(V.MultiplyAdd(V.Broadcast(0.25f), evenHalf, V.MultiplyAdd(V.Broadcast(4f), even2, even)) + more, ref y, 2 * outputStep);
        V.Store(V.MultiplyAdd(V.Broadcast(0.125f), oddHalf, V.MultiplyAdd(V.Broadcast(8f), odd2, odd)) + more, ref y, 3 * outputStep);
        V.Store(V.MultiplyAdd(V.Broadcast(0.0625f), evenHalf, V.MultiplyAdd(V.Broadcast(16f), even2, even)) + more, ref y, 4 * outputStep);
        V.Store(
            V.MultiplyAdd(V.Broadcast(0.03125f), oddHalf, V.MultiplyAdd(V.Broadcast(32f), odd2, odd)) + m7 + more, ref y, 5 * outputStep);
    }
}
