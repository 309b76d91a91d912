using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The most multiply-adds that one core can do: twelve independent chains in registers, no memory. The limit that contractions
/// are held against.</summary>
internal sealed class FmaPeak : IContender
{
    private const int Iterations = 10_000;
    private const int Chains = 12;
    private float _sum;

    public string Name => "FMA peak";

    public string Form => $"{VectorBits}-bit vectors, {Chains} chains";

    /// <summary>The widest vectors that the hardware has, in bits.</summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Floating-point operations of one call; a multiply-add is two.</summary>
    public static double Operations => 2.0 * Iterations * Chains * (VectorBits / 32);

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            _sum += Vector512.IsHardwareAccelerated ? Run512(1e-9f) : Vector256.IsHardwareAccelerated ? Run256(1e-9f) : Run128(1e-9f);
    }

    public float[] Result() => [_sum];

    public void Dispose()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(float value)
    {
        Vector512<float> a = Vector512.Create(value), b = Vector512.Create(1f - value);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < Iterations; i++)
        {
            c0 = Vector512.MultiplyAddEstimate(c0, b, a);
            c1 = Vector512.MultiplyAddEstimate(c1, b, a);
            c2 = Vector512.MultiplyAddEstimate(c2, b, a);
            c3 = Vector512.MultiplyAddEstimate(c3, b, a);
            c4 = Vector512.MultiplyAddEstimate(c4, b, a);
            c5 = Vector512.MultiplyAddEstimate(c5, b, a);
            c6 = Vector512.MultiplyAddEstimate(c6, b, a);
            c7 = Vector512.MultiplyAddEstimate(c7, b, a);
            c8 = Vector512.MultiplyAddEstimate(c8, b, a);
            c9 = Vector512.MultiplyAddEstimate(c9, b, a);
            c10 = Vector512.MultiplyAddEstimate(c10, b, a);
            c11 = Vector512.MultiplyAddEstimate(c11, b, a);
        }
        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(float value)
    {
        Vector256<float> a = Vector256.Create(value), b = Vector256.Create(1f - value);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < Iterations; i++)
        {
            c0 = Vector256.MultiplyAddEstimate(c0, b, a);
            c1 = Vector256.MultiplyAddEstimate(c1, b, a);
            c2 = Vector256.MultiplyAddEstimate(c2, b, a);
            c3 = Vector256.MultiplyAddEstimate(c3, b, a);
            c4 = Vector256.MultiplyAddEstimate(c4, b, a);
            c5 = Vector256.MultiplyAddEstimate(c5, b, a);
            c6 = Vector256.MultiplyAddEstimate(c6, b, a);
            c7 = Vector256.MultiplyAddEstimate(c7, b, a);
            c8 = Vector256.MultiplyAddEstimate(c8, b, a);
            c9 = Vector256.MultiplyAddEstimate(c9, b, a);
            c10 = Vector256.MultiplyAddEstimate(c10, b, a);
            c11 = Vector256.MultiplyAddEstimate(c11, b, a);
        }
        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128(float value)
    {
        Vector128<float> a = Vector128.Create(value), b = Vector128.Create(1f - value);
        Vector128<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < Iterations; i++)
        {
            c0 = Vector128.MultiplyAddEstimate(c0, b, a);
            c1 = Vector128.MultiplyAddEstimate(c1, b, a);
            c2 = Vector128.MultiplyAddEstimate(c2, b, a);
            c3 = Vector128.MultiplyAddEstimate(c3, b, a);
            c4 = Vector128.MultiplyAddEstimate(c4, b, a);
            c5 = Vector128.MultiplyAddEstimate(c5, b, a);
            c6 = Vector128.MultiplyAddEstimate(c6, b, a);
            c7 = Vector128.MultiplyAddEstimate(c7, b, a);
            c8 = Vector128.MultiplyAddEstimate(c8, b, a);
            c9 = Vector128.MultiplyAddEstimate(c9, b, a);
            c10 = Vector128.MultiplyAddEstimate(c10, b, a);
            c11 = Vector128.MultiplyAddEstimate(c11, b, a);
        }
        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
