using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// Adadelta (Zeiler, 2012) as in Keras 3: a = ρ a + (1 - ρ) g², Δ = g √(d + ε) / √(a + ε), d = ρ d + (1 - ρ) Δ², w -= η Δ.
/// </summary>
public sealed class Adadelta : Optimizer
{
    private readonly double _rho = 0.95, _epsilon = 1e-7;
    private Constants _constants;

    /// <summary>Learning rate 0.001 (Keras 3's; see <see cref="Classic"/>), ρ 0.95, ε 1e-7.</summary>
    public Adadelta() : base(0.001)
    {
    }

    /// <summary>A new Adadelta with the paper's learning rate of 1, the default of Keras up to 2.3: the one to reproduce older results
    /// with.</summary>
    public static Adadelta Classic => new() { LearningRate = 1 };

    /// <summary>ρ, how much of the running means of squares stays in a step. 0 to 1; default 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Rho
    {
        get => _rho;
        init => _rho = InRange(value, 0, 1, nameof(Rho));
    }

    /// <summary>ε, from which the first steps start. Above zero; default 1e-7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange(value, float.Epsilon, float.MaxValue, nameof(Epsilon));
    }

    /// <inheritdoc/>
    protected override int StateSlots => 2;

    /// <inheritdoc/>
    protected override void BeginStep(long number) =>
        _constants = new Constants((float)LearningRate, (float)_rho, (float)(1 - _rho), (float)_epsilon);

    /// <summary>a ≥ (1 - ρ) g², so no Δ is larger than √((d + ε) / (1 - ρ)).</summary>
    private protected override StepBounds BoundsOf(double gradient, double state)
    {
        double root = Math.Sqrt(state + _constants.Epsilon);
        double delta = root * Math.Min(gradient * RunningAverage.MostInverseRoot, StepBounds.Rounding / Math.Sqrt(_constants.Rest));
        double squares = Math.Max(state, gradient * gradient), steps = state * _constants.Rho + delta * delta * _constants.Rest;
        return new(gradient * root + delta * (1 + _constants.Rate), Math.Max(squares, steps) * StepBounds.Rounding);
    }

    /// <inheritdoc/>
    protected override void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float g = ref MemoryMarshal.GetReference(gradients);
        if (Vector512.IsHardwareAccelerated)
            Update<Simd512>(ref w, ref g, ref StateStart(0, offset), ref StateStart(1, offset), weights.Length, _constants);
        else
            Update<SimdVector>(ref w, ref g, ref StateStart(0, offset), ref StateStart(1, offset), weights.Length, _constants);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update<V>(
        ref float weights, ref float gradients, ref float squares, ref float steps, int length, Constants constants)
        where V : struct, ISimd<V>
    {
        V eta = V.Broadcast(constants.Rate), rho = V.Broadcast(constants.Rho), rest = V.Broadcast(constants.Rest),
            epsilon = V.Broadcast(constants.Epsilon);
        for (int i = 0; i < length; i += V.Count)
        {
            V g = V.Load(ref gradients, i), d = V.Load(ref steps, i);
            V a = RunningAverage.OfSquares(V.Load(ref squares, i), g, rho, rest);
            V delta = g * V.Sqrt(d + epsilon) / V.Sqrt(a + epsilon);
            V.Store(a, ref squares, i);
            V.Store(RunningAverage.OfSquares(d, delta, rho, rest), ref steps, i);
            V.Store(V.Load(ref weights, i) - delta * eta, ref weights, i);
        }
    }

    private readonly record struct Constants(float Rate, float Rho, float Rest, float Epsilon);
}
