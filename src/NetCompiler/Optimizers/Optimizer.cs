using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// How gradients become steps of the parameters. Formulas and defaults are Keras 3's. An optimizer keeps state (momentum, running squares)
/// for one network, the first that it is used with; every network needs its own.
/// </summary>
/// <remarks>A step that would leave a parameter or a number of the state that is not finite is not made. Of an optimizer of one's own
/// nothing is known, so parameters and state are copied before each of its steps; and <see cref="BeginStep"/> gets the same number again
/// after a step that was not made. At most one of <see cref="ClipNorm"/>, <see cref="GlobalClipNorm"/> and <see cref="ClipValue"/> can be
/// set. Updates use only correctly rounded operations, multiply-adds fused, so the same gradients give the same bits at every vector width
/// and thread count. Hyperparameters are given in double precision and rounded once: a beta of 0.999 leaves 0.001, not what single
/// precision makes of it. Averages of squares are at least 2^-100, and other averages below that are zero, which no sum with an epsilon of
/// 1e-8 or more shows: subnormal numbers would slow training down on some processors.</remarks>
public abstract class Optimizer
{
    private readonly bool _isKnown;
    private readonly double _usualRate;
    private AlignedBuffer[] _state = [];
    private float[][] _kept = [];
    private float _rate;
    private double _clip = double.PositiveInfinity;
    private ParameterStore? _store;
    private double _learningRate;
    private readonly double? _clipNorm, _globalClipNorm, _clipValue, _weightDecay;

    /// <summary>Sets the first learning rate.</summary>
    /// <param name="learningRate">Zero or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite.</exception>
    protected Optimizer(double learningRate)
    {
        LearningRate = _usualRate = learningRate;
        _isKnown = GetType().Assembly == typeof(Optimizer).Assembly;
    }

