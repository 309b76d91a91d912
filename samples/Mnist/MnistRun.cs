using System.Diagnostics;
using System.Globalization;
using Mnist.Pictures;
using NetCompiler;
using Shared;

namespace Mnist;

/// <summary>One run of the sample: brings the data, trains, saves, measures, draws.</summary>
/// <param name="options">What to do.</param>
/// <param name="output">Receives what there is to say.</param>
internal sealed class MnistRun(MnistOptions options, TextWriter output)
{
    /// <summary>Threads beyond the processors would only wait for one another.</summary>
    private readonly int _threads = Math.Min(options.Threads, Environment.ProcessorCount);

    /// <summary>Is told of the training's progress.</summary>
    internal IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Does it all; gives the trained network.</summary>
    /// <exception cref="IOException">The data cannot be had, or a file not be written.</exception>
    internal async Task<CompiledNetwork> RunAsync(CancellationToken cancellation)
    {
        Destinations.CheckDirectory("--output", options.Output);
        if (options.Save is not null)
            Destinations.CheckFile("--save", options.Save);
        Say($"{options.Images.Title}, {options.Model.Description}, {Epochs} with {Threads}.");
        MnistFiles mnist = MnistFiles.Read(options.Data ?? await DownloadAsync(cancellation), options.Images, MnistImages.All);
        foreach (string name in mnist.Changed)
            Say($"Note: {name} is valid, but not the original file; results may differ a little.");

        CompiledNetwork network = options.Model.Create(options.Seed).Compiled;
        Say($"{network.Info.Summary}");
        double seconds;
        try
        {
            seconds = Train(network, mnist, cancellation);
        }
        catch (OperationCanceledException)
        {
            Save(network);
            throw;
        }
        double rate = (double)options.Epochs * mnist.Train.Count / seconds;
        Say($"{Epochs} in {seconds:0.0} s, {rate:#,0} samples/s with {Threads}, validation included.");
        Save(network);
        Evaluation test = network.Evaluate(mnist.Test);
        string reference = options.Images == MnistImages.All[0] && options.Model.Reference is { } others ? $" ({others})" : "";
        Say($"{options.Images.Title}: test loss {test.Loss:0.0000}, test accuracy {test.Accuracy:P2}{reference}.");

        IReadOnlyList<MnistReading> readings = MnistReading.All(network, mnist.Test);
        SayClasses(readings);
        Draw(network, mnist.Test, readings);
        return network;
    }

    private string Epochs => options.Epochs == 1 ? "1 epoch" : $"{options.Epochs} epochs";

    /// <summary>Fit may use fewer, if there are more than a step's work is worth.</summary>
    private string Threads => _threads == 1 ? "1 thread" : $"up to {_threads} threads";

    /// <summary>A training that is cut short leaves the weights of its last complete step, which are worth as much.</summary>
    private void Save(CompiledNetwork network)
    {
        if (options.Save is not { } save)
            return;
        NetworkFile.Save(network, save);
        Say($"Saved as {save}.");
    }

    private double Train(CompiledNetwork network, MnistFiles mnist, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Optimizer optimizer = options.Model.Optimizer();
        if (!options.Model.Varies)
            Fit(network, mnist.Train, mnist.Test, optimizer, 0, options.Epochs, cancellation);
        else
            for (int epoch = 0; epoch < options.Epochs; epoch++)
            {
                Dataset varied = MnistVariation.Vary(mnist.Train, options.Images.CanFlip, options.Seed + epoch);
                Fit(network, varied, mnist.Test, optimizer, epoch, 1, cancellation);
            }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Trains so many epochs of all, after the first ones.</summary>
    private void Fit(
        CompiledNetwork network, Dataset train, Dataset test, Optimizer optimizer, int first, int epochs, CancellationToken cancellation) =>
        network.Fit(train, new FitOptions
        {
            Epochs = epochs,
            BatchSize = options.Model.BatchSize,
            Optimizer = optimizer,
            Validation = test,
            Seed = options.Seed + first,
            MaxDegreeOfParallelism = _threads,
            Callbacks = options.Model.Callbacks(first, options.Epochs),
            Progress = Progress is null ? null : new Part(Progress, first, options.Epochs),
            CancellationToken = cancellation,
        });

    /// <summary>How well each class is read, and what it is most often taken for.</summary>
    private void SayClasses(IReadOnlyList<MnistReading> readings)
    {
        IReadOnlyList<string> names = options.Images.Classes;
        int width = names.Max(name => name.Length);
        for (int label = 0; label < names.Count; label++)
        {
            MnistReading[] images = [.. readings.Where(reading => reading.Label == label)];
            if (images.Length == 0)
                continue;
            int right = images.Count(reading => reading.IsRight);
            var worst = images.Where(reading => !reading.IsRight).CountBy(reading => reading.Guess).OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key)
                .FirstOrDefault();
            string taken = worst.Value == 0 ? "" : $", {worst.Value} taken for {names[worst.Key]}";
            Say($"  {names[label].PadRight(width)} {right,5:#,0} of {images.Length,5:#,0}, {(double)right / images.Length,8:P2}{taken}");
        }
    }

    private void Draw(CompiledNetwork network, Dataset test, IReadOnlyList<MnistReading> readings)
    {
        string trained = $"{options.Model.Description}, {Epochs} on {options.Images.Title}";
        string Place(string what) => Path.Combine(options.Output, $"{options.Images.Name}-{options.Model.Name}-{what}.svg");
        Directory.CreateDirectory(options.Output);
        new DiagramPicture(network.Info).Save(Place("network"));
        new FilterPicture(network, trained).Save(Place("filters"));
        new MistakePicture(options.Images.Classes, test, readings, trained).Save(Place("mistakes"));
        Say($"The network: {Place("network")}");
        Say($"The filters of the first layer: {Place("filters")}");
        Say($"What it misreads: {Place("mistakes")}");
    }

    private async Task<string> DownloadAsync(CancellationToken cancellation)
    {
        string directory = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "NetCompiler", options.Images.Name);
        using HttpClient client = new();
        long shown = 0;
        MnistDownload download = new(client, directory, options.Mirror is { } mirror ? [mirror] : options.Images.Mirrors)
        {
            Progress = (name, received, total) =>
            {
                // A line a mebibyte and one at the end: readable in a terminal and in a log.
                if (received >> 20 == shown && received != total)
                    return;
                shown = received >> 20;
                Say($"{name}.gz: {received / 1e6:0.0} MB{(total is long all ? $" of {all / 1e6:0.0} MB" : "")}");
            },
        };
        await download.EnsureAsync(options.Images.Files, cancellation);
        return directory;
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reports the epochs of a part of the training as those of the whole.</summary>
    private sealed class Part(IProgress<TrainingProgress> whole, int first, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => whole.Report(value with { Epoch = first + value.Epoch, Epochs = epochs });
    }
}
