using Xunit;

namespace NetCompiler.Tests;

/// <summary>Callbacks on figures that the test dictates: a linear unit whose bias decides its loss, and an optimizer that moves
/// nothing.</summary>
public class CallbackTests
{
    /// <summary>Runs callbacks over epochs whose val_loss is given, by moving the one weight that decides it.</summary>
    private static (SingleLayer Net, History History, List<double> Rates) Run(double[] losses, params Callback[] callbacks)
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        using (WeightEdit edit = net.EditWeights())
            edit.Values.Clear();
        var rates = new List<double>();
        Dataset data = Dataset.FromTargets([0], [0], 1);
        History history = Trainer.Fit(net, data, new FitOptions
        {
            Epochs = losses.Length,
            Optimizer = new SGD { ClipValue = 1e-30 },
            Validation = data,
            Callbacks = [new Script(losses), .. callbacks, new RecordRates(rates)],
        });
        return (net, history, rates);
    }

    /// <summary>Sets the bias to √loss, so that the mean squared error against 0 is the loss.</summary>
    private sealed class Script(double[] losses) : Callback
    {
        public override void OnEpochBegin(TrainingContext context)
        {
            using WeightEdit edit = context.Network.EditWeights();
            edit.Values[16] = (float)Math.Sqrt(losses[context.Epoch]);
        }
    }

    private sealed class RecordRates(List<double> rates) : Callback
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
        Assert.Equal(0.5f, Run([4, 0.25, 2, 3], stop).Net.Weights[16]);
        Assert.Equal(1, stop.BestEpoch);
        Assert.Equal(2, Run([0.25, 4], new EarlyStopping { Patience = 5 }).Net.Weights[16]);
    }

    [Fact]
    public void ReduceLROnPlateauFollowsKeras()
    {
        List<double> Rates(double[] losses, ReduceLROnPlateau callback) =>
            [
                .. Run(
                    losses, new LearningRateSchedule((epoch, rate) => epoch == 0 ? 1 : rate), callback)
                    .Rates.Select(rate => Math.Round(rate, 6))];

        Assert.Equal([1, 1, 0.1, 0.1, 0.01], Rates([1, 1, 1, 1, 1], new ReduceLROnPlateau { Patience = 2 }));
        Assert.Equal(
            [1, 1, 0.5, 0.5, 0.5, 0.25], Rates([1, 1, 1, 1, 1, 1], new ReduceLROnPlateau { Patience = 2, Factor = 0.5, Cooldown = 2 }));
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
        string message = Assert.Throws<InvalidOperationException>(
            () => Trainer.Fit(new SingleLayer(1, 1, Loss.BinaryCrossentropy), data, options)).Message;
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
            Assert.Equal(1f, net.Weights[16]);
            Assert.Contains(
                "{val_acc}",
                Assert.Throws<InvalidOperationException>(() => Run([1], new ModelCheckpoint(Path.Combine(folder, "{val_acc}")))).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Calls at the first epoch's end.</summary>
    private sealed class Once(Action<CompiledNetwork> call) : Callback
    {
        public override void OnEpochEnd(TrainingContext context)
        {
            if (context.Epoch == 0)
                call(context.Network);
        }
    }

    private sealed class Reporting(Action call) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => call();
    }

    private sealed class CountEpochs : Callback
    {
        public int Begun { get; private set; }

        public override void OnEpochBegin(TrainingContext context) => Begun++;
    }

    [Fact]
    public void ATrainingInsideATrainingIsRefusedAndTheOuterOneGoesOn()
    {
        Dataset data = Dataset.FromTargets([1, 2], [3, 4], 2);
        (SingleLayer net, SingleLayer plain) = (new SingleLayer(1, 1, Loss.MeanSquaredError), new SingleLayer(1, 1, Loss.MeanSquaredError));
        int refused = 0;
        void Refused(CompiledNetwork network)
        {
            foreach (Action act in new Action[]
            {
                () => Trainer.Fit(network, data), () => Trainer.TrainOnBatch(network, [1f], (ReadOnlySpan<float>)[1f], new SGD()),
                () => Trainer.TrainOnBatch(network, [1f], (ReadOnlySpan<int>)[1], new SGD()),
            })
            {
                string message = Assert.Throws<InvalidOperationException>(act).Message;
                Assert.Contains("may evaluate, save and load the network, not train it", message);
                Assert.True(network.Store.Memory.IsBusy);
                refused++;
            }
            Trainer.Evaluate(network, data);
            Trainer.ComputeGradients(network, [1], [1]);
            Assert.True(network.Store.Memory.IsBusy);
        }
        FitOptions Options(params Callback[] callbacks) => new() { Epochs = 3, Callbacks = callbacks };
        Trainer.Fit(plain, data, Options());
        Trainer.Fit(net, data, Options(new Once(Refused)));
        Assert.Equal(3, refused);
        Assert.False(net.Store.Memory.IsBusy);
        Assert.Equal(plain.Weights, net.Weights);
        Trainer.Fit(net, data, new FitOptions { Progress = new Reporting(() => Refused(net)) });
        Assert.Equal(6, refused);
        Trainer.TrainOnBatch(net, [1f], (ReadOnlySpan<float>)[1f], new SGD());
        Assert.False(net.Store.Memory.IsBusy);
    }

    [Fact]
    public void ATrainingOnAnotherThreadIsRefusedDuringACallback()
    {
        Dataset data = Dataset.FromTargets([1, 2], [3, 4], 2);
        Exception? refusal = null;
        var callback = new Once(network =>
        {
            var thread = new Thread(() => refusal = Record.Exception(() => Trainer.Fit(network, data)));
            thread.Start();
            thread.Join();
        });
        Trainer.Fit(new SingleLayer(1, 1, Loss.MeanSquaredError), data, new FitOptions { Epochs = 2, Callbacks = [callback] });
        Assert.IsType<InvalidOperationException>(refusal);
    }

    [Fact]
    public void AfterACallbackThatThrowsTheNetworkCanBeTrained()
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        Dataset data = Dataset.FromTargets([1, 2], [3, 4], 2);
        FitOptions options = new() { Callbacks = [new Once(_ => throw new NotSupportedException())] };
        Assert.Throws<NotSupportedException>(() => Trainer.Fit(net, data, options));
        Assert.False(net.Store.Memory.IsBusy);
        Trainer.Fit(net, data);
    }

    /// <summary>What would fail after the first epoch, perhaps hours of work, fails before it.</summary>
    [Fact]
    public void CheckpointsAreTriedWhenTrainingStarts()
    {
        using var directory = new TemporaryDirectory();
        string root = directory.Path;
        Directory.CreateDirectory(Path.Combine(root, "1"));
        Directory.CreateDirectory(Path.Combine(root, "taken.safetensors"));
        directory.Write("file", []);
        Refuses<DirectoryNotFoundException>("cannot be saved as", "none", "{epoch}.safetensors");
        string second = Path.Combine(root, "2");
        Refuses<DirectoryNotFoundException>($"the directory {second} does not exist. Create it first.", "{epoch}", "w.safetensors");
        Refuses<IOException>("that is a directory. Add the file's name.", "taken.safetensors");
        Refuses<IOException>("which is written beside it first", new string('n', 300));
        Refuses<IOException>("cannot be saved as", "file", "w.safetensors");
        Refuses<InvalidOperationException>("has {epoch:Q}, but .NET has no format \"Q\" for epoch: write {epoch:00}", "{epoch:Q}");
        Refuses<InvalidOperationException>("has no format \"D3\" for val_loss: write {val_loss:0.000}", "{val_loss:D3}", "w.safetensors");
        Assert.Equal(["1", "file", "taken.safetensors"], directory.Names);
        Directory.CreateDirectory(second);
        Run([1, 1], new ModelCheckpoint(Path.Combine(root, "{epoch}", "w.safetensors")));
        Assert.True(File.Exists(Path.Combine(root, "2", "w.safetensors")));

        void Refuses<T>(string part, params string[] path) where T : Exception
        {
            var epochs = new CountEpochs();
            var checkpoint = new ModelCheckpoint(Path.Combine([root, .. path]));
            Assert.Contains(part, Assert.ThrowsAny<T>(() => Run([1, 1], epochs, checkpoint)).Message);
            Assert.Equal(0, epochs.Begun);
        }
    }

    [Fact]
    public void ProgressIsTriedWhenTrainingStarts()
    {
        Dataset data = Dataset.FromTargets([1, 2], [3, 4], 2);
        var closed = new StreamWriter(new MemoryStream());
        closed.Dispose();
        var text = new StringWriter();
        text.Dispose();
        foreach (TextWriter writer in new TextWriter[] { closed, text })
        {
            var epochs = new CountEpochs();
            var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
            FitOptions options = new() { Progress = new ConsoleProgress(writer), Callbacks = [epochs] };
            Assert.Contains("ConsoleProgress cannot write: ", Assert.Throws<IOException>(() => Trainer.Fit(net, data, options)).Message);
            Assert.Equal(0, epochs.Begun);
            Assert.False(net.Store.Memory.IsBusy);
        }
    }
}
