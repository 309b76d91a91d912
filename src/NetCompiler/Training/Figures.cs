using static System.FormattableString;

namespace NetCompiler;

/// <summary>What a training or an evaluation measures, by Keras 3's names: <c>loss</c>, the sum that is minimised; of two and more outputs
/// each one's loss, without its weight, and its metrics with its name in front.</summary>
internal sealed class Figures
{
    private readonly NetworkInfo _info;
    private readonly bool _hasSeveral;

    private Figures(NetworkInfo info, OutputMetric[] metrics)
    {
        (_info, Metrics, _hasSeveral) = (info, metrics, info.Trained.Length > 1);
        Names =
        [
            "loss", .. _hasSeveral ? Array.ConvertAll(info.Trained, output => $"{output.Port.Name}_loss") : [],
            .. Array.ConvertAll(metrics, metric => NameOf(metric.Metric, metric.Output)),
        ];
    }

    /// <summary>The metrics, output by output.</summary>
    internal OutputMetric[] Metrics { get; }

    /// <summary>The names of all.</summary>
    internal string[] Names { get; }

    /// <summary>Those of some metrics, or where there are none, accuracy of every output whose loss is for classification.</summary>
    /// <exception cref="ArgumentException">A metric is null, of no output, or two have one name.</exception>
    internal static Figures Of(NetworkInfo info, IReadOnlyList<Metric>? metrics, DataBinding data)
    {
        var chosen = new List<OutputMetric>();
        for (int i = 0; metrics is not null && i < metrics.Count; i++)
        {
            Metric metric = metrics[i] ?? throw new ArgumentException(Invariant($"Metric {i} is null."), nameof(metrics));
            if (metric.Output is not null && Array.TrueForAll(info.Trained, output => output.Port.Name != metric.Output))
                throw new ArgumentException(
                    $"{metric.Name} is asked for the output \"{metric.Output}\", but of {info.Name}'s outputs those with a loss "
                        + $"{Segments.Listed(TrainedOutput.NamesOf(info.Trained))}.", nameof(metrics));
        }
        for (int output = 0; output < info.Trained.Length; output++)
        {
            OutputPort port = info.Trained[output].Port;
            foreach (Metric metric in metrics ?? (IsClassification(port.Loss) ? [Metric.Accuracy] : []))
                if (metric.Output is null || metric.Output == port.Name)
                    chosen.Add(new OutputMetric(metric.For(port, data.HasLabel(output)), output));
        }
        var figures = new Figures(info, [.. chosen]);
        string? twice = Array.Find(figures.Names, name => Array.IndexOf(figures.Names, name) != Array.LastIndexOf(figures.Names, name));
        return twice is null ? figures : throw new ArgumentException(
            $"Two figures are named \"{twice}\"; every metric needs a name of its own.", nameof(metrics));
    }

    /// <summary>Adds what a pass has measured.</summary>
    internal void Add(TrainingStep step, Span<double> sums)
    {
        sums[0] += step.LossSum;
        int next = 1;
        if (_hasSeveral)
            foreach (double loss in step.LossSums)
                sums[next++] += loss;
        foreach (double metric in step.MetricSums)
            sums[next++] += metric;
    }

    /// <summary>Whether larger values of this name are better: what the metric says; never for a loss.</summary>
    internal bool HigherIsBetter(string name)
    {
        string plain = name.StartsWith("val_", StringComparison.Ordinal) ? name[4..] : name;
        return Array.Exists(Metrics, metric => NameOf(metric.Metric, metric.Output) == plain && metric.Metric.HigherIsBetter);
    }

    private string NameOf(Metric metric, int output) => _hasSeveral ? $"{_info.Trained[output].Port.Name}_{metric.Name}" : metric.Name;

    private static bool IsClassification(Loss loss) =>
        loss is Loss.BinaryCrossentropy or Loss.CategoricalCrossentropy or Loss.Hinge or Loss.Perceptron;
}
