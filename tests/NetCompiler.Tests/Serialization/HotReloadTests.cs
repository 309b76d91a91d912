using System.Runtime.InteropServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Loading while other threads predict, by hand and by a watcher.</summary>
public sealed class HotReloadTests
{
    /// <summary>Only a test that fails waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Two nets of very different weights; every answer is one's or the other's, whole batches of them. Replaced weights are
    /// collected at once, but for those that predictions under way still use.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Ten_thousand_predictions_during_a_hundred_loads_are_each_of_one_net(int rows)
    {
        const int Predictions = 10_000, Loads = 100;
        using var directory = new TemporaryDirectory();
        string[] files = [directory.File("a.safetensors"), directory.File("b.safetensors")];
        PretrainedNet[] nets = [new(seed: 1), new(seed: 2)];
        float[] x = [.. Enumerable.Range(0, 7 * rows).Select(i => MathF.Cos(i))];
        float[][] answers = [new float[3 * rows], new float[3 * rows]];
        for (int i = 0; i < 2; i++)
        {
            nets[i].Save(files[i]);
            nets[i].Predict(x, answers[i]);
        }
        Assert.False(answers[0].AsSpan().SequenceEqual(answers[1]));

        PretrainedNet net = PretrainedNet.Load(files[0]);
        int taken = 0, loads = 0, first = 0, second = 0, neither = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            float[] y = new float[3 * rows];
            for (int number; (number = Interlocked.Increment(ref taken)) <= Predictions;)
            {
                // A hundred predictions run during each load and after it, whatever the speed of either.
                SpinWait.SpinUntil(() => Volatile.Read(ref loads) > (number - 1) * Loads / Predictions, Patience);
                net.Predict(x, y);
                bool isFirst = Bits(y).SequenceEqual(Bits(answers[0])), isSecond = Bits(y).SequenceEqual(Bits(answers[1]));
                Interlocked.Increment(ref isFirst ? ref first : ref isSecond ? ref second : ref neither);
            }
        })).ToArray();
        foreach (Thread thread in threads)
            thread.Start();
        for (int load = 1; load <= Loads; load++)
        {
            Volatile.Write(ref loads, load);
            net.Load(files[load % 2]);
            GC.Collect();
            SpinWait.SpinUntil(() => Volatile.Read(ref taken) >= load * (Predictions / Loads) - 20, Patience);
        }
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal((0, Predictions), (neither, first + second));
        Assert.True(first > 0 && second > 0, $"{first} answers of one net and {second} of the other: no load fell between predictions.");
    }

    [Fact]
    public void A_watched_file_is_loaded_when_it_is_replaced_and_a_damaged_one_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("net.safetensors");
        PretrainedNet net = new(seed: 1), other = new(seed: 2), third = new(seed: 3);
        using var loaded = new SemaphoreSlim(0);
        using var failed = new SemaphoreSlim(0);
        Exception? failure = null;
        void Fail(Exception exception)
        {
            failure = exception;
            failed.Release();
        }

        using (net.Watch(path, () => loaded.Release(), Fail))
        {
            other.Save(path);
            Assert.True(loaded.Wait(Patience, TestContext.Current.CancellationToken));
            Assert.Equal(Bits(other.Compiled.Weights), Bits(net.Compiled.Weights));

            File.WriteAllText(path, "no safetensors");
            Assert.True(failed.Wait(Patience, TestContext.Current.CancellationToken));
            Assert.IsType<NetworkFileException>(failure);
            Assert.Equal(Bits(other.Compiled.Weights), Bits(net.Compiled.Weights));

            third.Save(path);
            while (!Bits(net.Compiled.Weights).SequenceEqual(Bits(third.Compiled.Weights)))
                Assert.True(loaded.Wait(Patience, TestContext.Current.CancellationToken));
        }
    }

    /// <summary>A writer in pieces is read once, when it is quiet.</summary>
    [Fact]
    public void Changes_in_quick_succession_are_loaded_once()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("net.safetensors");
        new PretrainedNet(seed: 2).Save(path);
        PretrainedNet net = new(seed: 1);
        var time = new ManualTime();
        int loads = 0;
        NetworkFileWatcher watcher = new(net.Compiled, path, () => loads++, null, time);
        for (int i = 0; i < 5; i++)
        {
            watcher.Notice(path);
            watcher.Notice(directory.File("other.safetensors"));
        }
        Assert.Equal((0, 5, NetworkFileWatcher.Quiet), (loads, time.Changes, time.Due));
        time.Fire();
        Assert.Equal((1, 6, NetworkFileWatcher.PollInterval), (loads, time.Changes, time.Due));
        time.Fire();
        Assert.Equal((1, 7, NetworkFileWatcher.PollInterval), (loads, time.Changes, time.Due));

        watcher.Dispose();
        Assert.True(time.IsDisposed);
        watcher.Notice(path);
        time.Fire();
        Assert.Equal((1, 7), (loads, time.Changes));
    }

    /// <summary>Neither in the middle of a training nor in its callbacks, which may load themselves.</summary>
    [Fact]
    public void A_change_during_training_is_loaded_when_the_training_is_over()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("net.safetensors");
        PretrainedNet net = new(seed: 1), other = new(seed: 2);
        other.Save(path);
        var time = new ManualTime();
        int loads = 0;
        using NetworkFileWatcher watcher = new(net.Compiled, path, () => loads++, failure => Assert.Fail(failure.ToString()), time);
        watcher.Notice(path);
        var fire = new FireInside(() =>
        {
            time.Fire();
            Assert.Equal(0, loads);
        });
        net.Fit(
            Dataset.FromLabels(new float[70], new int[10], 3),
            new FitOptions { Epochs = 2, Callbacks = [fire], Metrics = [fire.Metric], MaxDegreeOfParallelism = 1 });
        Assert.True(fire.Calls > 20);
        Assert.Equal((0, 1 + fire.Calls, NetworkFileWatcher.Quiet), (loads, time.Changes, time.Due));
        time.Fire();
        Assert.Equal((1, 2 + fire.Calls, NetworkFileWatcher.PollInterval), (loads, time.Changes, time.Due));
        Assert.Equal(Bits(other.Compiled.Weights), Bits(net.Compiled.Weights));
    }

    [Fact]
    public void A_directory_and_a_file_in_none_cannot_be_watched()
    {
        using var directory = new TemporaryDirectory();
        string none = directory.File("none"), path = Path.Combine(none, "net.safetensors");
        Assert.StartsWith(
            $"{path} cannot be watched: the directory {none} does not exist. Create it first.",
            Assert.Throws<ArgumentException>("path", () => new PretrainedNet().Watch(path)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{directory.Path} cannot be watched: that is a directory. Add the file's name.",
            Assert.Throws<ArgumentException>("path", () => new PretrainedNet().Watch(directory.Path)).Message,
            StringComparison.Ordinal);
    }

    private static ReadOnlySpan<byte> Bits(ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values);

    /// <summary>Acts in every step, as a metric, and between epochs, as a callback.</summary>
    private sealed class FireInside : Callback
    {
        private readonly Action _act;

        public FireInside(Action act)
        {
            _act = act;
            Metric = new InStep(this);
        }

        public int Calls { get; private set; }

        public Metric Metric { get; }

        public override void OnEpochEnd(TrainingContext context) => Act();

        private void Act()
        {
            _act();
            Calls++;
        }

        private sealed class InStep(FireInside owner) : Metric("fire")
        {
            public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
            {
                owner.Act();
                return 0;
            }
        }
    }
}
