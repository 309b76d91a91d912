using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public sealed class VectorMathTests
{
    private const int Chunk = 1024;

    private interface IFunction
    {
        static abstract V Apply<V>(V x) where V : struct, ISimd<V>;
    }

    // Without fused multiply-add every step rounds once more.
    private static readonly double Slack = Fma.IsSupported || AdvSimd.IsSupported ? 1 : 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<V, F>(AlignedBuffer x, AlignedBuffer y) where V : struct, ISimd<V> where F : IFunction
    {
        for (int i = 0; i < x.Length; i += V.Count)
            V.Store(F.Apply(V.Load(ref x.Start, i)), ref y.Start, i);
    }

    private static float At<F>(float x) where F : IFunction
    {
        var buffer = new AlignedBuffer(16);
        buffer.Span.Fill(x);
        Map<SimdVector, F>(buffer, buffer);
        return buffer.Span[0];
    }

    private static int Order(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits < 0 ? int.MinValue - bits : bits;
    }

    private static float FromOrder(long order) => BitConverter.Int32BitsToSingle((int)(order < 0 ? int.MinValue - order : order));

    /// <summary>Sweeps floats of all magnitudes between two bounds; the error must be within the ulps of the result plus an absolute
    /// error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Check<F>(Func<double, double> exact, float from, float to, double ulps, double absolute = 0) where F : IFunction
    {
        const int points = 100_000;
        long first = Order(from), last = Order(to), step = Math.Max(1, (last - first) / points);
        AlignedBuffer x = new(Chunk), wide = new(Chunk), narrow = new(Chunk);
        for (long next = first; next <= last;)
        {
            for (int i = 0; i < Chunk; i++, next += step)
                x.Span[i] = FromOrder(Math.Min(next, last));
            Map<Simd512, F>(x, wide);
            Map<SimdVector, F>(x, narrow);
            for (int i = 0; i < Chunk; i++)
            {
                float y = narrow.Span[i];
                Claim.True(BitConverter.SingleToInt32Bits(y) == BitConverter.SingleToInt32Bits(wide.Span[i]),
                    $"{typeof(F).Name}({x.Span[i]:R}): {wide.Span[i]:R} in 16 lanes, {y:R} in {SimdVector.Count}.");
                double t = exact(x.Span[i]);
                float rounded = Math.Abs((float)t);
                if (float.IsInfinity(rounded))
                {
                    Assert.Equal((float)t, y);
                    continue;
                }
                // 1.7e-38: results that small may be flushed to zero.
                double bound = rounded < 1.7e-38f ? 1.7e-38 : Slack * (ulps * ((double)MathF.BitIncrement(rounded) - rounded) + absolute);
                Claim.True(
                    Math.Abs(y - t) <= bound, $"{typeof(F).Name}({x.Span[i]:R}) = {y:R}, expected {t:R}: off by more than {bound:E2}.");
            }
        }
    }

    private static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    private static double ExpMinusOne(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    private static double ErrorFunction(double x)
    {
        if (Math.Abs(x) >= 2)
            return Math.Sign(x) * (1 - Complement(Math.Abs(x)));
        double term = x, sum = x;
        for (int n = 1; n < 60; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.Sqrt(Math.PI);
    }

    /// <summary>1 - erf(x) for x >= 0: by its continued fraction where that converges fast.</summary>
    private static double Complement(double x)
    {
        if (x < 2)
            return 1 - ErrorFunction(x);
        double f = 0;
        for (int k = 80; k > 0; k--)
            f = k / 2.0 / (x + f);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + f);
    }

    private static double Probability(double x) =>
        x < 0 ? Complement(-x / Math.Sqrt(2)) / 2 : 1 - Complement(x / Math.Sqrt(2)) / 2;

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double TanhArgument(double x) => Math.Sqrt(8 / Math.PI) * (x + 0.044715 * x * x * x);

    private static double ExactGeluTanh(double x) => x * Logistic(TanhArgument(x));

    private static double ExactMish(double x)
    {
        double e = Math.Exp(Math.Min(x, 40)), w = e * (e + 2);
        return x * (w / (w + 2));
    }

    /// <summary>Derivative by a five-point central difference, good to about 1e-11.</summary>
    private static Func<double, double> Slope(Func<double, double> f) => x =>
    {
        const double h = 1e-3;
        return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
    };

    private readonly struct Exp : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Exp(x); }

    private readonly struct Expm1 : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Expm1(x); }

    private readonly struct Log : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Log(x); }

    private readonly struct Log1p : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Log1p(x); }

    private readonly struct Tanh : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Tanh(x); }

    private readonly struct Sigmoid : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Sigmoid(x); }

    private readonly struct Softplus : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Softplus(x); }

    private readonly struct LogCosh : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.LogCosh(x); }

    private readonly struct Erf : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Erf(x); }

    private readonly struct Silu : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Silu(x); }

    private readonly struct SiluDerivative : IFunction
    {
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.SiluDerivative(x);
    }

    private readonly struct Gelu : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Gelu(x); }

    private readonly struct GeluDerivative : IFunction
    {
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.GeluDerivative(x);
    }

    private readonly struct GeluTanh : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.GeluTanh(x); }

    private readonly struct GeluTanhDerivative : IFunction
    {
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.GeluTanhDerivative(x);
    }

    private readonly struct Mish : IFunction { public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Mish(x); }

    private readonly struct MishDerivative : IFunction
    {
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.MishDerivative(x);
    }

    [Fact]
    public void Exp_is_within_one_ulp_and_overflows_where_the_exact_value_does()
    {
        Check<Exp>(Math.Exp, -1000, 1000, 1);
        Check<Exp>(Math.Exp, -1, 1, 1);
        Check<Exp>(Math.Exp, 88, 89, 1);
        Assert.Equal(1f, At<Exp>(0f));
        Assert.Equal(0f, At<Exp>(float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, At<Exp>(float.PositiveInfinity));
        Assert.Equal(MathF.Exp(88.72283f), At<Exp>(88.72283f), 1e33f);
        Assert.Equal(float.PositiveInfinity, At<Exp>(88.72284f));
    }

    [Fact]
    public void Expm1_is_accurate_near_zero_and_far_from_it()
    {
        Check<Expm1>(ExpMinusOne, -1000, 1000, 1.6);
        Check<Expm1>(ExpMinusOne, -1, 1, 1.6);
        Assert.Equal(-1f, At<Expm1>(float.NegativeInfinity));
        Assert.Equal(-1f, At<Expm1>(-50f));
        Assert.Equal(float.PositiveInfinity, At<Expm1>(float.PositiveInfinity));
        Assert.Equal(1e-30f, At<Expm1>(1e-30f));
    }

    [Fact]
    public void Log_is_within_one_ulp_over_all_positive_floats()
    {
        Check<Log>(Math.Log, float.Epsilon, float.MaxValue, 1);
        Check<Log>(Math.Log, 0.5f, 2f, 1);
        Assert.Equal(0f, At<Log>(1f));
        Assert.Equal(float.NegativeInfinity, At<Log>(0f));
        Assert.Equal(float.NegativeInfinity, At<Log>(-0f));
        Assert.Equal(float.PositiveInfinity, At<Log>(float.PositiveInfinity));
        Assert.True(float.IsNaN(At<Log>(-1f)));
        Assert.True(float.IsNaN(At<Log>(float.NegativeInfinity)));
    }

    [Fact]
    public void Log1p_is_accurate_near_zero_and_near_minus_one()
    {
        Check<Log1p>(LogOnePlus, -0.99999994f, float.MaxValue, 1.6);
        Check<Log1p>(LogOnePlus, 0.0001f, 3f, 1.6);
        Assert.Equal(float.NegativeInfinity, At<Log1p>(-1f));
        Assert.Equal(float.PositiveInfinity, At<Log1p>(float.PositiveInfinity));
        Assert.True(float.IsNaN(At<Log1p>(-1.5f)));
        Assert.Equal(float.Epsilon, At<Log1p>(float.Epsilon));
    }

    [Fact]
    public void Tanh_is_accurate_odd_and_saturates_exactly()
    {
        Check<Tanh>(Math.Tanh, -20, 20, 6);
        Check<Tanh>(Math.Tanh, 0.01f, 10, 6);
        foreach (float x in (float[])[9.6f, 10f, 100f, float.MaxValue, float.PositiveInfinity])
        {
            Assert.Equal(1f, At<Tanh>(x));
            Assert.Equal(-1f, At<Tanh>(-x));
        }
        for (float x = 8f; x < 10f; x += 1f / 4096)
            Assert.InRange(At<Tanh>(x), 0.9999f, 1f);
        Assert.Equal(1e-20f, At<Tanh>(1e-20f));
        Assert.True(float.IsNegative(At<Tanh>(-0f)));
    }

    [Fact]
    public void Sigmoid_is_accurate_on_both_sides_and_never_overflows()
    {
        Check<Sigmoid>(Logistic, -87, 1000, 2.7);
        Check<Sigmoid>(Logistic, -80, -0.01f, 2.7);
        Assert.Equal(0.5f, At<Sigmoid>(0f));
        Assert.Equal(0f, At<Sigmoid>(-1000f));
        Assert.Equal(0f, At<Sigmoid>(float.NegativeInfinity));
        Assert.Equal(1f, At<Sigmoid>(float.PositiveInfinity));
    }

    [Fact]
    public void Softplus_and_log_cosh_are_stable_on_both_sides()
    {
        Check<Softplus>(x => x > 40 ? x : LogOnePlus(Math.Exp(x)), -1000, 1000, 2.6);
        Check<Softplus>(x => LogOnePlus(Math.Exp(x)), -20, -0.01f, 2.6);
        Assert.Equal(float.MaxValue, At<Softplus>(float.MaxValue));
        Assert.Equal(0f, At<Softplus>(float.MinValue));
        // Below 1e-16 the square leaves the range in which relative accuracy is possible.
        Check<LogCosh>(x => x > 30 ? x - Math.Log(2) : LogOnePlus(2 * Math.Sinh(x / 2) * Math.Sinh(x / 2)), 1e-16f, 1000, 5.5);
        Assert.Equal(At<LogCosh>(3.3f), At<LogCosh>(-3.3f));
        Assert.Equal(0f, At<LogCosh>(0f));
    }

    [Fact]
    public void Erf_is_accurate_and_saturates_exactly()
    {
        Check<Erf>(ErrorFunction, -6, 6, 7);
        Check<Erf>(ErrorFunction, 0.01f, 4.5f, 7);
        foreach (float x in (float[])[4.15f, 5f, float.PositiveInfinity])
        {
            Assert.Equal(1f, At<Erf>(x));
            Assert.Equal(-1f, At<Erf>(-x));
        }
    }

    [Fact]
    public void Activations_match_their_formulas_with_a_small_relative_error()
    {
        Check<Silu>(x => x * Logistic(x), -80, 1000, 2.6);
        Check<Gelu>(x => x * Probability(x), -2, 100, 8);
        // Without fused multiply-add nothing corrects the rounding error of x²/2.
        Check<Gelu>(x => x * Probability(x), -12.5f, -0.01f, Slack == 1 ? 8 : 50);
        // The exponent's rounding error grows with its size, about 80 at -7.5.
        Check<GeluTanh>(ExactGeluTanh, -3, 100, 12);
        Check<GeluTanh>(ExactGeluTanh, -7.5f, -1, 90);
        Check<Mish>(ExactMish, -80, 1000, 5);
    }

    [Fact]
    public void Derivatives_match_central_differences()
    {
        Check<SiluDerivative>(Slope(x => x * Logistic(x)), -30, 30, 0, 2.5e-6);
        Check<GeluDerivative>(Slope(x => x * Probability(x)), -20, 20, 0, 5e-7);
        Check<GeluTanhDerivative>(Slope(ExactGeluTanh), -20, 20, 0, 4e-6);
        Check<MishDerivative>(Slope(ExactMish), -20, 30, 0, 5e-7);
    }

    [Fact]
    public void Huge_arguments_stay_finite()
    {
        foreach (float x in (float[])[1e5f, 1e20f, float.MaxValue])
        {
            Assert.Equal(x, At<Silu>(x));
            Assert.Equal(x, At<Gelu>(x));
            Assert.Equal(x, At<GeluTanh>(x));
            Assert.Equal(x, At<Mish>(x));
            Assert.Equal(1f, At<SiluDerivative>(x));
            Assert.Equal(1f, At<GeluDerivative>(x));
            Assert.Equal(1f, At<GeluTanhDerivative>(x));
            Assert.Equal(1f, At<MishDerivative>(x));
            Assert.Equal(0f, At<Silu>(-x));
            Assert.Equal(0f, At<Gelu>(-x));
            Assert.Equal(0f, At<GeluTanh>(-x));
            Assert.Equal(0f, At<Mish>(-x));
            Assert.Equal(0f, At<SiluDerivative>(-x));
            Assert.Equal(0f, At<GeluDerivative>(-x));
            Assert.Equal(0f, At<GeluTanhDerivative>(-x));
            Assert.Equal(0f, At<MishDerivative>(-x));
        }
    }

    private static ulong Hash<F>(ulong hash) where F : IFunction
    {
        AlignedBuffer x = new(8192), y = new(8192);
        for (int i = 0; i < x.Length; i++)
            x.Span[i] = (i - 4096) / 256f;
        Map<SimdVector, F>(x, y);
        foreach (float value in y.Span)
            hash = (hash ^ (float.IsNaN(value) ? 0x7FC00000u : BitConverter.SingleToUInt32Bits(value))) * 1099511628211;
        return hash;
    }

    [Fact]
    public void Every_function_gives_these_bits_on_every_machine()
    {
        Assert.SkipUnless(Slack == 1, "The bits are promised for hardware with fused multiply-add.");
        ulong hash = Hash<Exp>(14695981039346656037);
        hash = Hash<Log1p>(Hash<Log>(Hash<Expm1>(hash)));
        hash = Hash<Softplus>(Hash<Sigmoid>(Hash<Tanh>(hash)));
        hash = Hash<Silu>(Hash<Erf>(Hash<LogCosh>(hash)));
        hash = Hash<GeluDerivative>(Hash<Gelu>(Hash<SiluDerivative>(hash)));
        hash = Hash<GeluTanhDerivative>(Hash<GeluTanh>(hash));
        hash = Hash<MishDerivative>(Hash<Mish>(hash));
        Assert.Equal(6019400330905615523UL, hash);
    }

    [Fact]
    public void NaN_gives_NaN()
    {
        foreach (
            float result in (float[])[
                At<Exp>(float.NaN), At<Expm1>(float.NaN), At<Log>(float.NaN), At<Log1p>(float.NaN), At<Tanh>(float.NaN),
            At<Sigmoid>(float.NaN), At<Softplus>(float.NaN), At<LogCosh>(float.NaN), At<Erf>(float.NaN), At<Silu>(float.NaN),
            At<SiluDerivative>(float.NaN), At<Gelu>(float.NaN), At<GeluDerivative>(float.NaN), At<GeluTanh>(float.NaN),
            At<GeluTanhDerivative>(float.NaN), At<Mish>(float.NaN), At<MishDerivative>(float.NaN)])
            Assert.True(float.IsNaN(result));
    }

    private readonly struct NormalOfTails : IFunction
    {
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.NormalOfTails(x);
    }

    /// <summary>Beyond z lies the tail that z was made from: ∫ of the normal density, by Simpson's rule.</summary>
    [Fact]
    public void Normal_of_tails()
    {
        Assert.Equal(0, At<NormalOfTails>(1));
        for (double z = 0.001; z < 6.33; z *= 1.01)
        {
            const int parts = 4000;
            double width = 8.0 / parts, tails = 0;
            for (int i = 0; i <= parts; i++)
                tails += (i is 0 or parts ? 1 : i % 2 == 1 ? 4 : 2) * ReferenceMath.NormalDensity(z + i * width);
            tails *= 2 * width / 3;
            float rounded = (float)tails;
            // What the tail's own rounding moves z by.
            double moved = (rounded - tails) / (2 * ReferenceMath.NormalDensity(z));
            Assert.Equal(z - moved, At<NormalOfTails>(rounded), 1.5e-6 * z + 1e-7);
        }
    }
}
