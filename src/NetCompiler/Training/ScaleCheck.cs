using System.Numerics;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// Finds what a training on unscaled data looks like, which would fail without a word: inputs or targets far from unit size, and after the
/// first epoch a loss that has hardly moved, or is above that of a constant answer. Only where some samples are far from unit size the loss
/// is measured beside the steps, before and after, on the same samples.
/// </summary>
internal sealed class ScaleCheck
{
    /// <summary>The samples that are looked at, and that the loss is measured on.</summary>
    private const int Rows = 256;

    /// <summary>Steps after which a loss should have moved: an epoch that ends before is too short to tell.</summary>
    private const int FewestSteps = 10;

    /// <summary>What is left of a loss that has hardly moved.</summary>
    private const double Still = 0.95;

    private const float Small = 0.01f, Large = 100;

    private readonly CompiledNetwork _network;
    private readonly DataBinding _train;
    private readonly Func<DataBinding, double> _measure;
    private readonly bool _isInputFar, _isTargetFar, _isUnfitted;
    private readonly DataBinding? _probe;
    private readonly double _before;
    private bool _isDone;

    /// <summary>Looks at some samples, and measures the loss if there is reason to.</summary>
    /// <param name="network">The network.</param>
    /// <param name="train">The samples that it is about to learn from.</param>
    /// <param name="measure">Gives the network's mean loss.</param>
    internal ScaleCheck(CompiledNetwork network, DataBinding train, Func<DataBinding, double> measure)
    {
        (_network, _train, _measure) = (network, train, measure);
        NetworkInfo info = network.Info;
        bool[] unfitted = [.. info.Normalizations.Select(block => Adaptation.IsUnfitted(network, block))];
        _isUnfitted = unfitted.Contains(true);
        int step = Math.Max(1, train.Data.Count / Rows);
        _isInputFar = (!info.RescalesInputs || _isUnfitted) && IsFar(LargestInput(step));
        _isTargetFar = (!info.RescalesOutputs || _isUnfitted) && IsFar(LargestTarget(step));
        _isDone = !_isInputFar && !_isTargetFar;
        if (_isDone)
            return;
        _probe = train.For(train.Data.Shuffle(0).Take(Math.Min(Rows, train.Data.Count)));
        _before = measure(_probe);
    }

    /// <summary>What people should know, or null; once, after the first epoch that ends after enough steps.</summary>
    /// <param name="steps">The steps made.</param>
    internal string? After(long steps)
    {
        if (_isDone || steps < FewestSteps)
            return null;
        _isDone = true;
        double after = _measure(_probe!), constant = LossOfMean();
        string? what = after > Still * _before ? $"The loss has hardly moved, from {Figure(_before)} to {Figure(after)}"
            : after > constant ? $"The loss, {Figure(after)}, is above {Figure(constant)}, that of always answering with the targets' mean"
            : null;
        if (what is null)
            return null;
        string[] sizes = [.. new[]
        {
            _isInputFar ? $"inputs {Extent(LargestInput(1))}" : "",
            _isTargetFar ? $"targets {Extent(LargestTarget(1))}" : "",
        }.Where(size => size.Length > 0)];
        return $"{what}, and {string.Join(", ", sizes)}, far from about 1. {Advice()}";
    }

    private string Advice()
    {
        if (_isUnfitted)
            return $"{_network.Info.Name} has Normalization that nothing was fitted to: call Adapt(train) before Fit.";
        string layers = (_isInputFar, _isTargetFar) switch
        {
            (true, true) => "[Normalization] before the first layer and [Normalization(Invert = true)] behind the last",
            (true, false) => "[Normalization] before the first layer",
            _ => "[Normalization(Invert = true)] behind the last layer",
        };
        return $"Put {layers}, and call Adapt(train) before Fit.";
    }

    /// <summary>The loss of the best constant answer to the samples that the loss is measured on, where it is a variance; else no
    /// limit.</summary>
    private double LossOfMean()
    {
        if (_network.Info.Trained.Length > 1 || _network.Info.Loss != Loss.MeanSquaredError || _probe!.HasLabels(0))
            return double.PositiveInfinity;
        int length = _network.Info.TargetLength, count = _probe.Data.Count;
        double sum = 0;
        for (int column = 0; column < length; column++)
        {
            double mean = 0, squares = 0;
            for (int i = 0; i < count; i++)
                mean += _probe.Target(0, i)[column] / (double)count;
            for (int i = 0; i < count; i++)
                squares += Math.Pow(_probe.Target(0, i)[column] - mean, 2);
            sum += squares / count;
        }
        return sum / length;
    }

    /// <summary>The largest input's absolute value in every <paramref name="step"/>-th sample.</summary>
    private float LargestInput(int step)
    {
        float largest = 0;
        for (int port = 0; port < _network.Info.Inputs.Count; port++)
            for (int sample = 0; sample < _train.Data.Count; sample += step)
                largest = Math.Max(largest, Largest(_train.Input(port, sample)));
        return largest;
    }

    /// <summary>The same for targets that are no classes.</summary>
    private float LargestTarget(int step)
    {
        float largest = 0;
        for (int output = 0; output < _network.Info.Trained.Length; output++)
            for (int sample = 0; sample < _train.Data.Count && !_train.HasLabels(output); sample += step)
                largest = Math.Max(largest, Largest(_train.Target(output, sample)));
        return largest;
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        Vector<float> lanes = Vector<float>.Zero;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (Vector<float> vector in vectors)
            lanes = Vector.Max(lanes, Vector.Abs(vector));
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            largest = Math.Max(largest, lanes[lane]);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static bool IsFar(float largest) => largest is > Large or (> 0 and < Small);

    private static string Extent(float largest) =>
        largest > Large ? Invariant($"go up to {Math.Round(largest):N0}") : Invariant($"are at most {largest:G3}");

    private static string Figure(double value) => TrainingProgress.Figure(value);
}
