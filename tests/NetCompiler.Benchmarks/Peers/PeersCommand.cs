using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The command that compares: checks that everyone computes the same, measures in turns, prints tables.</summary>
/// <param name="scale">Measuring time relative to the usual.</param>
/// <param name="output">Receives Markdown.</param>
internal sealed class PeersCommand(double scale, TextWriter output)
{
    private const double InferenceTolerance = 1e-5;
    private const double GradientTolerance = 1e-3;
    private readonly List<string> _notes = [];
    private readonly List<string> _failures = [];
    private string? _torchProblem;

    /// <summary>Runs it all; gives 0, or 1 when two contenders disagree.</summary>
    public int Run()
    {
        long start = Stopwatch.GetTimestamp();
        _torchProblem = TorchLibrary.Load();
        output.WriteLine(Machine.Description);
        output.WriteLine();
        output.WriteLine(Invariant($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {(_torchProblem is null ? $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)} (libtorch {torch.__version__})" : $"TorchSharp did not load: {_torchProblem}")}; one thread each unless a column says otherwise. Medians of rounds in which all take turns; ratios are to the first column."));
        output.WriteLine();

        ResultTable inference = new("Inference", "Same weights and samples for all; checked to agree before timing.");
        foreach (Work work in Works.Inference)
            MeasureInference(inference, work);
        inference.Write(output);

        ResultTable training = new("Training step", "Forward, backward, optimizer; gradients checked to agree before timing.");
        MeasureTraining(training);
        training.Write(output);

        ContractionTable.Measure(output, TimeSpan.FromSeconds(10 * scale));

        output.WriteLine("### Checks and forms");
        output.WriteLine();
        foreach (string note in _notes)
            output.WriteLine($"- {note}");
        foreach (string failure in _failures)
            output.WriteLine($"- **FAILED**: {failure}");
        output.WriteLine(Invariant($"- took {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
        return _failures.Count == 0 ? 0 : 1;
    }

    private void MeasureInference(ResultTable table, Work work)
    {
        (string title, Mlp net, int batch) = (work.Title, work.Net, work.Batch);
        List<IContender> contenders = [new OurInference(work)];
        IContender onnxRuntime = Rounds.Fastest(OnnxRuntimePeer.Forms(net, batch), trials => NoteForms(title, trials));
        contenders.Add(onnxRuntime);
        CompareBinding(title, onnxRuntime, net, batch);
        if (_torchProblem is null)
            contenders.Add(Rounds.Fastest(TorchPeer.Forms(net, batch), trials => NoteForms(title, trials)));
        contenders.Add(new PlainLoop(net, batch));
        Agree(title, contenders, InferenceTolerance);
        Measure(table, title, contenders, seconds: 12, batch);
    }

    private void MeasureTraining(ResultTable table)
    {
        Work work = Works.Training;
        string title = string.Create(CultureInfo.InvariantCulture, $"{work.Title}, RMSprop, dropout {Works.Dropout}");
        List<IContender> contenders = [new OurTraining(work)];
        if (_torchProblem is null)
            contenders.Add(new TorchTraining(work, Works.Dropout));
        Agree($"{title} (gradient, dropout off)", contenders, GradientTolerance);

        OurFit one = new(work, threads: 1), two = new(work, threads: 2);
        if (Environment.ProcessorCount >= 2)
        {
            Agree($"{title} (weights after training)", [one, two], tolerance: 0);
            contenders.AddRange([one, two]);
        }
        else
        {
            _notes.Add($"{title}: two threads need two cores; this process has one");
        }
        Measure(table, title, contenders, seconds: 25, work.Batch);
    }

    private void Measure(ResultTable table, string title, List<IContender> contenders, double seconds, int samples)
    {
        table.Add(title, samples, Rounds.Measure(contenders, TimeSpan.FromSeconds(seconds * scale)));
        foreach (IContender contender in contenders)
            contender.Dispose();
    }

    /// <summary>Compares what everyone computes with what the first computes, relative to the largest number there.</summary>
    private void Agree(string title, List<IContender> contenders, double tolerance)
    {
        float[]? first = null;
        List<string> differences = [];
        foreach (IContender contender in contenders)
        {
            contender.Run(1);
            float[] result = contender.Result();
            if (first is null)
            {
                first = result;
                continue;
            }
            double difference = Difference(first, result);
            differences.Add(Invariant($"{contender.Name} {difference:0.0e+0}"));
            if (!(difference <= tolerance))
                _failures.Add(Invariant($"{title}: {contender.Name} differs from {contenders[0].Name} by {difference:0.0e+0} of the largest number; at most {tolerance:0e+0} is rounding."));
        }
        _notes.Add($"{title}: largest difference to {contenders[0].Name}, relative to the largest number: {string.Join(", ", differences)}");
    }

    private static double Difference(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length)
            return double.PositiveInfinity;
        double largest = expected.Max(value => Math.Abs((double)value));
        double difference = 0;
        for (int i = 0; i < expected.Length; i++)
            difference = Math.Max(difference, double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs((double)expected[i] - actual[i]));
        return difference / largest;
    }

    /// <summary>Shows that IoBinding is what its users choose it for: no allocation, less time.</summary>
    private void CompareBinding(string title, IContender bound, Mlp net, int batch)
    {
        using IContender unbound = OnnxRuntimePeer.WithoutBinding(net, batch);
        IReadOnlyList<Measurement> measurements = Rounds.Measure([bound, unbound], TimeSpan.FromSeconds(0.3 * scale));
        NoteForms(title + ", form of the call", measurements);
        if (measurements[0].AllocatedBytes > 0)
            _failures.Add(Invariant($"{title}: ONNX Runtime with IoBinding allocated {measurements[0].AllocatedBytes:F1} bytes a call; it should be none."));
    }

    private void NoteForms(string title, IReadOnlyList<Measurement> trials)
    {
        IEnumerable<string> forms = trials.OrderBy(trial => trial.Nanoseconds)
            .Select(trial => Invariant($"{trial.Contender.Form} {ResultTable.Time(trial.Nanoseconds)} and {trial.AllocatedBytes:F0} bytes a call"));
        _notes.Add($"{title}: {trials[0].Contender.Name}, fastest first: {string.Join("; ", forms)}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
