using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>Parameters that move towards others.</summary>
internal static class ParameterBlending
{
    /// <summary>values := from + (values - from) · share, the multiply-add fused: the same bits at every vector width.</summary>
    /// <param name="values">Where to go; receives the result.</param>
    /// <param name="from">Where to begin; as long, which is a multiple of 16.</param>
    /// <param name="share">The share of the way, 0 to 1.</param>
    internal static void Blend(AlignedBuffer values, AlignedBuffer from, float share)
    {
        if (Vector512.IsHardwareAccelerated)
            Blend<Simd512>(ref values.Start, ref from.Start, values.Length, share);
        else
            Blend<SimdVector>(ref values.Start, ref from.Start, values.Length, share);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend<V>(ref float values, ref float from, int length, float share) where V : struct, ISimd<V>
    {
        V part = V.Broadcast(share);
        for (int i = 0; i < length; i += V.Count)
        {
            V start = V.Load(ref from, i);
            V.Store(V.MultiplyAdd(V.Load(ref values, i) - start, part, start), ref values, i);
        }
    }
}
