using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The command that compares: checks that everyone computes the same, measures in turns, prints tables.</summary>
/// <param name="scale">Measuring time relative to the usual.</param>
/// <param name="rows">Part of the titles of the rows that are wanted; empty: all.</param>
/// <param name="chart">Where a chart of the predictions goes, as SVG; null: nowhere.</param>
/// <param name="output">Receives Markdown.</param>
internal sealed class PeersCommand(double scale, string rows, FileInfo? chart, TextWriter output)
{
    private const double InferenceTolerance = 1e-5;
    private const double GradientTolerance = 1e-3;
    private const string ContractionsTitle = "contractions 512x512, batch 128";

    /// <summary>Two threads of pure arithmetic must reach this multiple of one for a round to count as one in which the machine had two
    /// cores for us.</summary>
    private const double TwoCores = 1.8;
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
        string torchSharp = _torchProblem is null
            ? $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)} (libtorch {torch.__version__})"
            : $"TorchSharp did not load: {_torchProblem}";
        output.WriteLine(
            $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {torchSharp}; one thread each unless a column says otherwise. "
                + "Medians of rounds in which all take turns, in processor time of the thread; ratios are to the first column.");
        output.WriteLine();

        foreach (string missing in new[] { OneDnn.Problem, XnnPack.Problem }.OfType<string>())
            _notes.Add(missing);
        string samples = Digits.Exist ? "digits of MNIST where a picture of 28x28 is asked for" : "random ones, half of their numbers zero";
        ResultTable inference = new("Inference", $"Same weights and samples for all, {samples}; checked to agree before timing.");
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        long inferenceStart = Stopwatch.GetTimestamp();
        foreach (Work work in Works.Inference.Where(work => IsWanted(work.Title)))
            MeasureInference(inference, work);
        double share = (Environment.CpuUsage.TotalTime - busy) / Stopwatch.GetElapsedTime(inferenceStart);
        if (Works.Inference.Any(work => IsWanted(work.Title)))
            _notes.Add(
                Invariant($"while inference was measured, this process had {100 * share:F0} % of a ")
                    + Invariant($"core{(share < 0.95 ? ": **others were using the machine, do not trust the figures**" : "")}"));
        inference.Write(output);
        if (IsWanted(StreamCost.Title))
            StreamCost.Measure(output, TimeSpan.FromSeconds(4 * scale));
        if (chart is not null)
            new SpeedChart(inference.Rows, Machine.Description).Save(chart.FullName);

        ResultTable training =
            new("Training step", "Forward, backward, optimizer on one thread; gradients checked to agree before timing.");
        foreach (Work work in Works.AllTraining.Where(work => IsWanted(work.Title)))
            MeasureTraining(training, work);
        training.Write(output);

        ResultTable threads =
            new("Training on two threads", "Fit with shuffling and accuracy; the weights are the same to the bit. Time of one step.");
        List<Target> parallel = [];
        foreach (Work work in Works.OnThreads.Where(work => IsWanted(ThreadsTitle(work))))
            if (MeasureThreads(threads, work) is { } faster)
                parallel.Add(new($"{work.Net.Name}, batch {work.Batch}: two threads faster than one", faster, 1.5, "x"));
        threads.Write(output);

        IReadOnlyList<Target> contractions =
            IsWanted(ContractionsTitle) ? ContractionTable.Measure(output, TimeSpan.FromSeconds(10 * scale)) : [];
        Target.Write(output, [.. Targets(inference, training), .. parallel, .. contractions]);

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
        (string title, Net net, int batch) = (work.Title, work.Net, work.Batch);
        if (work.Streams)
        {
            List<IContender> streams = [new OurStream(work), new OnnxStream(net), new PlainLoop(net, batch, net.Input.Width)];
            Agree(title, streams, InferenceTolerance);
            Measure(table, title, streams, seconds: 4, batch);
            return;
        }
        List<IContender> contenders = [new OurInference(work)];
        IContender onnxRuntime = Rounds.Fastest(OnnxRuntimePeer.Forms(net, batch), trials => NoteForms(title, trials));
        contenders.Add(onnxRuntime);
        CompareBinding(title, onnxRuntime, net, batch);
        if (_torchProblem is null && net.Widths.Count == 1)
            contenders.Add(Rounds.Fastest(TorchPeer.Forms(net, batch), trials => NoteForms(title, trials)));
        if (OneDnn.Problem is null && net.IsPlainChain)
            contenders.Add(new OneDnnPeer(net, batch));
        if (XnnPack.Problem is null && net.IsPlainChain)
            contenders.Add(new XnnPackPeer(net, batch));
        contenders.Add(new PlainLoop(net, batch));
        Agree(title, contenders, InferenceTolerance);
        Measure(table, title, contenders, seconds: 4, batch);
    }

    private void MeasureTraining(ResultTable table, Work work)
    {
        string title = work.Title;
        List<IContender> contenders = [new OurTraining(work)];
        if (_torchProblem is null)
            contenders.Add(new TorchTraining(work, dropout: true));
        Agree($"{title} (gradient, dropout off)", contenders, GradientTolerance);
        Measure(table, title, contenders, seconds: 8, work.Batch);
    }

    /// <summary>Measures Fit on one thread and on two, and what two threads are worth at all: gives the ratio in the rounds in which the
    /// machine had two cores for us, or in all rounds where those are too few.</summary>
    private double? MeasureThreads(ResultTable table, Work work)
    {
        string title = ThreadsTitle(work);
        if (Environment.ProcessorCount < 2)
        {
            _notes.Add("two threads need two cores; this process has one");
            return null;
        }
        List<IContender> contenders = [new OurFit(work, threads: 2), new OurFit(work, threads: 1)];
        Agree($"{title}, weights after training", contenders, tolerance: 0);
        IContender[] peaks = [new FmaPeakPair(), new FmaPeak(), new LineExchange()];
        IReadOnlyList<Measurement> measured = Rounds.Measure([.. contenders, .. peaks], TimeSpan.FromSeconds(10 * scale));
        foreach (IContender contender in contenders.Concat(peaks))
            contender.Dispose();
        table.Add(title, work.Batch, [measured[0], measured[1]]);

        double[] fit = Ratios(measured[0], measured[1]), peak = Ratios(measured[2], measured[3]);
        double[] counted = [.. fit.Where((_, round) => peak[round] >= TwoCores)];
        _notes.Add(
            Invariant($"{title}: two threads do {Rounds.Median(fit):F2} times the steps of one, and {Rounds.Median(peak):F2} times the ")
                + Invariant($"multiply-adds in registers (medians of {fit.Length} rounds); a cache line goes from one core to the other ")
                + Invariant($"in {measured[4].Nanoseconds:F0} ns"));
        bool enough = counted.Length >= 5;
        _notes.Add(enough
            ? Invariant($"{title}: in the {counted.Length} rounds in which two threads did at least {TwoCores} times the multiply-adds of ")
                + Invariant($"one, so that there were two cores for us, they did {Rounds.Median(counted):F2} times the steps: the figure ")
                + "for the target"
            : Invariant($"{title}: **this machine had no two cores for us**: in {counted.Length} rounds only, two threads did ")
                + Invariant($"{TwoCores} times the multiply-adds of one"));
        return Rounds.Median(enough ? counted : fit);

        static double[] Ratios(Measurement two, Measurement one) => [.. two.WallSamples.Zip(one.WallSamples, (two, one) => one / two)];
    }

    private static IEnumerable<Target> Targets(ResultTable inference, ResultTable training)
    {
        foreach (Work work in Works.Inference)
            if (inference.Ratio(work.Title, "ONNX Runtime") is { } ratio)
                yield return new($"{work.Title}: faster than ONNX Runtime", ratio, work.Target, "x");
        foreach (Work work in Works.AllTraining)
            if (training.Ratio(work.Title, "TorchSharp") is { } step)
                yield return new($"{work.Title}: faster than TorchSharp", step, work.Target, "x");
    }

    private static string ThreadsTitle(Work work) => $"training {work.Net.Name}, batch {work.Batch}, threads";

    private bool IsWanted(string title) => title.Contains(rows, StringComparison.OrdinalIgnoreCase);

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
                _failures.Add(
                    Invariant($"{title}: {contender.Name} differs from {contenders[0].Name} by {difference:0.0e+0} of the largest number; ")
                        + Invariant($"at most {tolerance:0e+0} is rounding."));
        }
        _notes.Add(
            $"{title}: largest difference to {contenders[0].Name}, relative to the largest number: {string.Join(", ", differences)}");
    }

    private static double Difference(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length)
            return double.PositiveInfinity;
        double largest = expected.Max(value => Math.Abs((double)value));
        double difference = 0;
        for (int i = 0; i < expected.Length; i++)
            difference =
                Math.Max(difference, double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs((double)expected[i] - actual[i]));
        return difference / largest;
    }

    /// <summary>Shows that IoBinding is what its users choose it for: no allocation, less time.</summary>
    private void CompareBinding(string title, IContender bound, Net net, int batch)
    {
        using IContender unbound = OnnxRuntimePeer.WithoutBinding(net, batch);
        IReadOnlyList<Measurement> measurements = Rounds.Measure([bound, unbound], TimeSpan.FromSeconds(0.3 * scale));
        NoteForms(title + ", form of the call", measurements);
        if (measurements[0].AllocatedBytes > 0)
            _failures.Add(
                Invariant($"{title}: ONNX Runtime with IoBinding allocated {measurements[0].AllocatedBytes:F1} bytes a call; it should ")
                    + "be none.");
    }

    private void NoteForms(string title, IReadOnlyList<Measurement> trials)
    {
        IEnumerable<string> forms = trials.OrderBy(trial => trial.Nanoseconds)
            .Select(
                trial =>
                    Invariant($"{trial.Contender.Form} {ResultTable.Time(trial.Nanoseconds)} and {trial.AllocatedBytes:F0} bytes a call"));
        _notes.Add($"{title}: {trials[0].Contender.Name}, fastest first: {string.Join("; ", forms)}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
