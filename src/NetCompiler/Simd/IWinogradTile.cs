using System.Diagnostics.CodeAnalysis;

namespace NetCompiler.Simd;

/// <summary>The one-dimensional transforms of Winograd's F(m, 3), on vectors some distance apart. Each reads all before it
/// writes.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public interface IWinogradTile
{
    /// <summary>m: the outputs of a tile along each axis.</summary>
    static abstract int Outputs { get; }

    /// <summary>G times 3 kernel elements: m + 2 values.</summary>
    static abstract void Kernel<V>(ref float g, int distance, ref float u, int outputStep) where V : struct, ISimd<V>;

    /// <summary>Bᵀ times m + 2 inputs: as many values.</summary>
    static abstract void Input<V>(ref float d, int distance, ref float v, int outputStep) where V : struct, ISimd<V>;

    /// <summary>Aᵀ times m + 2 products: m values, and <paramref name="more"/> added to each.</summary>
    static abstract void Output<V>(ref float products, int distance, V more, ref float y, int outputStep) where V : struct, ISimd<V>;
}
