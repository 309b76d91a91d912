using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// Adam (Kingma and Ba, 2015) as in Keras 3: m += (1 - β₁)(g - m), v += (1 - β₂)(g² - v), w -= α m / (√v + ε) with
/// α = η √(1 - β₂ᵗ) / (1 - β₁ᵗ); ε is the paper's "epsilon hat", not corrected for bias.
/// </summary>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 10, Optimizer = new Adam { LearningRate = 0.0005, GlobalClipNorm = 1 } });
/// </code></example>
public class Adam : Optimizer
{
    private readonly double _beta1 = 0.9, _beta2 = 0.999, _epsilon = 1e-7;
    private Constants _constants;

    /// <summary>Learning rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-7.</summary>
    public Adam() : base(0.001)
    {
    }

    /// <summary>β₁, how much of the gradients' running mean stays in a step. 0 or more, below 1; default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = BelowOne(value, nameof(Beta1));
    }

    /// <summary>β₂, how much of the squares' running mean stays in a step. 0 or more, below 1; default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = BelowOne(value, nameof(Beta2));
    }

    /// <summary>ε, which keeps the divisor from zero. Above zero; default 1e-7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange(value, float.Epsilon, float.MaxValue, nameof(Epsilon));
    }

    /// <inheritdoc/>
    protected override int StateSlots => 2;

    /// <inheritdoc/>
    protected override void BeginStep(long number)
    {
        double alpha = LearningRate * Math.Sqrt(1 - Power(_beta2, number)) / (1 - Power(_beta1, number));
        _constants = new Constants((float)alpha, (float)(1 - _beta1), (float)(1 - _beta2), (float)_epsilon);
    }

    private protected override StepBounds BoundsOf(double gradient, double state)
    {
        double mean = Math.Max(state, gradient) * StepBounds.Rounding;
        return new(mean * _constants.Alpha * RunningAverage.MostInverseRoot, Math.Max(mean, gradient * gradient * StepBounds.Rounding));
    }

    /// <inheritdoc/>
    protected override void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset)
    {
        if (weights.Length % 16 != 0 || gradients.Length != weights.Length)
            throw new ArgumentException(
                Invariant($"{weights.Length} parameters with {gradients.Length} gradients; their number must be the same, a ")
                    + "multiple of 16.", nameof(weights));
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float g = ref MemoryMarshal.GetReference(gradients);
        if (Vector512.IsHardwareAccelerated)
            Update<Simd512>(ref w, ref g, ref StateStart(0, offset), ref StateStart(1, offset), weights.Length, _constants);
        else
            Update<SimdVector>(ref w, ref g, ref StateStart(0, offset), ref StateStart(1, offset), weights.Length, _constants);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update<V>(
        ref float weights, ref float gradients, ref float means, ref float squares, int length, Constants constants)
        where V : struct, ISimd<V>
    {
        V alpha = V.Broadcast(constants.Alpha), rest1 = V.Broadcast(constants.Rest1), rest2 = V.Broadcast(constants.Rest2),
            epsilon = V.Broadcast(constants.Epsilon);
        for (int i = 0; i < length; i += V.Count)
        {
            V g = V.Load(ref gradients, i), m = V.Load(ref means, i), v = V.Load(ref squares, i);
            m = RunningAverage.Settle(m + (g - m) * rest1);
            v = RunningAverage.OfSquares(v, g, rest2);
            V.Store(m, ref means, i);
            V.Store(v, ref squares, i);
            V.Store(V.Load(ref weights, i) - m * alpha / (V.Sqrt(v) + epsilon), ref weights, i);
        }
    }

    /// <summary>By repeated squaring: Math.Pow may differ by machine.</summary>
    private static double Power(double x, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0)
                result *= x;
        return result;
    }

    private readonly record struct Constants(float Alpha, float Rest1, float Rest2, float Epsilon);
}
