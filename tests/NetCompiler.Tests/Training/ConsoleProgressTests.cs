using System.Globalization;
using Xunit;

namespace NetCompiler.Tests;

public class ConsoleProgressTests
{
    private static TrainingProgress At(int samples, bool end = false) =>
        new(2, 10, samples, 60000, ["loss", "accuracy"], [0.12345, 0.98765],
        TimeSpan.FromSeconds(samples / 30000.0), end);

    [Fact]
    public void RedirectedOutputGetsOnePlainLineAnEpoch()
    {
        var text = new StringWriter { NewLine = "\n" };
        var progress = new ConsoleProgress(text);
        progress.Report(At(3000));
        progress.Report(At(30000));
        progress.Report(At(60000, end: true));
        Assert.Equal("Epoch 2/10  60,000 samples in 2.0 s, 30,000/s - loss: 0.1235 - accuracy: 0.9877\n", text.ToString());
    }

    [Theory]
    [InlineData(0, "in 0.0 s,")]
    [InlineData(0.0004, "in 0.4 ms,")]
    [InlineData(0.0074, "in 7.4 ms,")]
    [InlineData(0.1, "in 0.1 s,")]
    [InlineData(59.9, "in 59.9 s,")]
    [InlineData(61, "in 1:01 min,")]
    public void TimesHaveTheUnitThatSuitsThem(double seconds, string expected)
    {
        var text = new StringWriter();
        new ConsoleProgress(text).Report(new TrainingProgress(1, 1, 10, 10, ["loss"], [0.5], TimeSpan.FromSeconds(seconds), true));
        Assert.Contains(expected, text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ATerminalsLineIsUpdatedInPlace()
    {
        var text = new StringWriter { NewLine = "\n" };
        var progress = new ConsoleProgress(text, inPlace: true);
        progress.Report(At(15000));
        progress.Report(At(60000, end: true));
        string first = "Epoch 2/10  [=====...............] 15,000/60,000, 30,000/s, 1.5 s left - loss: 0.1235 - accuracy: 0.9877";
        string last = "Epoch 2/10  60,000 samples in 2.0 s, 30,000/s - loss: 0.1235 - accuracy: 0.9877";
        Assert.Equal($"\r{first}\r{last.PadRight(first.Length)}\n", text.ToString());
    }

    /// <summary>The end of an epoch stays on the screen, so it leaves nothing out.</summary>
    [Theory]
    [InlineData(79, "Epoch 2/10  60,000 samples in 2.0 s, 30,000/s - loss: 0.1235\n  - accuracy: 0.9877")]
    [InlineData(40, "Epoch 2/10  60,000 samples in 2.0 s,\n  30,000/s - loss: 0.1235\n  - accuracy: 0.9877")]
    [InlineData(10, "Epoch 2/10  60,000 samples in 2.0 s,\n  30,000/s\n  - loss: 0.1235\n  - accuracy: 0.9877")]
    public void TheEndOfAnEpochGoesOnInTheNextLine(int width, string expected)
    {
        var text = new StringWriter { NewLine = "\n" };
        new ConsoleProgress(text, inPlace: true, width).Report(At(60000, end: true));
        Assert.Equal($"\r{expected}\n", text.ToString());
    }

    [Fact]
    public void WhatAFoldedLineReplacesIsGone()
    {
        var text = new StringWriter { NewLine = "\n" };
        var progress = new ConsoleProgress(text, inPlace: true, width: 41);
        progress.Report(At(15000));
        progress.Report(At(60000, end: true));
        string shown = text.ToString().Split('\r')[1];
        Assert.Equal(40, shown.Length);
        Assert.Contains($"\r{"Epoch 2/10  60,000 samples in 2.0 s,".PadRight(shown.Length)}\n  30,000/s", text.ToString(),
            StringComparison.Ordinal);
    }

    /// <summary>The last column stays free, since some terminals break the line there.</summary>
    [Theory]
    [InlineData(105, "Epoch 2/10  [=====...............] 15,000/60,000, 30,000/s, 1.5 s left - loss: 0.1235 - accuracy: 0.9877")]
    [InlineData(104, "Epoch 2/10  15,000/60,000, 30,000/s, 1.5 s left - loss: 0.1235 - accuracy: 0.9877")]
    [InlineData(82, "Epoch 2/10  15,000/60,000, 30,000/s, 1.5 s left - loss: 0.1235 - accuracy: 0.9877")]
    [InlineData(80, "Epoch 2/10  15,000/60,000, 1.5 s left - loss: 0.1235 - accuracy: 0.9877")]
    [InlineData(68, "Epoch 2/10  15,000/60,000 - loss: 0.1235 - accuracy: 0.9877")]
    [InlineData(50, "Epoch 2/10  15,000/60,000 - loss: 0.1235")]
    [InlineData(30, "Epoch 2/10  15,000/60,000")]
    [InlineData(11, "Epoch 2/10")]
    [InlineData(6, "Epoch")]
    public void ANarrowLineLeavesOutWhatMattersLeastAndCutsNoFigure(int width, string expected)
    {
        var text = new StringWriter();
        new ConsoleProgress(text, inPlace: true, width).Report(At(15000));
        Assert.Equal($"\r{expected}", text.ToString());
    }

    /// <summary>What a program says after an interrupted training does not stand behind the line.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void AnInterruptedTrainingEndsItsLine(bool inPlace, bool atAnEpochsEnd)
    {
        var text = new StringWriter { NewLine = "\n" };
        var progress = new ConsoleProgress(text, inPlace);
        using var source = new CancellationTokenSource();
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError) { OnRows = (_, _) => Interrupt() };
        Dataset data = Dataset.FromTargets([1, 2, 3, 4], [1, 2, 3, 4], 4);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Trainer.Fit(net, data, new FitOptions { BatchSize = 1, Progress = progress, CancellationToken = source.Token }));
        string shown = text.ToString();
        Assert.Equal(inPlace, shown.Length > 0);
        Assert.Equal(inPlace ? 1 : 0, shown.Count(c => c == '\n'));
        Assert.True(!inPlace || shown.EndsWith('\n'));

        void Interrupt()
        {
            if (!source.IsCancellationRequested)
                progress.Report(At(atAnEpochsEnd ? 60000 : 15000, atAnEpochsEnd));
            source.Cancel();
        }
    }

    [Fact]
    public void TheCultureDoesNotMatter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = culture;
            var text = new StringWriter { NewLine = "\n" };
            new ConsoleProgress(text).Report(At(60000, end: true));
            Assert.Contains("60,000 samples in 2.0 s, 30,000/s - loss: 0.1235", text.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void FitReportsEachEpochsEndOnceWithItsValues()
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        var reports = new Collect();
        Dataset data = Dataset.FromTargets([1, 2, 3, 4], [1, 2, 3, 4], 4);
        History history = Trainer.Fit(net, data, new FitOptions { Epochs = 3, BatchSize = 1, Validation = data, Progress = reports });
        TrainingProgress[] ends = [.. reports.All.Where(report => report.IsEpochEnd)];
        Assert.Equal([1, 2, 3], ends.Select(report => report.Epoch));
        Assert.All(ends, report => Assert.Equal((4, 4, 3), (report.Samples, report.TotalSamples, report.Epochs)));
        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal([history.Loss[epoch], history.ValidationLoss[epoch]], ends[epoch].Values);
        Assert.Equal(["loss", "val_loss"], ends[0].Names);
    }

    private sealed class Collect : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }
}
