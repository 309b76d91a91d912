using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// Stochastic gradient descent. Without momentum w -= η g; with momentum m = μ m - η g and w += m, or with Nesterov's look-ahead
/// w += μ m - η g (Keras 3; unlike PyTorch, the learning rate is inside the momentum).
/// </summary>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 10, Optimizer = new SGD { LearningRate = 0.05, Momentum = 0.9, Nesterov = true } });
/// </code></example>
public sealed class SGD : Optimizer
{
    private readonly double _momentum;
    private float _rate, _mu;

    /// <summary>Learning rate 0.01, no momentum.</summary>
    public SGD() : base(0.01)
    {
    }

    /// <summary>μ, the share of the last step that the next one keeps. 0 to 1; default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = InRange(value, 0, 1, nameof(Momentum));
    }

    /// <summary>Whether momentum looks ahead (Nesterov, 1983; Sutskever et al., 2013). Default: no.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    protected override int StateSlots => _momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected override void BeginStep(long number) => (_rate, _mu) = ((float)LearningRate, (float)_momentum);

    private protected override StepBounds BoundsOf(double gradient, double state)
    {
        double step = gradient * _rate, momentum = state * _mu + step;
        return _momentum == 0 ? new(step, 0) : new(momentum + step, momentum * StepBounds.Rounding);
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
        if (_momentum == 0)
            Plain<V>(ref w, ref g, length, _rate);
        else
            WithMomentum<V>(ref w, ref g, ref StateStart(0, offset), length, _rate, _mu, Nesterov);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain<V>(ref float weights, ref float gradients, int length, float rate) where V : struct, ISimd<V>
    {
        V eta = V.Broadcast(rate);
        for (int i = 0; i < length; i += V.Count)
            V.Store(V.Load(ref weights, i) - V.Load(ref gradients, i) * eta, ref weights, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WithMomentum<V>(
        ref float weights, ref float gradients, ref float momenta, int length, float rate, float momentum, bool nesterov)
        where V : struct, ISimd<V>
    {
        V eta = V.Broadcast(rate), mu = V.Broadcast(momentum);
        for (int i = 0; i < length; i += V.Count)
        {
            V step = V.Load(ref gradients, i) * eta;
            V m = RunningAverage.Settle(V.Load(ref momenta, i) * mu - step);
            V.Store(m, ref momenta, i);
            if (nesterov)
                m = m * mu - step;
            V.Store(V.Load(ref weights, i) + m, ref weights, i);
        }
    }
}
