using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// RMSprop (Hinton, 2012) as in Keras 3: v = ρ v + (1 - ρ) g², w -= η g / √(v + ε), with ε inside the root. Centered, v - a² takes the
/// place of v, a = ρ a + (1 - ρ) g; with momentum m = μ m + η g / √(v + ε) and w -= m.
/// </summary>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 10, Optimizer = new RMSprop { LearningRate = 0.001, Rho = 0.95 } });
/// </code></example>
public sealed class RMSprop : Optimizer
{
    private readonly double _rho = 0.9, _momentum, _epsilon = 1e-7;
    private Constants _constants;

    /// <summary>Learning rate 0.001, ρ 0.9, ε 1e-7, no momentum, not centered.</summary>
    public RMSprop() : base(0.001)
    {
    }

    /// <summary>ρ, how much of the running mean of squares stays in a step. 0 to 1; default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Rho
    {
        get => _rho;
        init => _rho = InRange(value, 0, 1, nameof(Rho));
    }

    /// <summary>μ, the share of the last step that the next one keeps. 0 to 1; default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = InRange(value, 0, 1, nameof(Momentum));
    }

    /// <summary>ε, which keeps the root from zero. Above zero; default 1e-7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange(value, float.Epsilon, float.MaxValue, nameof(Epsilon));
    }

    /// <summary>Whether the gradients' variance takes the place of their mean square. Default: no.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    protected override int StateSlots => MeanSlot + (Centered ? 1 : 0);

    private int MeanSlot => _momentum == 0 ? 1 : 2;

    /// <inheritdoc/>
    protected override void BeginStep(long number) =>
        _constants = new Constants((float)LearningRate, (float)_rho, (float)(1 - _rho), (float)_epsilon, (float)_momentum);

    private protected override StepBounds BoundsOf(double gradient, double state)
    {
        double mean = Math.Max(state, gradient) * StepBounds.Rounding, square = gradient * gradient * StepBounds.Rounding;
        double step = gradient * _constants.Rate * (Centered ? StepBounds.MostInverseRoot : RunningAverage.MostInverseRoot);
        if (Centered)
            step += mean * mean;
        double momentum = _momentum == 0 ? 0 : (state * _momentum + step) * StepBounds.Rounding;
        return new(step + momentum, Math.Max(Math.Max(mean, square), momentum));
    }

    /// <inheritdoc/>
    protected override void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float g = ref MemoryMarshal.GetReference(gradients);
        if (Vector512.IsHardwareAccelerated)
            Update<Simd512>(ref w, ref g, offset, weights.Length);
        else
            Update<SimdVector>(ref w, ref g, offset, weights.Length);
    }

    private void Update<V>(ref float w, ref float g, int offset, int length) where V : struct, ISimd<V>
    {
        ref float squares = ref StateStart(0, offset);
        if (_momentum == 0 && !Centered)
            Plain<V>(ref w, ref g, ref squares, length, _constants);
        else
            Full<V>(
                ref w, ref g, ref squares, ref StateStart(_momentum == 0 ? 0 : 1, offset), ref StateStart(Centered ? MeanSlot : 0, offset),
                length, _constants, _momentum != 0, Centered);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain<V>(ref float weights, ref float gradients, ref float squares, int length, Constants constants)
        where V : struct, ISimd<V>
    {
        V eta = V.Broadcast(constants.Rate), rho = V.Broadcast(constants.Rho), rest = V.Broadcast(constants.Rest),
            epsilon = V.Broadcast(constants.Epsilon);
        for (int i = 0; i < length; i += V.Count)
        {
            V g = V.Load(ref gradients, i);
            V v = RunningAverage.OfSquares(V.Load(ref squares, i), g, rho, rest);
            V.Store(v, ref squares, i);
            V.Store(V.Load(ref weights, i) - g * eta / V.Sqrt(v + epsilon), ref weights, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Full<V>(ref float weights, ref float gradients, ref float squares, ref float momenta, ref float means, int length,
        Constants constants, bool withMomentum, bool centered) where V : struct, ISimd<V>
    {
        V eta = V.Broadcast(constants.Rate), rho = V.Broadcast(constants.Rho), rest = V.Broadcast(constants.Rest),
            epsilon = V.Broadcast(constants.Epsilon);
        V mu = V.Broadcast(constants.Momentum);
        for (int i = 0; i < length; i += V.Count)
        {
            V g = V.Load(ref gradients, i);
            V v = RunningAverage.OfSquares(V.Load(ref squares, i), g, rho, rest);
            V.Store(v, ref squares, i);
            if (centered)
            {
                V mean = RunningAverage.Settle(V.Load(ref means, i) * rho + g * rest);
                V.Store(mean, ref means, i);
                v = V.MultiplyAdd(-mean, mean, v);
            }
            // Rounding can leave a variance of less than -ε where gradients hardly vary.
            V divisor = v + epsilon;
            V step = g * eta / V.Sqrt(V.ConditionalSelect(V.GreaterThan(divisor, V.Zero), divisor, epsilon));
            if (withMomentum)
            {
                step = RunningAverage.Settle(V.Load(ref momenta, i) * mu + step);
                V.Store(step, ref momenta, i);
            }
            V.Store(V.Load(ref weights, i) - step, ref weights, i);
        }
    }

    private readonly record struct Constants(float Rate, float Rho, float Rest, float Epsilon, float Momentum);
}
