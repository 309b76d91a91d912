using Xunit;

namespace NetCompiler.Tests;

/// <summary>Kernels are transposed by the step before, as its weights move: for the same results as when every step begins with
/// that.</summary>
[Trait("Category", "Numbers")]
public partial class TransposeTests
{
    [Network(20), Dense(200), ReLU, Dense(130), Tanh, Dense(70), ReLU, Dense(5), Softmax]
    internal partial class Deep;

    private static readonly float[] Inputs = MakeInputs();

    private static float[] MakeInputs()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 96 * 20).Select(_ => random.NextSingle())];
    }

    private static int[] Labels(int first, int count) => [.. Enumerable.Range(first, count).Select(i => i * i % 5)];

    private static Dataset Data(int samples) => Dataset.FromLabels(Inputs[..(samples * 20)], Labels(0, samples), 5);

    /// <summary>A step by itself, which transposes first.</summary>
    private static void Step(Deep net, int first, int count, Optimizer optimizer) =>
        net.TrainOnBatch(Inputs.AsSpan(first * 20, count * 20), Labels(first, count), optimizer);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(7, 0)]
    [InlineData(2, 0.01)]
    public void Fit_does_what_loose_steps_do(int threads, double clip)
    {
        const int Samples = 96, Batch = 12;
        Optimizer Rule() => clip > 0 ? new RMSprop { GlobalClipNorm = clip } : new RMSprop();
        Dataset data = Data(Samples);
        var fit = new Deep(1);
        fit.Fit(
            data, new FitOptions { Epochs = 2, BatchSize = Batch, Shuffle = false, Optimizer = Rule(), MaxDegreeOfParallelism = threads });

        var loose = new Deep(1);
        Optimizer optimizer = Rule();
        for (int step = 0; step < 2 * Samples / Batch; step++)
            Step(loose, step * Batch % Samples, Batch, optimizer);
        Assert.Equal(loose.Compiled.Weights.ToArray(), fit.Compiled.Weights.ToArray());
    }

    /// <summary>User code between two steps of one Fit.</summary>
    [Fact]
    public void Weights_that_a_callback_writes_are_the_next_steps()
    {
        Dataset data = Data(24);
        var whole = new Deep(1);
        whole.Fit(data, new FitOptions { Epochs = 2, BatchSize = 12, Shuffle = false, Optimizer = new SGD(), Callbacks = [new Halve()] });
        var parts = new Deep(1);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            using (WeightEdit edit = parts.Compiled.EditWeights())
                foreach (ref float weight in edit.Values)
                    weight /= 2;
            for (int first = 0; first < 24; first += 12)
                Step(parts, first, 12, new SGD());
        }
        Assert.Equal(parts.Compiled.Weights.ToArray(), whole.Compiled.Weights.ToArray());
    }

    private sealed class Halve : Callback
    {
        public override void OnEpochBegin(TrainingContext context)
        {
            using WeightEdit edit = context.Network.EditWeights();
            foreach (ref float weight in edit.Values)
                weight /= 2;
        }
    }

    [Fact]
    public void Runs_are_cut_into_parts()
    {
        Assert.Equal([new(16, 32, 0), new(48, 16, 0), new(100, 7, 0)], WeightBlock.SplitAll([16, 48, 32, 100, 7, 9]));
        Assert.Throws<ArgumentException>(() => WeightBlock.SplitAll([16, 48]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightBlock.SplitAll([16, 48, 0]));
    }
}
