using System.Diagnostics;
using System.Globalization;
using Gan.Pictures;
using NetCompiler;
using Shared;

namespace Gan;

/// <summary>One run of the sample: reads, trains the reader, then painter and critic in turns, measures, draws.</summary>
/// <param name="options">What to do.</param>
/// <param name="output">Receives what there is to say.</param>
internal sealed class GanRun(GanOptions options, TextWriter output)
{
    /// <summary>How many epochs are usual.</summary>
    internal const int MnistEpochs = 8, SmallEpochs = 150;

    private const int ReaderMnistEpochs = 3, ReaderSmallEpochs = 40, Judged = 2000, MostLines = 8, Points = 200;

    private readonly List<(double X, double Y)> _painterLosses = [], _criticLosses = [];

    /// <summary>Does it all.</summary>
    /// <returns>Whether no turn allocated.</returns>
    /// <exception cref="IOException">The data cannot be read, or a file not be written.</exception>
    internal bool Run(CancellationToken cancellation)
    {
        Destinations.CheckDirectory("--output", options.Output);
        if (options.Save is not null)
            Destinations.CheckFile("--save", options.Save);
        DigitImages images = DigitImages.Read(options.Data);
        NetworkSet networks = NetworkSet.Create(images.Side, options.Seed);
        bool isMnist = images.Side == 28;
        int epochs = options.Epochs ?? (isMnist ? MnistEpochs : SmallEpochs);
        Say($"{images.Title}: {images.Train.Count:#,0} real images; seed {options.Seed}, epochs: {epochs}.");
        networks.Reader.Fit(images.Train, new FitOptions
        {
            Epochs = isMnist ? ReaderMnistEpochs : ReaderSmallEpochs,
            BatchSize = 64,
            Optimizer = new Adam(),
            Seed = options.Seed,
            CancellationToken = cancellation,
        });
        Reading real = Reading.Of(networks.Reader, DigitImages.Rows(images.Test, images.Test.Count));
        string right = networks.Reader.Evaluate(images.Test).Accuracy.ToString("P2", CultureInfo.InvariantCulture);
        Say($"The reader: {right} of the {images.Test.Count:#,0} test images right; of {real.Sure:P1} more than 90 % sure.");

        Duel duel = new((networks.Painter, networks.Mean), networks.Critic, images.Train, options.Seed);
        SheetPicture sheet = new(images, networks.Mean, epochs, options.Seed);
        long bytes;
        try
        {
            bytes = Train(duel, sheet, networks, epochs, cancellation);
        }
        finally
        {
            // Of a training that is cut short, the weights of its last turn are worth as much.
            if (options.Save is { } save)
            {
                networks.Mean.Save(save);
                Say($"Saved as {save}.");
            }
        }
        Reading painted = Judge(networks);
        Say($"Painted, {Judged:#,0} images: the reader is more than 90 % sure of {painted.Sure:P1}; {painted.Classes} of 10 digits.");
        Say($"Among those, from 0 to 9: {string.Join(", ", painted.Counts)}.");
        sheet.Save(Path.Combine(options.Output, "painted.svg"), painted);
        SaveLosses(epochs);
        Say($"Pictures: {options.Output}");
        Say($"All turns after the first allocated {bytes} bytes.");
        return bytes == 0;
    }

    private long Train(Duel duel, SheetPicture sheet, NetworkSet networks, int epochs, CancellationToken cancellation)
    {
        int turns = epochs * duel.TurnsOfEpoch, chunk = Math.Max(1, turns / Points), every = Math.Max(1, epochs / MostLines);
        (long bytes, double seconds) = (0, 0);
        sheet.Add(0);
        for (int turn = 0; turn < turns;)
        {
            (long start, long before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            (double painter, double critic, int count) = (0, 0, 0);
            do
            {
                cancellation.ThrowIfCancellationRequested();
                (float fooled, float told) = duel.Turn(Math.Min(1, 2 * (1 - (double)turn / turns)));
                if (turn == 0)
                    before = GC.GetAllocatedBytesForCurrentThread();
                (painter, critic, count) = (painter + fooled, critic + told, count + 1);
                turn++;
            }
            while (count < chunk && turn % duel.TurnsOfEpoch != 0);
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            double x = (double)turn / duel.TurnsOfEpoch;
            _painterLosses.Add((x, painter / count));
            _criticLosses.Add((x, critic / count));
            if (turn % duel.TurnsOfEpoch != 0)
                continue;
            int epoch = turn / duel.TurnsOfEpoch;
            sheet.Add(epoch);
            if (epoch == 1 || epoch == epochs || epoch % every == 0)
            {
                Reading reading = Judge(networks);
                Say($"  epoch {epoch} of {epochs}: losses {painter / count:0.00} painter, {critic / count:0.00} critic;");
                Say($"    the reader is sure of {reading.Sure:P1}, {reading.Classes} of 10 digits; {seconds:0.0} s");
            }
        }
        return bytes;
    }

    /// <summary>What the reader says of the same noise, however long was learned.</summary>
    private Reading Judge(NetworkSet networks) =>
        Reading.Of(networks.Reader, networks.Mean.Predict(SheetPicture.Noise(networks.Mean, Judged, options.Seed)));

    private void SaveLosses(int epochs)
    {
        double top = Math.Max(1, Math.Ceiling(2 * _painterLosses.Skip(5).Select(point => point.Y).DefaultIfEmpty(1).Max()) / 2);
        CurvePicture picture = new(
            "Painter and critic, in turns", "Binary cross-entropy of each before its step", "epochs", epochs, top);
        picture.Level(Math.Log(2), "log 2: cannot tell");
        picture.Add("painter", "#d95f02", _painterLosses);
        picture.Add("critic", "#2166ac", _criticLosses);
        picture.Save(Path.Combine(options.Output, "losses.svg"));
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