    /// <summary>The size of a step; zero or more. May be changed while training: the next step uses it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => Volatile.Read(ref _learningRate);
        set
        {
            if (!(value >= 0 && value <= float.MaxValue))
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, Invariant($"A learning rate is a finite number, zero or more, not {value}."));
            Volatile.Write(ref _learningRate, value);
        }
    }

    /// <summary>Scales each tensor's gradient down to at most this L2 norm. Above 0; default: no clipping.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0.</exception>
    /// <exception cref="ArgumentException">Another clipping is set.</exception>
    public double? ClipNorm
    {
        get => _clipNorm;
        init => _clipNorm = OneClip(value, nameof(ClipNorm));
    }

    /// <summary>Scales the whole gradient down to at most this L2 norm. Above 0; default: no clipping.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0.</exception>
    /// <exception cref="ArgumentException">Another clipping is set.</exception>
    public double? GlobalClipNorm
    {
        get => _globalClipNorm;
        init => _globalClipNorm = OneClip(value, nameof(GlobalClipNorm));
    }

    /// <summary>Limits each number of the gradient to -value .. value. Above 0; default: no clipping.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0.</exception>
    /// <exception cref="ArgumentException">Another clipping is set.</exception>
    public double? ClipValue
    {
        get => _clipValue;
        init => _clipValue = OneClip(value, nameof(ClipValue));
    }

    /// <summary>Decoupled weight decay (Loshchilov and Hutter, 2019): before each step w -= w · decay · learning rate, biases included.
    /// Zero or more; default: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = value is null ? null : InRange(value.Value, 0, float.MaxValue, nameof(WeightDecay));
    }

    /// <summary>The number of steps made.</summary>
    public long Steps { get; private set; }

    /// <summary>A learning rate to try where the present one was too large: a tenth, and no more than what optimizers of this kind begin
    /// with.</summary>
    internal double SmallerRate => Math.Min(LearningRate / 10, _usualRate);

    /// <summary>Whether one of the clippings is set.</summary>
    internal bool Clips => _clip < double.PositiveInfinity;

    /// <summary>Whether all gradients must be known before the first parameter moves.</summary>
    internal bool NeedsWholeGradient => _clipNorm is not null || _globalClipNorm is not null;

    /// <summary>How many floats of state each parameter has.</summary>
    protected abstract int StateSlots { get; }

    /// <summary>What a slot of the state holds before the first step; 0 unless overridden.</summary>
    /// <param name="slot">0 .. <see cref="StateSlots"/> - 1.</param>
    protected virtual float InitialState(int slot) => 0;

    /// <summary>Called before each step, by one thread: computes what is the same for all parameters.</summary>
    /// <param name="number">The step's number, from 1.</param>
    protected abstract void BeginStep(long number);

    /// <summary>Moves a run of parameters; called by several threads for different runs. A zero gradient with zero parameter and state as
    /// at the beginning must leave the parameter zero: padding relies on it.</summary>
    /// <param name="weights">The parameters; a multiple of 16 floats.</param>
    /// <param name="gradients">Their gradients, after clipping; as long.</param>
    /// <param name="offset">Where the run begins in the flat buffer; <see cref="State"/> takes it.</param>
    protected abstract void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset);

    /// <summary>How large the numbers of the next step can become. Nothing is known of optimizers that are not ours: their steps are looked
    /// at.</summary>
    /// <param name="gradient">No number of the gradient, after clipping, is larger.</param>
    /// <param name="state">No number of the state is larger.</param>
    private protected virtual StepBounds BoundsOf(double gradient, double state) => StepBounds.None;

    /// <summary>One slot's state of a run of parameters.</summary>
    /// <param name="slot">0 .. <see cref="StateSlots"/> - 1.</param>
    /// <param name="offset">Where the run begins in the flat buffer.</param>
    /// <param name="length">The run's length.</param>
    protected Span<float> State(int slot, int offset, int length) => _state[slot].Span.Slice(offset, length);

    /// <summary>A reference to one slot's state of a run; the caller knows its length.</summary>
    private protected ref float StateStart(int slot, int offset) => ref Unsafe.Add(ref _state[slot].Start, offset);

    /// <summary>Checks a hyperparameter.</summary>
    private protected static double InRange(double value, double least, double most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value,
            Invariant($"{name} is a number from {least} to {(most == float.MaxValue ? "any finite value" : most)}, not {value}."));

    /// <summary>Checks the share of what was in a moving average that may not be all of it: the average's correction divides by what is
    /// not.</summary>
    private protected static double BelowOne(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, Invariant($"{name} is a number of at least 0 and below 1, not {value}."));

    /// <summary>Makes these parameters this optimizer's, or checks that they are.</summary>
    /// <exception cref="InvalidOperationException">It holds the state of others.</exception>
    internal void Bind(ParameterStore store)
    {
        if (ReferenceEquals(_store, store))
            return;
        if (_store is not null)
        {
            throw new InvalidOperationException(
                $"This {GetType().Name} holds the state of training another network ({_store.Name}); give each network ({store.Name}) an " +
                "optimizer of its own.");
        }
        var state = new AlignedBuffer[StateSlots];
        for (int slot = 0; slot < state.Length; slot++)
        {
            state[slot] = new AlignedBuffer(store.Floats);
            if (InitialState(slot) is float first && first != 0)
                state[slot].Span.Fill(first);
        }
        _state = state;
        _store = store;
        MeasureState();
    }

    /// <summary>Compiles what moves parameters, if it is known that nothing else comes of moving none.</summary>
    internal void WarmUp()
    {
        if (!_isKnown)
            return;
        PrepareStep();
        Apply([], [], 0, 1);
    }

    /// <summary>Prepares the next step; <see cref="CompleteStep"/> counts it once it is made.</summary>
    internal void PrepareStep()
    {
        _rate = (float)LearningRate;
        BeginStep(Steps + 1);
    }

    internal void CompleteStep() => Steps++;

    /// <summary>Clips, decays and moves one weight block. <paramref name="scale"/> is the global clipping's factor.</summary>
    internal void Apply(Span<float> weights, Span<float> gradients, int offset, float scale)
    {
        if (scale != 1)
            Multiply(gradients, scale);
        if (_clipValue is double limit)
            Clamp(gradients, (float)limit);
        if (_weightDecay is double decay && decay != 0)
            Decay(weights, (float)decay, _rate);
        Update(weights, gradients, offset);
    }

    /// <summary>How large the numbers of the step that is prepared can become.</summary>
    /// <param name="gradient">The largest number of the gradient, before clipping.</param>
    /// <param name="weight">No parameter is larger.</param>
    internal StepBounds Bounds(double gradient, double weight)
    {
        if (!_isKnown)
            return StepBounds.None;
        StepBounds bounds = BoundsOf(Math.Min(gradient, _clip), StateBound);
        return _weightDecay is double decay ? bounds with { Step = bounds.Step + decay * weight * (1 + _rate) } : bounds;
    }

    /// <summary>No number of the state is larger; NaN or infinite where one of them is.</summary>
    internal double StateBound { get; set; }

    /// <summary>Takes the largest number of the state for its bound.</summary>
    internal void MeasureState()
    {
        StateBound = 0;
        foreach (AlignedBuffer state in _state)
            StateBound = Math.Max(StateBound, Magnitude.Largest(state.Span));
    }

    /// <summary>What each parameter's state is, slot after slot, for a backup.</summary>
    internal IReadOnlyList<AlignedBuffer> Slots => _state;

    /// <summary>Takes the steps and the learning rate of a backup, whose state is in <see cref="Slots"/> already.</summary>
    internal void Resume(long steps, double learningRate)
    {
        (Steps, LearningRate) = (steps, learningRate);
        MeasureState();
    }

    /// <summary>Copies the state, for <see cref="RestoreState"/>.</summary>
    internal void KeepState()
    {
        if (_kept.Length != _state.Length)
            _kept = [.. _state.Select(state => new float[state.Length])];
        for (int slot = 0; slot < _state.Length; slot++)
            _state[slot].Span.CopyTo(_kept[slot]);
    }

    /// <summary>Makes the state what it was when it was last copied.</summary>
    internal void RestoreState()
    {
        for (int slot = 0; slot < _state.Length; slot++)
            _kept[slot].CopyTo(_state[slot].Span);
    }

    /// <summary>The first number of the state that is not finite, and the parameter it belongs to; null where there is none.</summary>
    internal (int Index, float Value)? FindNotFinite()
    {
        foreach (AlignedBuffer state in _state)
            if (FiniteNumbers.IndexOfNotFinite(state.Span) is >= 0 and int index)
                return (index, state.Span[index]);
        return null;
    }

    /// <summary>Scales one tensor's gradient, whose sum of squares is given, down to the norm that <see cref="ClipNorm"/> allows.</summary>
    internal void ClipTensor(ParameterBlock block, Span<float> gradients, double sumOfSquares)
    {
        if (_clipNorm is double most && Math.Sqrt(sumOfSquares) is double norm && norm > most)
            Multiply(gradients.Slice(block.Offset, block.Rows * block.RowStride), (float)(most / norm));
    }

    /// <summary>The factor of <see cref="GlobalClipNorm"/> for a gradient with this sum of squares.</summary>
    internal float GlobalScale(double sumOfSquares) =>
        _globalClipNorm is double most && Math.Sqrt(sumOfSquares) is double norm && norm > most ? (float)(most / norm) : 1;

    /// <summary>Σ g² of one tensor in an order that depends on nothing but its shape: eight sums over every eighth column of a row, row
    /// after row.</summary>
    internal static double SumOfSquares(ParameterBlock block, ReadOnlySpan<float> gradients)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<float> g = gradients.Slice(block.Offset + row * block.RowStride, block.Columns);
            for (; g.Length >= 8; g = g[8..])
            {
                s0 += (double)g[0] * g[0];
                s1 += (double)g[1] * g[1];
                s2 += (double)g[2] * g[2];
                s3 += (double)g[3] * g[3];
                s4 += (double)g[4] * g[4];
                s5 += (double)g[5] * g[5];
                s6 += (double)g[6] * g[6];
                s7 += (double)g[7] * g[7];
            }
            foreach (float value in g)
                s0 += (double)value * value;
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Span<float> values, float factor)
    {
        foreach (ref float value in values)
            value *= factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Clamp(Span<float> values, float limit)
    {
        foreach (ref float value in values)
            value = value > limit ? limit : value < -limit ? -limit : value;
    }

    private static void Decay(Span<float> weights, float decay, float learningRate)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        if (Vector512.IsHardwareAccelerated)
            Decay<Simd512>(ref w, weights.Length, decay, learningRate);
        else
            Decay<SimdVector>(ref w, weights.Length, decay, learningRate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Decay<V>(ref float weights, int length, float decay, float learningRate) where V : struct, ISimd<V>
    {
        V rate = V.Broadcast(learningRate), share = V.Broadcast(decay);
        for (int i = 0; i < length; i += V.Count)
        {
            V w = V.Load(ref weights, i);
            V.Store(w - w * share * rate, ref weights, i);
        }
    }

    private double? OneClip(double? value, string name)
    {
        if (value is null)
            return null;
        if (!(value > 0 && value <= float.MaxValue))
            throw new ArgumentOutOfRangeException(name, value, Invariant($"{name} is a finite number above 0, not {value}."));
        if (Clips)
            throw new ArgumentException(
                $"Only one of {nameof(ClipNorm)}, {nameof(GlobalClipNorm)} and {nameof(ClipValue)} can be set; {name} would be a second.",
                name);
        _clip = value.Value;
        return value;
    }
}
