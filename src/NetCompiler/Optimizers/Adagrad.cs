using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>Adagrad (Duchi et al., 2011) as in Keras 3: a += g², w -= η g / √(a + ε), a beginning at 0.1.</summary>
public sealed class Adagrad : Optimizer
{
    private readonly double _initial = 0.1, _epsilon = 1e-7;
    private float _rate;

    /// <summary>Learning rate 0.001, first accumulator 0.1, ε 1e-7.</summary>
    public Adagrad() : base(0.001)
    {
    }

    /// <summary>What the sums of squares begin with. Zero or more; default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double InitialAccumulator
    {
        get => _initial;
        init => _initial = InRange(value, 0, float.MaxValue, nameof(InitialAccumulator));
    }

    /// <summary>ε, which keeps the root from zero. Above zero; default 1e-7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange(value, float.Epsilon, float.MaxValue, nameof(Epsilon));
    }

    /// <inheritdoc/>
    protected override int StateSlots => 1;

    /// <inheritdoc/>
    protected override float InitialState(int slot) => (float)_initial;

    /// <inheritdoc/>
    protected override void BeginStep(long number) => _rate = (float)LearningRate;

    private protected override StepBounds BoundsOf(double gradient, double state) =>
        new(gradient * _rate * StepBounds.MostInverseRoot, (state + gradient * gradient) * StepBounds.Rounding);

    /// <inheritdoc/>
    protected override void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float g = ref MemoryMarshal.GetReference(gradients);
        if (Vector512.IsHardwareAccelerated)
            Update<Simd512>(ref w, ref g, ref StateStart(0, offset), weights.Length, _rate, (float)_epsilon);
        else
            Update<SimdVector>(ref w, ref g, ref StateStart(0, offset), weights.Length, _rate, (float)_epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update<V>(ref float weights, ref float gradients, ref float squares, int length, float rate, float epsilon)
        where V : struct, ISimd<V>
    {
        V eta = V.Broadcast(rate), floor = V.Broadcast(epsilon);
        for (int i = 0; i < length; i += V.Count)
        {
            V g = V.Load(ref gradients, i);
            V a = V.Load(ref squares, i) + g * g;
            V.Store(a, ref squares, i);
            V.Store(V.Load(ref weights, i) - g * eta / V.Sqrt(a + floor), ref weights, i);
        }
    }
}
