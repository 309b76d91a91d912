using System.Globalization;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Trainings that stop and go on: the bits of one that was never stopped.</summary>
public sealed partial class BackupTests : IDisposable
{
    private const int Count = 50, BatchSize = 8, StepsInEpoch = 7, Epochs = 6;

    private readonly TemporaryDirectory _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "training.backup");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Epochs_in_two_trainings_are_those_of_one()
    {
        (Resumed whole, History expected, _) = Run(new Adam(), Epochs);
        Run(new Adam(), 2, new BackupAndRestore(Path) { DeleteCheckpoint = false });
        var backup = new BackupAndRestore(Path) { DeleteCheckpoint = false };
        (Resumed resumed, History history, _) = Run(new Adam(), Epochs, backup);
        Assert.True(backup.HasRestored);
        AssertSame(whole, expected, resumed, history);

        // There is nothing left to do.
        (resumed, history, _) = Run(new Adam(), Epochs, new BackupAndRestore(Path));
        AssertSame(whole, expected, resumed, history);
        Assert.False(File.Exists(Path));
    }

    /// <summary>In every step of an epoch, with every kind of state: the optimizer throws, and what the last backup has goes on.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(StepsInEpoch + 3, 1)]
    [InlineData(2 * StepsInEpoch, 1)]
    [InlineData(2 * StepsInEpoch + 5, 2)]
    [InlineData(4 * StepsInEpoch + 6, null)]
    public void A_broken_training_goes_on(int steps, int? saveFrequency)
    {
        (Resumed whole, History expected, _) = Run(new Momentum(), Epochs);
        Assert.Throws<InvalidOperationException>(() => Run(new Momentum { BreaksAfter = steps }, Epochs, new BackupAndRestore(Path)
        {
            SaveFrequency = saveFrequency,
        }));
        (Resumed resumed, History history, _) = Run(new Momentum(), Epochs, new BackupAndRestore(Path));
        AssertSame(whole, expected, resumed, history);
    }

    [Fact]
    public void A_cancelled_training_goes_on_behind_its_last_step()
    {
        (Resumed whole, History expected, _) = Run(new Momentum(), Epochs);
        using var source = new CancellationTokenSource();
        var optimizer = new Momentum { Cancels = source, BreaksAfter = StepsInEpoch + 4 };
        Assert.Throws<OperationCanceledException>(() => Run(optimizer, Epochs, new BackupAndRestore(Path), source.Token));
        var last = new Momentum();
        (Resumed resumed, History history, _) = Run(last, Epochs, new BackupAndRestore(Path));
        AssertSame(whole, expected, resumed, history);
        // The step in which it was cancelled was finished.
        Assert.Equal((Epochs * StepsInEpoch) - (StepsInEpoch + 5), last.Made);
    }

    /// <summary>What callbacks do when an epoch begins is done once, though the training was cancelled right behind it.</summary>
    [Fact]
    public void A_training_cancelled_where_an_epoch_begins_goes_on()
    {
        static Callback[] Callbacks(CancellationTokenSource? cancels) =>
            [new LearningRateSchedule((_, rate) => rate * 0.7), new CancelsInEpoch(3, cancels)];
        (Resumed whole, History expected, _) = Run(new Adam(), Epochs, callbacks: Callbacks(null));
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(
            new Adam(), Epochs, new BackupAndRestore(Path), source.Token, Callbacks(source)));
        var backup = new BackupAndRestore(Path);
        (Resumed resumed, History history, _) = Run(new Adam(), Epochs, backup, callbacks: Callbacks(null));
        Assert.True(backup.HasRestored);
        AssertSame(whole, expected, resumed, history);
    }

    /// <summary>Early stopping, plateaus and the best weights remember what was before the stop.</summary>
    [Fact]
    public void Callbacks_keep_their_memory()
    {
        Callback[] Callbacks() =>
        [
            new EarlyStopping { Monitor = "val_loss", Patience = 3, RestoreBestWeights = true },
            new ReduceLROnPlateau { Monitor = "val_loss", Patience = 1, Factor = 0.5 },
            new ModelCheckpoint(System.IO.Path.Combine(_folder.Path, "best.safetensors")) { SaveBestOnly = true },
        ];
        const double Large = 0.4;
        (Resumed whole, History expected, Callback[] first) = Run(new SGD { LearningRate = Large }, 40, callbacks: Callbacks());
        Assert.NotNull(expected.StopReason);
        int epochs = expected.Epochs;
        for (int stop = 1; stop < epochs; stop++)
        {
            var backup = new BackupAndRestore(Path) { DeleteCheckpoint = false };
            Run(new SGD { LearningRate = Large }, stop, backup, callbacks: Callbacks());
            (Resumed resumed, History history, Callback[] callbacks) =
                Run(new SGD { LearningRate = Large }, 40, new BackupAndRestore(Path), callbacks: Callbacks());
            AssertSame(whole, expected, resumed, history);
            Assert.Equal(((EarlyStopping)first[0]).BestEpoch, ((EarlyStopping)callbacks[0]).BestEpoch);
        }
    }

    [Fact]
    public void Another_training_is_refused_with_what_differs()
    {
        Run(new Adam(), 1, new BackupAndRestore(Path) { DeleteCheckpoint = false });
        byte[] before = File.ReadAllBytes(Path);
        var exception = Assert.Throws<InvalidOperationException>(() => Run(new SGD(), 2, new BackupAndRestore(Path)));
        Assert.Contains("Optimizer: SGD with 0 numbers for each parameter, but Adam with 2", exception.Message);
        var options = new FitOptions { Epochs = 2, BatchSize = 4, Optimizer = new Adam(), Callbacks = [new BackupAndRestore(Path)] };
        exception = Assert.Throws<InvalidOperationException>(() => new Resumed(1).Fit(Data(), options));
        Assert.Contains("BatchSize: 4, but 8 in the file", exception.Message);
        Assert.Contains("figures", exception.Message);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    /// <summary>A damaged file is named with a place in it, and the network is as it was.</summary>
    [Fact]
    public void Damage_is_found()
    {
        Run(new Adam(), 1, new BackupAndRestore(Path) { DeleteCheckpoint = false });
        byte[] file = File.ReadAllBytes(Path);
        for (int length = 0; length < file.Length; length += Math.Max(1, file.Length / 60))
            Refuse(file[..length]);
        Refuse([.. file, 0]);
        // Behind the optimizer's state are two counts, and the mark with its length.
        byte[] infinite = [.. file];
        BitConverter.TryWriteBytes(infinite.AsSpan(file.Length - 23 - 2 * sizeof(int) - 100 * sizeof(float)), float.PositiveInfinity);
        Refuse(infinite);
        File.WriteAllText(Path, "something else");
        Assert.Contains("no backup of a training", Assert.Throws<NetworkFileException>(() => Run(
            new Adam(), 2, new BackupAndRestore(Path))).Message);

        void Refuse(byte[] bytes)
        {
            File.WriteAllBytes(Path, bytes);
            var net = new Resumed(1);
            float[] weights = net.Compiled.Weights.ToArray();
            var exception = Assert.Throws<NetworkFileException>(() => Run(new Adam(), 2, new BackupAndRestore(Path), net: net));
            Assert.Contains(Path, exception.Message);
            Assert.Equal(weights, net.Compiled.Weights.ToArray());
        }
    }

    [Fact]
    public void A_place_where_nothing_can_be_written_is_refused_before_training()
    {
        string path = System.IO.Path.Combine(_folder.Path, "missing", "training.backup");
        Assert.Throws<DirectoryNotFoundException>(() => Run(new Adam(), 1, new BackupAndRestore(path)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BackupAndRestore(Path) { SaveFrequency = 0 });
        Assert.Throws<ArgumentException>(() => new BackupAndRestore(" "));
    }

    private static (Resumed Net, History History, Callback[] Callbacks) Run(
        Optimizer optimizer, int epochs, BackupAndRestore? backup = null, CancellationToken token = default,
        Callback[]? callbacks = null, Resumed? net = null)
    {
        net ??= new Resumed(1);
        History history = Trainer.Fit(net.Compiled, Data(), new FitOptions
        {
            Epochs = epochs,
            BatchSize = BatchSize,
            Optimizer = optimizer,
            ValidationSplit = 0.2,
            Seed = 3,
            Callbacks = [.. callbacks ?? [], .. backup is null ? Array.Empty<Callback>() : [backup]],
            CancellationToken = token,
        });
        return (net, history, callbacks ?? []);
    }

    private static Dataset Data()
    {
        const int All = Count * 5 / 4;
        var random = new RandomSequence(5, 0);
        float[] inputs = new float[All * 4];
        int[] labels = new int[All];
        foreach (ref float input in inputs.AsSpan())
            input = (float)random.NextDouble() - 0.5f;
        for (int i = 0; i < All; i++)
            labels[i] = inputs[4 * i] * inputs[4 * i + 1] > 0 ? 1 : inputs[4 * i + 2] > 0.2f ? 2 : 0;
        return Dataset.FromLabels(inputs, labels, 3);
    }

    private static void AssertSame(Resumed expected, History expectedHistory, Resumed actual, History history)
    {
        Assert.Equal(expected.Compiled.Weights.ToArray(), actual.Compiled.Weights.ToArray());
        Assert.Equal(expectedHistory.Names, history.Names);
        Assert.Equal(expectedHistory.StopReason, history.StopReason);
        foreach (string name in history.Names)
            Assert.Equal(Text(expectedHistory[name]), Text(history[name]));
    }

    private static string Text(IEnumerable<double> values) =>
        string.Join(" ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>A user's optimizer with momentum, which breaks or cancels when it has made some steps.</summary>
    private sealed class Momentum() : Optimizer(0.05)
    {
        public int BreaksAfter { get; init; } = int.MaxValue;

        public CancellationTokenSource? Cancels { get; init; }

        public int Made { get; private set; }

        protected override int StateSlots => 1;

        protected override void BeginStep(long number)
        {
            if (number > BreaksAfter && Cancels is null)
                throw new InvalidOperationException("The power failed.");
            if (number > BreaksAfter)
                Cancels!.Cancel();
            Made++;
        }

        protected override void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset)
        {
            Span<float> velocity = State(0, offset, weights.Length);
            for (int i = 0; i < weights.Length; i++)
            {
                velocity[i] = 0.9f * velocity[i] - (float)LearningRate * gradients[i];
                weights[i] += velocity[i];
            }
        }
    }

    private sealed class CancelsInEpoch(int epoch, CancellationTokenSource? source) : Callback
    {
        public override void OnEpochBegin(TrainingContext context)
        {
            if (context.Epoch == epoch)
                source?.Cancel();
        }
    }

    [Network(4)]
    [Dense(8), BatchNorm, ReLU, Dropout(0.3f)]
    [Dense(3), Softmax]
    private sealed partial class Resumed;
}
