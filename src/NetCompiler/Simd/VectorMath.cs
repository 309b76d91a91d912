using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>
/// Elementary functions and activation functions over the lanes of a vector: the same bits at every vector width, and on every machine with
/// fused multiply-add.
/// </summary>
/// <remarks>
/// <para>All approximations are our own: polynomials and rational functions fitted by iteratively reweighted least squares (Lawson's
/// method, 40-digit arithmetic, 240 Chebyshev nodes) to the smallest largest relative error. That error is given beside each set of
/// coefficients; the error measured over a dense sweep of floats against double precision, roundings included, is given in each method's
/// remarks in units in the last place of the result (ulp). Without fused multiply-add the errors are at most twice that.</para>
/// <para>NaN gives NaN. Nothing depends on the sign of zero unless a method says so. Derivatives are exact derivatives of the functions,
/// not differences.</para>
/// </remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class VectorMath
{
    // ln 2 in two parts; the first has 9 significant bits, so its product with an exponent is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float Log2E = 1.44269504f;

    // 1.5·2^23 + 126: adding it rounds to an integer n and leaves n + 126 in the low bits; shifted left by 23 these are the float 2^(n-1).
    private const float RoundToScale = 12582912f + 126f;

    // 2·e^r = 2 + 2r + r²·(E2 + E3·r + ... + E6·r⁴), |r| <= ln 2 / 2: relative error 2^-28.3.
    private const float E2 = 2 * 0.499999934f;
    private const float E3 = 2 * 0.166665204f;
    private const float E4 = 2 * 0.0416683909f;
    private const float E5 = 2 * 0.00836874558f;
    private const float E6 = 2 * 0.00138145352f;

    /// <summary>e^x.</summary>
    /// <remarks>
    /// x = n·ln 2 + r, e^r by a polynomial of degree 6, times 2^n. Overflows to infinity where the exact value does; results below 1.7e-38
    /// (x &lt; -86.98) are flushed to +0, also for x = -infinity. 0.83 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, ISimd<V> => ExpSigned(x, 1f);

    /// <summary>e^(sign·x) for sign = 1 or -1: the sign goes into the constants and costs no operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpSigned<V>(V x, float sign) where V : struct, ISimd<V>
    {
        V scale = Reduce(x, sign, out V r);
        V p = V.MultiplyAdd(V.Broadcast(E6), r, V.Broadcast(sign * E5));
        p = V.MultiplyAdd(p, r, V.Broadcast(E4));
        p = V.MultiplyAdd(p, r, V.Broadcast(sign * E3));
        p = V.MultiplyAdd(p, r, V.Broadcast(E2));
        p = V.MultiplyAdd(p, r, V.Broadcast(sign * 2f));
        p = V.MultiplyAdd(p, r, V.Broadcast(2f));
        return p * scale;
    }

    /// <summary>sign·x = n·ln 2 + sign·r: gives r and 2^(n-1), which is 0 for n = -126. The value is clamped so that -126 &lt;= n &lt;=
    /// 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce<V>(V x, float sign, out V r) where V : struct, ISimd<V>
    {
        // The value stands second in Min and Max, which is what lets a NaN through.
        x = sign > 0 ? V.Max(V.Broadcast(-87.5f), V.Min(V.Broadcast(89f), x)) : V.Min(V.Broadcast(87.5f), V.Max(V.Broadcast(-89f), x));
        V t = V.MultiplyAdd(x, V.Broadcast(sign * Log2E), V.Broadcast(RoundToScale));
        V n = t - V.Broadcast(RoundToScale);
        r = V.MultiplyAdd(n, V.Broadcast(-sign * Ln2High), x);
        r = V.MultiplyAdd(n, V.Broadcast(-sign * Ln2Low), r);
        return V.ShiftLeft(t, 23);
    }

    /// <summary>e^x - 1, accurate near 0.</summary>
    /// <remarks>With x = n·ln 2 + r: 2^n·(e^r - 1) + (2^n - 1). Overflows to infinity where the exact value does; -1 from x = -17.4 down.
    /// 1.4 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V>(V x) where V : struct, ISimd<V>
    {
        V scale = Reduce(x, 1f, out V r);
        V p = V.MultiplyAdd(V.Broadcast(E6), r, V.Broadcast(E5));
        p = V.MultiplyAdd(p, r, V.Broadcast(E4));
        p = V.MultiplyAdd(p, r, V.Broadcast(E3));
        p = V.MultiplyAdd(p, r, V.Broadcast(E2));
        // p is twice (e^r - 1 - r)/r² and scale half of 2^n: halve the one, and double the result.
        V q = V.MultiplyAdd(p * V.Broadcast(0.5f), r * r, r);
        V y = V.MultiplyAdd(q, scale, scale - V.Broadcast(0.5f));
        return y + y;
    }

    /// <summary>Natural logarithm.</summary>
    /// <remarks>
    /// x = 2^e·(1 + f) with 1 + f between √½ and √2; log(1 + f) by a polynomial. Subnormal x are exact too; 0 gives -infinity, +infinity
    /// gives itself, negative values give NaN. 0.83 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x) where V : struct, ISimd<V>
    {
        V subnormal = V.GreaterThan(V.Broadcast(1.17549435e-38f), x);
        V scaled = V.ConditionalSelect(subnormal, x * V.Broadcast(8388608f), x);
        V bits = V.AddInt32(scaled, V.BroadcastInt32(OneOverSqrtHalf));
        V e = V.ToSingle(V.SubtractInt32(V.ShiftRightLogical(bits, 23), V.BroadcastInt32(127)));
        e = e - (subnormal & V.Broadcast(23f));
        V m = V.AddInt32(bits & V.BroadcastInt32(0x007FFFFF), V.BroadcastInt32(SqrtHalf));
        V y = LogOfProduct(e, m - V.One);
        V regular = V.GreaterThan(x, V.Zero) & V.GreaterThan(V.Broadcast(float.PositiveInfinity), x);
        V special = V.ConditionalSelect(V.GreaterThan(x, V.Zero), x, V.Broadcast(float.NaN));
        special = V.ConditionalSelect(V.EqualTo(x, V.Zero), V.Broadcast(float.NegativeInfinity), special);
        return V.ConditionalSelect(regular, y, special);
    }

    private const int SqrtHalf = 0x3F3504F3;
    private const int OneOverSqrtHalf = 0x3F800000 - SqrtHalf;

    /// <summary>log(1 + x) for x &gt; -1, accurate near 0.</summary>
    /// <remarks>The exponent e comes from the rounded 1 + x, the reduced argument f = x·2^-e + (2^-e - 1) from x itself. -1 gives
    /// -infinity, less gives NaN, +infinity itself; below 1e-8 the result is x, its sign kept. 1.4 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V>(V x) where V : struct, ISimd<V>
    {
        V bits = V.AddInt32(x + V.One, V.BroadcastInt32(OneOverSqrtHalf));
        V exponent = V.SubtractInt32(V.ShiftRightLogical(bits, 23), V.BroadcastInt32(127));
        // 2^(2-e) instead of 2^-e, which would be subnormal for the largest x.
        V scale = V.SubtractInt32(V.BroadcastInt32(0x40800000), V.ShiftLeft(exponent, 23));
        V quarter = V.Broadcast(0.25f);
        V f = V.MultiplyAdd(quarter * x, scale, V.MultiplyAdd(quarter, scale, V.Broadcast(-1f)));
        V y = LogOfProduct(V.ToSingle(exponent), f);
        V regular = V.GreaterThan(x, V.Broadcast(-1f)) & V.GreaterThan(V.Broadcast(float.PositiveInfinity), x);
        V special = V.ConditionalSelect(V.GreaterThan(x, V.Zero), x, V.Broadcast(float.NaN));
        special = V.ConditionalSelect(V.EqualTo(x, V.Broadcast(-1f)), V.Broadcast(float.NegativeInfinity), special);
        y = V.ConditionalSelect(regular, y, special);
        return V.ConditionalSelect(V.GreaterThan(V.Broadcast(1e-8f), V.Abs(x)), x, y);
    }

    /// <summary>e·ln 2 + log(1 + f): f - f²/2 + f³·P(f), relative error of log 2^-27.3 for √½ &lt;= 1 + f &lt;= √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfProduct<V>(V e, V f) where V : struct, ISimd<V>
    {
        V p = V.MultiplyAdd(V.Broadcast(-0.0763666137f), f, V.Broadcast(0.127650167f));
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.131610117f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.142013581f));
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.166232374f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.200012394f));
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.250008244f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.333333316f));
        V square = f * f;
        V y = V.MultiplyAdd(p * f, square, e * V.Broadcast(Ln2Low));
        y = V.MultiplyAdd(V.Broadcast(-0.5f), square, y);
        return V.MultiplyAdd(e, V.Broadcast(Ln2High), f + y);
    }

    /// <summary>Hyperbolic tangent, accurate near 0; exactly ±1 from |x| = 9.6 on.</summary>
    /// <remarks>x·P(x²)/Q(x²) with P and Q of degree 4: relative error 2^-25.5 for |x| &lt;= 9.02. 5.2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, ISimd<V>
    {
        x = V.Max(V.Broadcast(-TanhEnd), V.Min(V.Broadcast(TanhEnd), x));
        V u = x * x;
        V p = V.MultiplyAdd(V.Broadcast(1.33176131e-08f), u, V.Broadcast(2.05824367e-05f));
        V q = V.MultiplyAdd(V.Broadcast(7.76142343e-07f), u, V.Broadcast(0.000328299002f));
        p = V.MultiplyAdd(p, u, V.Broadcast(0.00349397237f));
        q = V.MultiplyAdd(q, u, V.Broadcast(0.0258708388f));
        p = V.MultiplyAdd(p, u, V.Broadcast(0.133796664f));
        q = V.MultiplyAdd(q, u, V.Broadcast(0.467129817f));
        p = V.MultiplyAdd(p, u, V.One);
        q = V.MultiplyAdd(q, u, V.One);
        return V.Max(V.Broadcast(-1f), V.Min(V.One, p * x / q));
    }

    // Products with weights down to 1e-8 are still normal numbers.
    private const float Least = 1e-30f;

    /// <summary>x, or 0 where |x| is at most 1e-30: what is carried from step to step and decays would else become subnormal, which takes
    /// processors many times as long, and other bits where a thread flushes such numbers by itself. NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Flush<V>(V x) where V : struct, ISimd<V> =>
        V.ConditionalSelect(V.GreaterThanOrEqual(V.Broadcast(Least), V.Abs(x)), V.Zero, x);

    // Here the quotient is several ulp above 1, with or without fused multiply-add, so that the clamp of the result saturates exactly.
    private const float TanhEnd = 9.6f;

    /// <summary>The logistic function 1/(1 + e^-x).</summary>
    /// <remarks>0 below x = -88.8. 2.4 ulp on both sides.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x) where V : struct, ISimd<V> => V.One / (V.One + ExpSigned(x, -1f));

    /// <summary>log(1 + e^x), without overflow and with a small relative error on both sides.</summary>
    /// <remarks>max(x, 0) + log(1 + e^-|x|). 2.3 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V>(V x) where V : struct, ISimd<V> =>
        V.Max(V.Zero, x) + Log1pOfFraction(ExpSigned(V.Abs(x), -1f));

    /// <summary>log(1 + e) for 0 &lt;= e &lt;= 1: e + e²·P(e), P of degree 8, relative error 2^-27.5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log1pOfFraction<V>(V e) where V : struct, ISimd<V>
    {
        V p = V.MultiplyAdd(V.Broadcast(-0.00331835334f), e, V.Broadcast(0.0202040483f));
        p = V.MultiplyAdd(p, e, V.Broadcast(-0.057663438f));
        p = V.MultiplyAdd(p, e, V.Broadcast(0.106804539f));
        p = V.MultiplyAdd(p, e, V.Broadcast(-0.153553366f));
        p = V.MultiplyAdd(p, e, V.Broadcast(0.1969538f));
        p = V.MultiplyAdd(p, e, V.Broadcast(-0.249585835f));
        p = V.MultiplyAdd(p, e, V.Broadcast(0.33330511f));
        p = V.MultiplyAdd(p, e, V.Broadcast(-0.499999328f));
        return V.MultiplyAdd(p, e * e, e);
    }

    /// <summary>log(cosh x), accurate near 0 and without overflow.</summary>
    /// <remarks>cosh x - 1 = m²/(2(1 + m)) with m = e^|x| - 1; from |x| = 10 on, |x| - log 2. 4.4 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogCosh<V>(V x) where V : struct, ISimd<V>
    {
        V a = V.Abs(x);
        V m = Expm1(V.Min(V.Broadcast(10f), a));
        V near = Log1p(m * m / (V.Broadcast(2f) + (m + m)));
        return V.ConditionalSelect(V.GreaterThan(a, V.Broadcast(10f)), a - V.Broadcast(0.693147181f), near);
    }

    /// <summary>The error function, accurate near 0; exactly ±1 from |x| = 4.15 on.</summary>
    /// <remarks>x·P(x²)/Q(x²) with P and Q of degree 5: relative error 2^-25.5 for |x| &lt;= 3.95. 6 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x) where V : struct, ISimd<V>
    {
        x = V.Max(V.Broadcast(-ErfEnd), V.Min(V.Broadcast(ErfEnd), x));
        V u = x * x;
        V p = V.MultiplyAdd(V.Broadcast(2.0258843e-06f), u, V.Broadcast(0.000284662942f));
        V q = V.MultiplyAdd(V.Broadcast(3.78302576e-05f), u, V.Broadcast(0.00117054764f));
        p = V.MultiplyAdd(p, u, V.Broadcast(0.00380750337f));
        q = V.MultiplyAdd(q, u, V.Broadcast(0.0150537766f));
        p = V.MultiplyAdd(p, u, V.Broadcast(0.0528733751f));
        q = V.MultiplyAdd(q, u, V.Broadcast(0.114553668f));
        p = V.MultiplyAdd(p, u, V.Broadcast(0.191536407f));
        q = V.MultiplyAdd(q, u, V.Broadcast(0.503077401f));
        p = V.MultiplyAdd(p, u, V.Broadcast(1.12837914f));
        q = V.MultiplyAdd(q, u, V.One);
        return V.Max(V.Broadcast(-1f), V.Min(V.One, p * x / q));
    }

    // As TanhEnd.
    private const float ErfEnd = 4.15f;

    /// <summary>The z ≥ 0 beyond which, on both sides together, the given part of the standard normal distribution lies: √2 ·
    /// erfc⁻¹(tails), for tails from 2^-32 to 1.</summary>
    /// <remarks>(1 - tails)·P(w) with w = -log(tails·(2 - tails)); P is of degree 7 in w up to 5, relative error 2^-21.8, beyond that of
    /// degree 7 in √w, 2^-21.2. The logarithm's argument, rounded, adds 2^-22 near tails = 1, where z is near 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalOfTails<V>(V tails) where V : struct, ISimd<V>
    {
        V w = -Log(tails * (V.Broadcast(2f) - tails));
        V u = w - V.Broadcast(2.5f);
        V near = V.MultiplyAdd(V.Broadcast(4.464120531e-7f), u, V.Broadcast(-4.505468513e-6f));
        near = V.MultiplyAdd(near, u, V.Broadcast(-5.790467462e-6f));
        near = V.MultiplyAdd(near, u, V.Broadcast(0.0003073590961f));
        near = V.MultiplyAdd(near, u, V.Broadcast(-0.001774315769f));
        near = V.MultiplyAdd(near, u, V.Broadcast(-0.005906120804f));
        near = V.MultiplyAdd(near, u, V.Broadcast(0.3488036417f));
        near = V.MultiplyAdd(near, u, V.Broadcast(2.123313224f));
        u = V.Sqrt(w) - V.Broadcast(3f);
        V far = V.MultiplyAdd(V.Broadcast(-0.0002385928773f), u, V.Broadcast(0.001635522603f));
        far = V.MultiplyAdd(far, u, V.Broadcast(-0.004750803914f));
        far = V.MultiplyAdd(far, u, V.Broadcast(0.008197057943f));
        far = V.MultiplyAdd(far, u, V.Broadcast(-0.01093461835f));
        far = V.MultiplyAdd(far, u, V.Broadcast(0.01333801653f));
        far = V.MultiplyAdd(far, u, V.Broadcast(1.416594972f));
        far = V.MultiplyAdd(far, u, V.Broadcast(4.006434868f));
        return (V.One - tails) * V.ConditionalSelect(V.GreaterThan(V.Broadcast(5f), w), near, far);
    }

    /// <summary>x·sigmoid(x), also called swish.</summary>
    /// <remarks>2 ulp. x must be finite, as in all activations and derivatives below: 0 times infinity is NaN.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Silu<V>(V x) where V : struct, ISimd<V> => x / (V.One + ExpSigned(x, -1f));

    /// <summary>The derivative of <see cref="Silu"/> at x: s + x·s·(1 - s) with s = sigmoid(x).</summary>
    /// <remarks>Absolute error 1e-6, 1.2e-7 times |x| at most.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SiluDerivative<V>(V x) where V : struct, ISimd<V>
    {
        V s = Sigmoid(x);
        return V.MultiplyAdd(x * s, V.One - s, s);
    }

    /// <summary>The standard normal density without its constant, e^(-x²/2), and the probability that a standard normal value is at most
    /// x.</summary>
    /// <remarks>
    /// For a = |x|, the smaller tail is e^(-a²/2)·t·P(t) with t = 1/(1 + 0.3a), P of degree 9: relative error 2^-28.1 for a &lt;= 13.3. The
    /// rounding error of a² is corrected to first order, so the tail keeps its relative accuracy.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalProbability<V>(V x, out V density) where V : struct, ISimd<V>
    {
        V a = V.Min(V.Broadcast(20f), V.Abs(x));
        V half = a * V.Broadcast(0.5f);
        V square = a * half;
        V lost = V.MultiplyAdd(a, half, -square);
        V e = ExpSigned(square, -1f);
        density = V.MultiplyAdd(-lost, e, e);
        V t = V.One / V.MultiplyAdd(V.Broadcast(0.3f), a, V.One);
        V p = V.MultiplyAdd(V.Broadcast(-0.020584821f), t, V.Broadcast(0.112218024f));
        p = V.MultiplyAdd(p, t, V.Broadcast(-0.227681681f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.191044887f));
        p = V.MultiplyAdd(p, t, V.Broadcast(-0.0787800791f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.0957945043f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.0785214458f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.11020563f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.119575604f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.119686483f));
        V tail = p * t * density;
        return V.ConditionalSelect(V.GreaterThan(x, V.Zero), V.One - tail, tail);
    }

    /// <summary>GELU in its exact form: x times the probability that a standard normal value is at most x, x·(1 + erf(x/√2))/2.</summary>
    /// <remarks>6.6 ulp, also in the negative tail, where 1 + erf cancels; without fused multiply-add
    /// the far tail has the rounding error of x²/2, 80 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu<V>(V x) where V : struct, ISimd<V> => x * NormalProbability(x, out _);

    /// <summary>The derivative of <see cref="Gelu"/> at x: the probability plus x times the density.</summary>
    /// <remarks>Absolute error 2.1e-7.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluDerivative<V>(V x) where V : struct, ISimd<V>
    {
        V probability = NormalProbability(x, out V density);
        return V.MultiplyAdd(x * V.Broadcast(0.398942280f), density, probability);
    }

    // 2·√(2/π), and that times 0.044715.
    private const float GeluLinear = 1.59576912f;
    private const float GeluCubic = 0.0713548163f;

    /// <summary>GELU's tanh form: x·(1 + tanh(√(2/π)·(x + 0.044715x³)))/2 = x·sigmoid(2·√(2/π)·(x + 0.044715x³)).</summary>
    /// <remarks>12 ulp from x = -3 up; the rounding error of the sigmoid's argument grows with its size, to 80 ulp at -8.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanh<V>(V x) where V : struct, ISimd<V> =>
        x / (V.One + ExpSigned(x * V.MultiplyAdd(x * x, V.Broadcast(GeluCubic), V.Broadcast(GeluLinear)), -1f));

    /// <summary>The derivative of <see cref="GeluTanh"/> at x: s + x·s·(1 - s)·v' with s = sigmoid(v), v = 2·√(2/π)·(x +
    /// 0.044715x³).</summary>
    /// <remarks>Absolute error 2e-6.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanhDerivative<V>(V x) where V : struct, ISimd<V>
    {
        // From |x| = 12 on the sigmoid is exactly 0 or 1; the clamp keeps its argument's derivative finite.
        x = V.Max(V.Broadcast(-12f), V.Min(V.Broadcast(12f), x));
        V square = x * x;
        V s = Sigmoid(x * V.MultiplyAdd(square, V.Broadcast(GeluCubic), V.Broadcast(GeluLinear)));
        V slope = V.MultiplyAdd(square, V.Broadcast(3 * GeluCubic), V.Broadcast(GeluLinear));
        return V.MultiplyAdd(x * s * slope, V.One - s, s);
    }

    /// <summary>Mish, x·tanh(log(1 + e^x)).</summary>
    /// <remarks>tanh(log(1 + e)) = w/(w + 2) with w = e·(e + 2), so one exponential and no logarithm or cancellation; from x = 20 on, x.
    /// 3.9 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mish<V>(V x) where V : struct, ISimd<V>
    {
        V e = Exp(V.Min(V.Broadcast(20f), x));
        V w = e * (e + V.Broadcast(2f));
        return x * (w / (w + V.Broadcast(2f)));
    }

    /// <summary>The derivative of <see cref="Mish"/> at x: (w·(w + 2) + 4x·e·(e + 1))/(w + 2)² with e = e^x, w = e·(e + 2).</summary>
    /// <remarks>Absolute error 2.3e-7.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MishDerivative<V>(V x) where V : struct, ISimd<V>
    {
        x = V.Max(V.Broadcast(-100f), V.Min(V.Broadcast(20f), x));
        V e = Exp(x);
        V w = e * (e + V.Broadcast(2f));
        V d = w + V.Broadcast(2f);
        V bend = V.Broadcast(4f) * x * V.MultiplyAdd(e, e, e);
        return V.MultiplyAdd(w, d, bend) / (d * d);
    }
}
