using Xunit;

namespace NetCompiler.Tests;

[Collection(Allocation.Collection)]
public class TrainingTests
{
    internal const int Inputs = 13, Classes = 5;

    internal static Dataset Samples(int count, int seed = 3)
    {
        var random = new RandomSequence(seed);
        var inputs = new float[count * Inputs];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(Classes);
            for (int k = 0; k < Inputs; k++)
                inputs[i * Inputs + k] = (float)random.NextNormal() + (k == labels[i] ? 2 : 0);
        }
        return Dataset.FromLabels(inputs, labels, Classes);
    }

    internal static SingleLayer Net(float dropout = 0) => new(Inputs, Classes, Loss.CategoricalCrossentropy, 1, dropout);

    private static (float[] Weights, History History, Evaluation Score) Train(
        int threads, Optimizer optimizer, int batch = 24, int samples = 131)
    {
        SingleLayer net = Net(dropout: 0.2f);
        Dataset data = Samples(samples);
        History history = Trainer.Fit(net, data, new FitOptions
        {
            Epochs = 3,
            BatchSize = batch,
            Optimizer = optimizer,
            Seed = 7,
            ValidationSplit = 0.2,
            MaxDegreeOfParallelism = threads,
            WorkPerThread = 1,
            Metrics = [Metric.Accuracy, Metric.TopK(2), Metric.MeanSquaredError, Metric.MeanAbsoluteError],
        });
        return (
            net.Weights.ToArray(), history,
            Trainer.Evaluate(net, data, new EvaluateOptions { MaxDegreeOfParallelism = threads, WorkPerThread = 1 }));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void TheNumberOfThreadsChangesNoBit(int threads)
    {
        foreach (Func<Optimizer> optimizer in (Func<Optimizer>[])[
            () => new RMSprop(), () => new Adam { GlobalClipNorm = 0.3 }, () => new SGD { ClipNorm = 0.1, Momentum = 0.9 }])
        {
            var one = Train(1, optimizer());
            var many = Train(threads, optimizer());
            Assert.Equal(one.Weights, many.Weights);
            foreach (string name in one.History.Names)
                Assert.Equal(one.History[name], many.History[name]);
            foreach (string name in one.Score.Names)
                Assert.Equal(one.Score[name], many.Score[name]);
        }
    }

    [Fact]
    public void LargeBatchesGoInPartsWithTheSameResult()
    {
        Dataset data = Samples(2500);
        var weights = new List<float[]>();
        foreach (int threads in (int[])[1, 3])
        {
            SingleLayer net = Net(dropout: 0.3f);
            Assert.True(net.Training.Memory.RowLimit < data.Count);
            Trainer.Fit(
                net, data,
                new FitOptions
                {
                    BatchSize = 2500,
                    Optimizer = new SGD { LearningRate = 0.5 },
                    Shuffle = false,
                    Seed = 4,
                    MaxDegreeOfParallelism = threads,
                    WorkPerThread = 1
                });
            weights.Add(net.Weights.ToArray());
        }
        Assert.Equal(weights[0], weights[1]);

        SingleLayer whole = Net();
        float[] inputs = [.. Enumerable.Range(0, 2500).SelectMany(i => data.Input(i).ToArray())];
        var sums = new double[whole.Info.WeightFloats];
        for (int i = 0; i < 2500; i++)
        {
            Trainer.ComputeGradients(whole, data.Input(i), OneHot(data.Label(i)));
            for (int k = 0; k < sums.Length; k++)
                sums[k] += whole.Gradients[k] / 2500.0;
        }
        var targets = new float[2500 * Classes];
        for (int i = 0; i < 2500; i++)
            targets[i * Classes + data.Label(i)] = 1;
        Trainer.ComputeGradients(whole, inputs, targets);
        for (int k = 0; k < sums.Length; k++)
            Assert.Equal(sums[k], whole.Gradients[k], 2e-6);
    }

    internal static float[] OneHot(int label)
    {
        var target = new float[Classes];
        target[label] = 1;
        return target;
    }

    [Fact]
    public void AStepIsPlainGradientDescentOnTheMean()
    {
        SingleLayer net = Net();
        Dataset data = Samples(6);
        float[] before = net.Weights.ToArray();
        float[] inputs = [.. Enumerable.Range(0, 6).SelectMany(i => data.Input(i).ToArray())];
        int[] labels = [.. Enumerable.Range(0, 6).Select(data.Label)];
        double expectedLoss = 0;
        var output = new float[Classes];
        var expected = new double[before.Length];
        for (int i = 0; i < 6; i++)
        {
            net.Predict(data.Input(i), output);
            expectedLoss -= Math.Log(output[labels[i]]) / 6;
            for (int j = 0; j < Classes; j++)
            {
                double d = (output[j] - (j == labels[i] ? 1 : 0)) / 6;
                for (int k = 0; k <= Inputs; k++)
                    expected[k * 16 + j] += d * (k == Inputs ? 1 : data.Input(i)[k]);
            }
        }
        float loss = Trainer.TrainOnBatch(net, inputs, labels, new SGD { LearningRate = 0.25 });
        Assert.Equal(expectedLoss, loss, 1e-5);
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i] - 0.25 * expected[i], net.Weights[i], 1e-5);
    }

    [Fact]
    public void TheLastPartialBatchIsKeptAndEverySampleSeenOnceAnEpoch()
    {
        SingleLayer net = Net();
        var batches = new List<int>();
        net.OnRows = (first, count) => batches.Add(count);
        Trainer.Fit(net, Samples(100), new FitOptions { Epochs = 2, BatchSize = 32, MaxDegreeOfParallelism = 1 });
        Assert.Equal([32, 32, 32, 4, 32, 32, 32, 4], batches);
        Assert.Equal(8, net.Keys.Distinct().Count());
    }

    [Theory]
    [InlineData(20, 0, 20)]
    [InlineData(21, 0, 20)]
    [InlineData(20, 0.2, 16)]
    [InlineData(int.MaxValue, 0, 20)]
    public void ABatchAboveTheNumberOfSamplesIsAllOfThem(int batchSize, double validation, int expected)
    {
        (SingleLayer net, SingleLayer exact) = (Net(), Net());
        var batches = new List<int>();
        net.OnRows = (_, count) => batches.Add(count);
        FitOptions Options(int size) => new() { Epochs = 2, BatchSize = size, ValidationSplit = validation, MaxDegreeOfParallelism = 1 };
        History history = Trainer.Fit(net, Samples(20), Options(batchSize)), same = Trainer.Fit(exact, Samples(20), Options(expected));
        Assert.Equal(exact.Weights, net.Weights);
        Assert.Equal(same.Loss, history.Loss);
        Assert.Equal(2, batches.Count(count => count == expected));
        Assert.Equal(expected, net.Training.Memory.Batch(1, net.Store.Values).Capacity);
        Assert.Equal((expected, 0), (history.BatchSize, same.Notes.Count));
        string note = FormattableString.Invariant(
            $"BatchSize is {batchSize:N0}, but there are {expected} training samples: each epoch is one step with all of them.");
        Assert.Equal(batchSize == expected ? [] : [note], history.Notes);
    }

    [Fact]
    public void ShufflingVisitsEverySample()
    {
        var seen = new List<float>();
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        net.OnRows = (first, count) =>
            seen.AddRange(
                net.Training.Memory.Batch(1, net.Store.Values).Inputs.Span[(first * 16)..].ToArray().Where((_, i) => i % 16 == 0)
                    .Take(count));
        Dataset data = Dataset.FromTargets([.. Enumerable.Range(0, 50).Select(i => (float)i)], new float[50], 50);
        Trainer.Fit(net, data, new FitOptions { Epochs = 2, BatchSize = 7, Optimizer = new SGD { LearningRate = 0 } });
        float[] first = [.. seen.Take(50)], second = [.. seen.Skip(50)];
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (float)i), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, first.Order());

        seen.Clear();
        Trainer.Fit(
            net, data, new FitOptions { BatchSize = 7, Shuffle = false, ValidationSplit = 0.2, Optimizer = new SGD { LearningRate = 0 } });
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (float)i), seen);
    }

    [Fact]
    public void ValidationSplitIsTheLastFractionAndNeverLearntFrom()
    {
        Dataset all = Samples(100);
        (Dataset first, Dataset last) = all.Split(0.3);
        SingleLayer split = Net(), apart = Net();
        FitOptions Options(double share, Dataset? validation) =>
            new() { Epochs = 3, Seed = 2, ValidationSplit = share, Validation = validation };
        History one = Trainer.Fit(split, all, Options(0.3, null)), two = Trainer.Fit(apart, first, Options(0, last));
        Assert.Equal(split.Weights, apart.Weights);
        Assert.Equal(one.ValidationLoss, two.ValidationLoss);
        Evaluation score = Trainer.Evaluate(apart, last);
        Assert.Equal(score.Loss, two.ValidationLoss[^1]);
        Assert.Equal(score.Accuracy, two.ValidationAccuracy[^1]);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], two.Names);
    }

    [Fact]
    public void LearnsAndMeasures()
    {
        SingleLayer net = Net();
        Dataset train = Samples(600), test = Samples(200, 4);
        History history =
            Trainer.Fit(net, train, new FitOptions { Epochs = 15, Optimizer = new Adam { LearningRate = 0.02 }, Validation = test });
        Assert.True(history.Loss[^1] < history.Loss[0] / 2);
        Evaluation score = Trainer.Evaluate(net, test);
        int right = Enumerable.Range(0, 200).Count(i => net.Classify(test.Input(i)) == test.Label(i));
        Assert.Equal(right / 200.0, score.Accuracy, 1e-9);
        Assert.True(score.Accuracy > 0.7, score.ToString());
    }

    [Fact]
    public void TwoClassesTrainASingleOutput()
    {
        var net = new SingleLayer(1, 1, Loss.BinaryCrossentropy);
        Dataset data = Dataset.FromLabels([-2, -1, 1, 2], [0, 0, 1, 1], 2);
        History history = Trainer.Fit(net, data, new FitOptions { Epochs = 200, Optimizer = new SGD { LearningRate = 1 } });
        Assert.Equal(1, history.Accuracy[^1]);
        Assert.Equal(1, Trainer.Evaluate(net, data).Accuracy);
        Assert.True(Trainer.TrainOnBatch(net, [2f], (ReadOnlySpan<int>)[1], new SGD()) < 0.1f);
    }

    [Fact]
    public void DivergenceRestoresTheEpochsBeginning()
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        Dataset data = Dataset.FromTargets([100, 200, 300, 400], [1, 2, 3, 4], 4);
        var begins = new List<float[]>();
        var watch = new Watch { Begin = context => begins.Add(context.Network.Weights.ToArray()) };
        var exception = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(net, data,
            new FitOptions { Epochs = 100, BatchSize = 1, Optimizer = new SGD { LearningRate = 0.01 }, Callbacks = [watch] }));
        Assert.Equal(begins[^1], net.Weights);
        Assert.All(net.Weights.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.Equal(begins.Count, exception.Epoch);
        Assert.InRange(exception.Step, 1, 4);
        Assert.Contains("smaller learning rate", exception.Message);
        Assert.Contains("0.01", exception.Message);
        Trainer.Fit(net, data, new FitOptions { Optimizer = new SGD { LearningRate = 1e-7 } });
    }

    [Fact]
    public void AStepWhoseLossIsNotFiniteMovesNothing()
    {
        var net = new SingleLayer(1, 1, Loss.MeanSquaredError);
        float[] before = net.Weights.ToArray();
        var optimizer = new Adam();
        Assert.False(float.IsFinite(Trainer.TrainOnBatch(net, [1e30f], (ReadOnlySpan<float>)[-1e30f], optimizer)));
        Assert.Equal(before, net.Weights);
        Assert.Equal(0, optimizer.Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CancellationKeepsTheLastStep(int threads)
    {
        using var source = new CancellationTokenSource();
        SingleLayer net = Net(), same = Net();
        int steps = 0;
        net.OnRows = (first, _) =>
        {
            if (first == 0 && ++steps == 5)
                source.Cancel();
        };
        FitOptions options = new()
        {
            Epochs = 10,
            BatchSize = 10,
            Shuffle = false,
            Optimizer = new SGD(),
            CancellationToken = source.Token,
            MaxDegreeOfParallelism = threads,
            WorkPerThread = 1
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Fit(net, Samples(100), options));
        Trainer.Fit(same, Samples(100).Take(50), new FitOptions { BatchSize = 10, Shuffle = false, Optimizer = new SGD() });
        Assert.Equal(same.Weights, net.Weights);
        Trainer.Fit(net, Samples(10));
    }

    [Fact]
    public void TrainOnBatchAllocatesNothingOnceWarm()
    {
        SingleLayer net = new(Inputs, Classes, Loss.CategoricalCrossentropy);
        var inputs = new float[8 * Inputs];
        int[] labels = new int[8];
        var targets = new float[8 * Classes];
        var optimizer = new Adam { GlobalClipNorm = 1 };
        net.Keys.Capacity = 1000;
        Allocation.AssertNone(() =>
        {
            Trainer.TrainOnBatch(net, inputs, labels, optimizer);
            Trainer.TrainOnBatch(net, inputs, targets, optimizer);
            Trainer.ComputeGradients(net, inputs, targets);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MoreStepsOfFitAllocateNoMore(int threads)
    {
        long Allocated(int samples)
        {
            SingleLayer net = new(Inputs, Classes, Loss.CategoricalCrossentropy);
            net.Keys.Capacity = 10_000;
            Dataset data = Samples(3000).Take(samples);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Trainer.Fit(net, data, new FitOptions { BatchSize = 10, Shuffle = false, MaxDegreeOfParallelism = threads, WorkPerThread = 1 });
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        Allocated(3000);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
            least = Math.Min(least, Math.Abs(Allocated(3000) - Allocated(300)));
        Assert.True(least < 270 * 8, $"270 more steps allocated {least} bytes more");
    }

    [Fact]
    public void ComputeGradientsMovesNothingAndDropsNothing()
    {
        SingleLayer net = Net(dropout: 0.5f), plain = Net();
        float[] before = net.Weights.ToArray();
        Dataset data = Samples(1);
        float loss = Trainer.ComputeGradients(net, data.Input(0), OneHot(data.Label(0)));
        float[] gradients = net.Gradients.ToArray();
        Assert.Equal(loss, Trainer.ComputeGradients(net, data.Input(0), OneHot(data.Label(0))));
        Assert.Equal(loss, Trainer.ComputeGradients(plain, data.Input(0), OneHot(data.Label(0))));
        Assert.Equal(plain.Gradients, gradients);
        Assert.Equal(before, net.Weights);
        Trainer.ComputeGradients(net, data.Input(0), OneHot(data.Label(0)), training: true);
        Assert.False(net.Gradients.SequenceEqual(gradients));
    }

    [Fact]
    public void CallbacksMayEvaluate()
    {
        SingleLayer net = Net(), plain = Net();
        Dataset data = Samples(300);
        var losses = new List<double>();
        var watch = new Watch { End = context => losses.Add(Trainer.Evaluate(context.Network, data).Loss) };
        FitOptions Options(params Callback[] callbacks) =>
            new() { Epochs = 3, BatchSize = 10, Callbacks = callbacks, Validation = data, MaxDegreeOfParallelism = 2, WorkPerThread = 1 };
        History history = Trainer.Fit(net, data, Options(watch));
        Trainer.Fit(plain, data, Options());
        Assert.Equal(history.ValidationLoss, losses);
        Assert.Equal(plain.Weights, net.Weights);
    }

    [Fact]
    public void CallbacksMayReplaceParameters()
    {
        SingleLayer net = Net();
        var watch = new Watch { End = context => context.Network.SetParameter("dense/bias", 1, 2, 3, 4, 5) };
        Trainer.Fit(net, Samples(10), new FitOptions { Epochs = 2, Callbacks = [watch], Optimizer = new SGD { LearningRate = 0 } });
        Assert.Equal([1, 2, 3, 4, 5], net.GetParameter("dense/bias"));
        net.SetParameter("dense/bias", 5, 4, 3, 2, 1);
        Assert.Equal([5, 4, 3, 2, 1], net.GetParameter("dense/bias"));
    }

    /// <summary>Each thread sets a parameter of its own, but setting one copies all.</summary>
    [Fact]
    public void ReplacementsFromManyThreadsLoseNothing()
    {
        SingleLayer net = Net();
        float[] kernel = net.GetParameter("dense/kernel");
        Parallel.Invoke(
            () => Repeat(i => net.SetParameter("dense/bias", i, i, i, i, i)),
            () => Repeat(i => net.SetParameter("dense/kernel", [.. kernel.Select(value => value + i)])));
        Assert.Equal(Enumerable.Repeat(1000f, Classes), net.GetParameter("dense/bias"));
        Assert.Equal(kernel.Select(value => value + 1000), net.GetParameter("dense/kernel"));

        static void Repeat(Action<int> set)
        {
            for (int i = 1; i <= 1000; i++)
                set(i);
        }
    }

    [Fact]
    public void WhatAWorkerThrowsReachesTheCaller()
    {
        SingleLayer net = Net();
        net.OnRows = (first, _) =>
        {
            if (first > 0)
                throw new NotSupportedException("from a worker");
        };
        FitOptions options = new() { BatchSize = 12, MaxDegreeOfParallelism = 3, WorkPerThread = 1 };
        Assert.Equal("from a worker", Assert.Throws<NotSupportedException>(() => Trainer.Fit(net, Samples(24), options)).Message);
        net.OnRows = null;
        Trainer.Fit(net, Samples(24), new FitOptions { BatchSize = 12, MaxDegreeOfParallelism = 3, WorkPerThread = 1 });
    }

    private sealed class Watch : Callback
    {
        public Action<TrainingContext>? Begin { get; init; }

        public Action<TrainingContext>? End { get; init; }

        public override void OnEpochBegin(TrainingContext context) => Begin?.Invoke(context);

        public override void OnEpochEnd(TrainingContext context) => End?.Invoke(context);
    }
}
