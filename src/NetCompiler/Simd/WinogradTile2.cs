using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>F(2, 3): the points 0, 1, -1 and infinity.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public readonly struct WinogradTile2 : IWinogradTile
{
    /// <inheritdoc/>
    public static int Outputs => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(ref float g, int distance, ref float u, int outputStep) where V : struct, ISimd<V>
    {
        V g0 = V.Load(ref g, 0), g1 = V.Load(ref g, distance), g2 = V.Load(ref g, 2 * distance);
        V half = V.Broadcast(0.5f), even = half * (g0 + g2), odd = half * g1;
        V.Store(g0, ref u, 0);
        V.Store(even + odd, ref u, outputStep);
        V.Store(even - odd, ref u, 2 * outputStep);
        V.Store(g2, ref u, 3 * outputStep);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(ref float d, int distance, ref float v, int outputStep) where V : struct, ISimd<V>
    {
        V d0 = V.Load(ref d, 0), d1 = V.Load(ref d, distance), d2 = V.Load(ref d, 2 * distance), d3 = V.Load(ref d, 3 * distance);
        V.Store(d0 - d2, ref v, 0);
        V.Store(d1 + d2, ref v, outputStep);
        V.Store(d2 - d1, ref v, 2 * outputStep);
        V.Store(d1 - d3, ref v, 3 * outputStep);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(ref float products, int distance, V more, ref float y, int outputStep) where V : struct, ISimd<V>
    {
        V m0 = V.Load(ref products, 0), m1 = V.Load(ref products, distance), m2 = V.Load(ref products, 2 * distance),
            m3 = V.Load(ref products, 3 * distance);
        V.Store(m0 + (m1 + m2) + more, ref y, 0);
        V.Store(m1 - m2 - m3 + more, ref y, outputStep);
    }
}
