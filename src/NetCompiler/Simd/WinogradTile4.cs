using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>F(4, 3): the points 0, 1, -1, 2, -2 and infinity.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public readonly struct WinogradTile4 : IWinogradTile
{
    /// <inheritdoc/>
    public static int Outputs => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(ref float g, int distance, ref float u, int outputStep) where V : struct, ISimd<V>
    {
        V g0 = V.Load(ref g, 0), g1 = V.Load(ref g, distance), g2 = V.Load(ref g, 2 * distance);
        V sixth = V.Broadcast(-1f / 6), even = sixth * (g0 + g2), odd = sixth * g1;
        V even2 = V.MultiplyAdd(V.Broadcast(1f / 24), g0, V.Broadcast(1f / 6) * g2), odd2 = V.Broadcast(1f / 12) * g1;
        V.Store(V.Broadcast(0.25f) * g0, ref u, 0);
        V.Store(even + odd, ref u, outputStep);
        V.Store(even - odd, ref u, 2 * outputStep);
        V.Store(even2 + odd2, ref u, 3 * outputStep);
        V.Store(even2 - odd2, ref u, 4 * outputStep);
        V.Store(g2, ref u, 5 * outputStep);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(ref float d, int distance, ref float v, int outputStep) where V : struct, ISimd<V>
    {
        V d0 = V.Load(ref d, 0), d1 = V.Load(ref d, distance), d2 = V.Load(ref d, 2 * distance);
        V d3 = V.Load(ref d, 3 * distance), d4 = V.Load(ref d, 4 * distance), d5 = V.Load(ref d, 5 * distance);
        V two = V.Broadcast(2f), minus4 = V.Broadcast(-4f), minus5 = V.Broadcast(-5f), four = V.Broadcast(4f);
        V even = V.MultiplyAdd(minus4, d2, d4), odd = V.MultiplyAdd(minus4, d1, d3);
        V even2 = d4 - d2, odd2 = two * (d3 - d1);
        V.Store(V.MultiplyAdd(four, d0, V.MultiplyAdd(minus5, d2, d4)), ref v, 0);
        V.Store(even + odd, ref v, outputStep);
        V.Store(even - odd, ref v, 2 * outputStep);
        V.Store(even2 + odd2, ref v, 3 * outputStep);
        V.Store(even2 - odd2, ref v, 4 * outputStep);
        V.Store(V.MultiplyAdd(four, d1, V.MultiplyAdd(minus5, d3, d5)), ref v, 5 * outputStep);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(ref float products, int distance, V more, ref float y, int outputStep) where V : struct, ISimd<V>
    {
        V m0 = V.Load(ref products, 0), m1 = V.Load(ref products, distance), m2 = V.Load(ref products, 2 * distance);
        V m3 = V.Load(ref products, 3 * distance), m4 = V.Load(ref products, 4 * distance), m5 = V.Load(ref products, 5 * distance);
        V even = m1 + m2, odd = m1 - m2, even2 = m3 + m4, odd2 = m3 - m4;
        V.Store(m0 + even + even2 + more, ref y, 0);
        V.Store(V.MultiplyAdd(V.Broadcast(2f), odd2, odd) + more, ref y, outputStep);
        V.Store(V.MultiplyAdd(V.Broadcast(4f), even2, even) + more, ref y, 2 * outputStep);
        V.Store(V.MultiplyAdd(V.Broadcast(8f), odd2, odd) + m5 + more, ref y, 3 * outputStep);
    }
}
