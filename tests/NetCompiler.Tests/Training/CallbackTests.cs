using Xunit;

namespace NetCompiler.Tests;

/// <summary>Callbacks on figures that the test dictates: a linear unit whose bias decides its loss, and an optimizer that moves nothing.</summary>
public class CallbackTests
{
    /// <summary>Runs callbacks over epochs whose val_loss is given, by moving the one weight that decides it.</summary>
    private static (SingleLayer Net, History History, List<double> Rates) Run(double[] losses, params Callback[] callbacks)
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        net.Weights.Span.Clear();
        var rates = new List<double>();
        Dataset data = Dataset.FromTargets([0], [0], 1);
        History history = Trainer.Fit(net, data, new FitOptions
        {
            Epochs = losses.Length,
            Optimizer = new SGD { ClipValue = 1e-30 },
            Validation = data,
            Callbacks = [new Script(losses), .. callbacks, new Record(rates)],
        });
        return (net, history, rates);
    }

    /// <summary>Sets the bias to √loss, so that the mean squared error against 0 is the loss.</summary>
    private sealed class Script(double[] losses) : Callback
    {
        public override void OnEpochBegin(TrainingContext context) => context.Network.Weights.Span[16] = (float)Math.Sqrt(losses[context.Epoch]);
    }

    private sealed class Record(List<double> rates) : Callback
    {
        public override void OnEpochEnd(TrainingContext context) => rates.Add(context.Optimizer.LearningRate);
    }

    [Fact]
    public void EarlyStoppingWaitsForItsPatience()
    {
        Assert.Equal(3, Run([4, 1, 2, 3, 0.5], new EarlyStopping()).History.Epochs);
        Assert.Equal(3, Run([4, 1, 2, 0.5, 1, 1], new EarlyStopping { Patience = 1 }).History.Epochs);
        Assert.Equal(6, Run([4, 1, 2, 0.5, 1, 1, 1], new EarlyStopping { Patience = 2 }).History.Epochs);
        (_, History history, _) = Run([4, 1, 1, 1], new EarlyStopping { Patience = 2 });
        Assert.Contains("val_loss has not improved on 1 (epoch 2) for 2 epochs", history.StopReason);
        Assert.Null(Run([4, 3, 2], new EarlyStopping()).History.StopReason);
    }

    [Fact]
    public void EarlyStoppingCountsOnlyRealImprovements()
    {
        Assert.Equal(2, Run([4, 3.9, 3.8, 3.7], new EarlyStopping { MinDelta = 0.5 }).History.Epochs);
        Assert.Equal(2, Run([4, 3, 2, 1], new EarlyStopping { Mode = MonitorMode.Max }).History.Epochs);
        Assert.Equal(5, Run([4, 4, 4, 4, 4, 4], new EarlyStopping { StartFromEpoch = 3 }).History.Epochs);
        Assert.Equal(4, Run([9, 8, 7, 7, 7], new EarlyStopping { Patience = 1, Baseline = 5 }).History.Epochs);
    }

    [Fact]
    public void EarlyStoppingRestoresTheBestWeights()
    {
        var stop = new EarlyStopping { Patience = 2, RestoreBestWeights = true };
        Assert.Equal(0.5f, Run([4, 0.25, 2, 3], stop).Net.Weights.Span[16]);
        Assert.Equal(1, stop.BestEpoch);
        Assert.Equal(2, Run([0.25, 4], new EarlyStopping { Patience = 5 }).Net.Weights.Span[16]);
    }

    [Fact]
    public void ReduceLROnPlateauFollowsKeras()
    {
        List<double> Rates(double[] losses, ReduceLROnPlateau callback) =>
            [.. Run(losses, new LearningRateSchedule((epoch, rate) => epoch == 0 ? 1 : rate), callback).Rates.Select(rate => Math.Round(rate, 6))];

        Assert.Equal([1, 1, 0.1, 0.1, 0.01], Rates([1, 1, 1, 1, 1], new ReduceLROnPlateau { Patience = 2 }));
        Assert.Equal([1, 1, 0.5, 0.5, 0.5, 0.25], Rates([1, 1, 1, 1, 1, 1], new ReduceLROnPlateau { Patience = 2, Factor = 0.5, Cooldown = 2 }));
        Assert.Equal([1, 0.1, 0.05, 0.05], Rates([1, 1, 1, 1], new ReduceLROnPlateau { Patience = 1, MinLearningRate = 0.05 }));
    }

    [Fact]
    public void TheScheduleSetsTheRateOfEachEpoch() =>
        Assert.Equal([1, 0.5, 0.25], Run([1, 1, 1], new LearningRateSchedule((epoch, rate) => epoch == 0 ? 1 : rate / 2)).Rates);

    [Fact]
    public void AFigureThatIsNotThereIsNamed()
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        string message = Assert.Throws<InvalidOperationException>(() =>
            Trainer.Fit(net, Dataset.FromTargets([0], [0], 1), new FitOptions { Callbacks = [new EarlyStopping()] })).Message;
        Assert.Contains("EarlyStopping monitors \"val_loss\", but this training has only loss", message);
        Assert.Contains("ValidationSplit", message);
        Trainer.Fit(net, Dataset.FromTargets([0], [0], 1));
    }

    [Theory]
    [InlineData("val_acc", "Did you mean \"val_accuracy\"?")]
    [InlineData("ACC", "Did you mean \"accuracy\"?")]
    [InlineData("val_top_5", "Monitor one of these, or add the metric to Metrics.")]
    [InlineData("f1", "Monitor one of these, or add the metric to Metrics.")]
    public void AFigureThatIsNotThereIsLookedForAmongThoseThatAre(string monitor, string advice)
    {
        Dataset data = Dataset.FromLabels([0, 1], [0, 1], 2);
        FitOptions options = new() { Validation = data, Callbacks = [new EarlyStopping { Monitor = monitor }] };
        string message = Assert.Throws<InvalidOperationException>(() => Trainer.Fit(new SingleLayer(1, 1, Loss.BinaryCrossentropy), data, options)).Message;
        Assert.EndsWith($"but this training has only loss, accuracy, val_loss, val_accuracy. {advice}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckpointsAreWrittenAndOnlyTheBestIfAsked()
    {
        string folder = Directory.CreateTempSubdirectory("netcompiler-checkpoints").FullName;
        try
        {
            Run([4, 1, 2], new ModelCheckpoint(Path.Combine(folder, "all-{epoch:00}-{val_loss:0.0}.safetensors")));
            Assert.Equal(["all-01-4.0.safetensors", "all-02-1.0.safetensors", "all-03-2.0.safetensors"],
                Directory.GetFiles(folder).Select(Path.GetFileName).Order());
            var best = new ModelCheckpoint(Path.Combine(folder, "best.safetensors")) { SaveBestOnly = true };
            Run([4, 1, 2], best);
            Assert.Equal(Path.Combine(folder, "best.safetensors"), best.LastFile);
            var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
            NetworkFile.Load(net, best.LastFile!);
            Assert.Equal(1f, net.Weights.Span[16]);
            Assert.Contains("{val_acc}", Assert.Throws<InvalidOperationException>(() => Run([1], new ModelCheckpoint(Path.Combine(folder, "{val_acc}")))).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
