using Xunit;

namespace NetCompiler.Tests;

/// <summary>Which samples a step takes, and by how many it divides.</summary>
public class BatchTests
{
    private const int Inputs = 3, Outputs = 2;

    /// <summary>A last batch that is smaller is a mean over its own samples: weights are those of loose steps with the same samples,
    /// each made by a network that never had memory for more.</summary>
    [Theory]
    [InlineData(5, 4)]
    [InlineData(7, 3)]
    [InlineData(9, 8)]
    public void TheGradientOfALastPartialBatchIsTheMeanOfItsOwnSamples(int samples, int batchSize)
    {
        SingleLayer fitted = new(Inputs, Outputs, Loss.MeanSquaredError), stepped = new(Inputs, Outputs, Loss.MeanSquaredError);
        float[] inputs = Normal(samples * Inputs, 1), targets = Normal(samples * Outputs, 2);
        float[] before = fitted.Weights.ToArray();
        Trainer.Fit(fitted, Dataset.FromTargets(inputs, targets, samples), new FitOptions
        {
            BatchSize = batchSize,
            Shuffle = false,
            Optimizer = new SGD { LearningRate = 0.1 },
        });
        for (int first = 0; first < samples; first += batchSize)
        {
            int rows = Math.Min(batchSize, samples - first);
            SingleLayer next = new(Inputs, Outputs, Loss.MeanSquaredError);
            next.CopyWeightsFrom(stepped);
            stepped = next;
            Trainer.TrainOnBatch(
                stepped, inputs.AsSpan(first * Inputs, rows * Inputs), targets.AsSpan(first * Outputs, rows * Outputs),
                new SGD { LearningRate = 0.1 });
        }
        Assert.NotEqual(before, fitted.Weights.ToArray());
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(stepped.Weights[i], fitted.Weights[i], 1e-6);
    }

    /// <summary>The order is a new one in every epoch and depends on nothing but the seed and the epoch's number.</summary>
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 7)]
    public void EveryEpochHasAnOrderOfItsOwn(int seed, int batchSize)
    {
        const int Samples = 40, Epochs = 4;
        List<int> seen = [];
        SingleLayer net = new(1, 1, Loss.MeanSquaredError);
        net.OnRows = (first, count) =>
        {
            for (int row = first; row < first + count; row++)
                seen.Add((int)net.Training.Memory.Batch(1, net.Store.Values).Inputs.Span[row * net.Info.InputStride]);
        };
        Dataset data = Dataset.FromTargets([.. Enumerable.Range(0, Samples).Select(i => (float)i)], new float[Samples], Samples);
        Trainer.Fit(net, data, new FitOptions
        {
            Epochs = Epochs,
            BatchSize = batchSize,
            Seed = seed,
            Optimizer = new SGD { LearningRate = 0 },
            MaxDegreeOfParallelism = 1,
        });
        Assert.Equal(Samples * Epochs, seen.Count);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, Samples)];
            new RandomSequence(seed, epoch).Shuffle<int>(order);
            Assert.Equal(order, seen.Skip(epoch * Samples).Take(Samples));
        }
    }

    private static float[] Normal(int count, int seed)
    {
        RandomSequence random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
    }
}
