using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// Keeps a step from being made that would leave something behind which is not finite. Gradients and statistics of the batch are looked at
/// while they are in cache, before the first parameter moves. What a step makes of them is not looked at but bounded: from the largest
/// gradient, the largest parameter and the largest number of the optimizer's state follows how large all can become, and only where that
/// comes near the largest float are they measured, and then kept until the step has proved good. Gradients can be bounded likewise, by the
/// numbers they are sums of products of.
/// </summary>
internal sealed class StepGuard(ParameterStore store)
{
    /// <summary>Between the numbers of two workers, in ints: 128 bytes, which no two cores write to alternately.</summary>
    private const int Apart = 32;

    /// <summary>No gradient is larger than this, times the numbers that a batch leaves, times the cube of the largest of them: what
    /// transformations (Winograd's) multiply by, with room to spare.</summary>
    private const double MostFactor = 1e4;

    private int[] _largest = new int[Apart];
    private float[] _kept = [];
    private int _version = -1;
    private bool _isBounded, _keeps;
    private double _weight, _nextWeight, _nextState;

    /// <summary>What was wrong with the last step that was asked for.</summary>
    internal StepFault Fault { get; private set; }

    /// <summary>Where in the flat buffer, of <see cref="StepFault.Weight"/> and <see cref="StepFault.State"/>, which number
    /// appeared.</summary>
    internal (int Index, float Value) Culprit { get; private set; }

    /// <summary>Whether the last step was certain before its gradients were summed.</summary>
    internal bool WasForeseen { get; private set; }

    /// <summary>Makes room for so many workers.</summary>
    internal void Begin(int workers)
    {
        if (_largest.Length < workers * Apart)
            _largest = new int[workers * Apart];
    }

    /// <summary>Begins a step: called by one worker, with a barrier before anything else is asked. Bounds hold unless somebody else has
    /// touched the parameters since.</summary>
    internal void BeginStep()
    {
        int version = store.Memory.Version;
        if (_version != version)
            (_version, _isBounded) = (version, false);
        (Fault, WasForeseen, _keeps) = (StepFault.None, false, false);
    }

    /// <summary>Takes a worker's largest numbers, as bits (<see cref="Magnitude"/>); with a barrier after it.</summary>
    internal void Report(int worker, int gradient, int statistic) =>
        (_largest[worker * Apart], _largest[worker * Apart + 1]) = (gradient, statistic);

    /// <summary>The largest numbers of all workers; every worker gets the same.</summary>
    internal (float Gradient, float Statistic) Largest(int workers)
    {
        int gradient = 0, statistic = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            gradient = Math.Max(gradient, _largest[worker * Apart]);
            statistic = Math.Max(statistic, _largest[worker * Apart + 1]);
        }
        return (BitConverter.Int32BitsToSingle(gradient), BitConverter.Int32BitsToSingle(statistic));
    }

    /// <summary>Takes a worker's largest number of those that gradients are computed from, as bits; with a barrier after it.</summary>
    internal void Foresee(int worker, int largest) => _largest[worker * Apart + 2] = largest;

    /// <summary>Whether what <see cref="Foresee"/> was told leaves no doubt about the step. Every gradient of a parameter is a sum of
    /// products of at most three of those numbers, in which each stands but once: no layer makes one otherwise. Changes nothing that
    /// the answer is made of.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="workers">How many there are.</param>
    /// <param name="optimizer">Makes the step.</param>
    /// <param name="numbers">How many numbers gradients are computed from.</param>
    internal bool IsForeseen(int worker, int workers, Optimizer optimizer, int numbers)
    {
        int bits = 0;
        for (int other = 0; other < workers; other++)
            bits = Math.Max(bits, _largest[other * Apart + 2]);
        double gradient = MostGradient(BitConverter.Int32BitsToSingle(bits), numbers);
        bool isForeseen = gradient < StepBounds.Most && IsCertain(worker, optimizer, gradient, 0);
        if (worker == 0)
            WasForeseen = isForeseen;
        return isForeseen;
    }

    /// <summary>No gradient that is computed from so many numbers, none above the largest, is larger.</summary>
    internal static double MostGradient(double largest, int numbers) =>
        MostFactor * numbers * largest * Math.Max(1, largest) * Math.Max(1, largest);

    /// <summary>What forbids a step with these numbers. An infinite gradient can be clipped by value.</summary>
    internal static StepFault Judge(Optimizer optimizer, float gradient, float statistic) =>
        !float.IsFinite(gradient) && (optimizer.ClipValue is null || float.IsNaN(gradient)) ? StepFault.Gradient
        : !float.IsFinite(statistic) ? StepFault.Statistic
        : StepFault.None;

    /// <summary>Whether everything is certain to stay finite. Changes nothing that is asked for here, so that all workers get the same
    /// answer.</summary>
    internal bool IsCertain(int worker, Optimizer optimizer, double gradient, float statistic)
    {
        StepBounds bounds = optimizer.Bounds(gradient, _weight);
        double weight = Math.Max(_weight + bounds.Step, statistic) * StepBounds.Rounding;
        if (worker == 0)
            (_nextWeight, _nextState) = (weight, bounds.State);
        return _isBounded && bounds.IsFinite(weight);
    }

    /// <summary>Measures, and keeps parameters and state if it is still not certain that they stay finite: called by one worker between
    /// barriers.</summary>
    internal void Secure(Optimizer optimizer, ReadOnlySpan<float> weights, float gradient, float statistic)
    {
        _weight = Magnitude.Largest(weights);
        optimizer.MeasureState();
        _isBounded = true;
        if (IsCertain(0, optimizer, gradient, statistic))
            return;
        if (_kept.Length != weights.Length)
            _kept = new float[weights.Length];
        weights.CopyTo(_kept);
        optimizer.KeepState();
        _keeps = true;
    }

    /// <summary>Notes that the step was not made.</summary>
    internal void Refuse(StepFault fault) => Fault = fault;

    /// <summary>Notes that the last change of the parameters was this step's.</summary>
    internal void Follow() => _version = store.Memory.Version;

    /// <summary>Ends a step that has moved the parameters: takes it back if something has not stayed finite.</summary>
    internal void Complete(Optimizer optimizer, Span<float> weights)
    {
        if (!_keeps)
        {
            (_weight, optimizer.StateBound) = (_nextWeight, _nextState);
            return;
        }
        _weight = Magnitude.Largest(weights);
        optimizer.MeasureState();
        int index = FiniteNumbers.IndexOfNotFinite(weights);
        if (index >= 0)
            (Fault, Culprit) = (StepFault.Weight, (index, weights[index]));
        else if (optimizer.FindNotFinite() is { } culprit)
            (Fault, Culprit) = (StepFault.State, culprit);
        else
            return;
        _kept.CopyTo(weights);
        optimizer.RestoreState();
        _isBounded = false;
    }
}
