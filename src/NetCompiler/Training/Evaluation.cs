using System.Globalization;

namespace NetCompiler;

/// <summary>What a network achieves on some data: means over the samples, dropout off.</summary>
public sealed class Evaluation
{
    private readonly double[] _values;

    internal Evaluation(IReadOnlyList<string> names, double[] values, int samples)
    {
        Names = names;
        _values = values;
        Samples = samples;
    }

    /// <summary>The number of samples.</summary>
    public int Samples { get; }

    /// <summary>The names of the values: <c>loss</c> and the metrics.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The mean loss.</summary>
    public double Loss => _values[0];

    /// <summary>The share of right answers, 0 to 1.</summary>
    /// <exception cref="InvalidOperationException">Accuracy was not measured.</exception>
    public double Accuracy => Names.Contains("accuracy")
        ? this["accuracy"]
        : throw new InvalidOperationException(
            $"Accuracy was not measured, only {string.Join(", ", Names)}; ask for Metric.Accuracy in the options' Metrics.");

    /// <summary>A value by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such value.</exception>
    public double this[string name]
    {
        get
        {
            for (int i = 0; i < Names.Count; i++)
                if (Names[i] == name)
                    return _values[i];
            throw new KeyNotFoundException($"There is no value \"{name}\"; there are {string.Join(", ", Names)}.");
        }
    }

    /// <summary>All values in one line, in the invariant culture: <c>loss: 0.0713 - accuracy: 0.9816</c>.</summary>
    public override string ToString() =>
        string.Join(
            " - ",
            Names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name}: {TrainingProgress.Figure(_values[i])}")));
}
