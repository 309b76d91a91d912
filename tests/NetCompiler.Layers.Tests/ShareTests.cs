using Xunit;

namespace NetCompiler.Tests;

/// <summary>One set of parameters used several times.</summary>
public partial class ShareTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Siamese(1), new Tied(1), new Images(1), new Sizes(1), new Twice(1), new Normed(1), new Looped(1), new Large(1), new Kinds(1),
        new Predicting(1),
    ];

    [Fact]
    public void Shared_parameters_are_counted_once()
    {
        Assert.Equal(
            ["side/dense_1/kernel", "side/dense_1/bias", "side/dense_2/kernel", "side/dense_2/bias", "dense_1/kernel", "dense_1/bias"],
            new Siamese(1).Compiled.Info.Parameters.Select(block => block.Name));
        Assert.Equal(6 * 7 + 7 + 7 * 5 + 5 + 5 * 2 + 2, Siamese.ParameterCount);
        string row = Siamese.Summary.Split('\n').Single(line => line.StartsWith("encoder_1/dense_2", StringComparison.Ordinal));
        Assert.Equal("encoder_1/dense_2  Dense(5), shares side/dense_2  5                              35  encoder_1/tanh_1", row);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_bit_depends_on_threads_or_on_how_a_batch_is_cut(int threads)
    {
        var samples = new Samples(5);
        float[] inputs = samples.Normal(1200 * Large.InputLength);
        float[] targets = samples.Targets(Loss.MeanSquaredError, 1200, Large.OutputLength);
        Dataset data = Dataset.FromTargets(inputs, targets, 1200);
        Large one = new(2), other = new(2);
        one.Fit(data, new FitOptions { Epochs = 2, BatchSize = 1200, MaxDegreeOfParallelism = 1 });
        other.Fit(data, new FitOptions { Epochs = 2, BatchSize = 1200, MaxDegreeOfParallelism = threads });
        Assert.Equal(one.Compiled.Weights, other.Compiled.Weights);
    }

    [Fact]
    public void Averages_of_a_shared_normalisation_move_once_a_use_in_order()
    {
        var network = new Moved(1);
        network.SetParameter("norm/moving_mean", [0, 0]);
        network.SetParameter("norm/moving_variance", [1, 1]);
        // Means 2 and 4; the second use sees twice as much.
        network.TrainOnBatch([1, 3, 3, 5], [0, 0], new SGD { LearningRate = 0 });
        float[] means = network.GetParameter("norm/moving_mean"), variances = network.GetParameter("norm/moving_variance");
        Assert.Equal(0.75 * (0.75 * 0 + 0.25 * 2) + 0.25 * 4, means[0], 1e-6);
        Assert.Equal(0.75 * (0.75 * 0 + 0.25 * 4) + 0.25 * 8, means[1], 1e-6);
        Assert.Equal(0.75 * (0.75 * 1 + 0.25 * 1) + 0.25 * 4, variances[0], 1e-5);
    }

    [Fact]
    public void What_is_shared_is_frozen_for_all_uses()
    {
        var network = new Siamese(1);
        network.Freeze("side");
        var samples = new Samples(4);
        float[] before = network.GetParameter("side/dense_1/kernel"), head = network.GetParameter("dense_1/kernel");
        float[] inputs = samples.Normal(4 * Siamese.InputLength), targets = samples.Normal(4 * Siamese.OutputLength);
        network.TrainOnBatch(inputs, targets, new SGD());
        Assert.Equal(before, network.GetParameter("side/dense_1/kernel"));
        Assert.NotEqual(head, network.GetParameter("dense_1/kernel"));
        network.Unfreeze("side/dense_1");
        network.TrainOnBatch(inputs, targets, new SGD());
        Assert.NotEqual(before, network.GetParameter("side/dense_1/kernel"));
    }

    [Fact]
    public void A_file_has_shared_tensors_once()
    {
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory.Path, "siamese.safetensors");
        var network = new Siamese(3);
        network.Save(path);
        Assert.Equal(network.Compiled.Weights, Siamese.Load(path).Compiled.Weights);
    }

    [Block]
    [Dense(7), Tanh, Dense(5), Tanh]
    private sealed class Encoder;

    [Network(6)]
    [Use<Encoder>(Name = "side")]
    [Rescaling(-0.5, Offset = 0.3, From = "input"), Use<Encoder>(Share = "side")]
    [Multiply("side"), Dense(2)]
    private sealed partial class Siamese;

    [Network(6, Mode = NetworkMode.InferenceOnly)]
    [Use<Encoder>(Name = "side")]
    [Rescaling(-0.5, Offset = 0.3, From = "input"), Use<Encoder>(Share = "side")]
    [Multiply("side"), Dense(2)]
    private sealed partial class Predicting;

    [Network(16)]
    [Dense(16), Tanh]
    [Dense(16, Share = "dense_1"), Tanh]
    [Dense(16, Share = "dense_2"), Softmax]
    private sealed partial class Tied;

    [Block]
    [Conv2D(16, 3, Padding = Padding.Same), Tanh]
    [Conv2D(16, 3, Padding = Padding.Same), Tanh]
    private sealed class Convolutions;

    [Network(6, 5, 16)]
    [Use<Convolutions>(Name = "a", Repeat = 2)]
    [Rescaling(0.5, From = "input"), Use<Convolutions>(Share = "a", Name = "b", Repeat = 2)]
    [Subtract("a"), GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class Images;

    [Network(12, 10, 1)]
    [Conv2D(4, 3, Padding = Padding.Same, Name = "eye"), Tanh(Name = "large")]
    [AveragePool2D(2, From = "input"), Conv2D(4, 3, Padding = Padding.Same, Share = "eye"), Tanh, UpSampling2D(2, Name = "up")]
    [AveragePool2D(4, 5, From = "input"), Conv2D(4, 3, Padding = Padding.Same, Share = "eye"), Tanh, GlobalAveragePool]
    [Add("large"), Add("up"), Flatten, Dense(2)]
    private sealed partial class Sizes;

    [Network(5)]
    [Dense(5), PReLU(Name = "leak"), Rescaling(-1), PReLU(Share = "leak")]
    [LayerNorm(Name = "norm"), Dense(5, Share = "dense_1"), LayerNorm(Share = "norm")]
    [Dense(2)]
    private sealed partial class Twice;

    [Block]
    [Conv2D(4, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Tanh]
    private sealed class NormedBlock;

    [Network(6, 5, 4)]
    [Use<NormedBlock>(Name = "a"), Use<NormedBlock>(Share = "a", Name = "b"), Use<NormedBlock>(Share = "b")]
    [GlobalMaxPool, Dense(2)]
    private sealed partial class Normed;

    [Block]
    [Dense(6), Add("input"), Tanh]
    private sealed class Step;

    [Network(6)]
    [Use<Step>(Name = "step"), Use<Step>(Share = "step", Repeat = 3)]
    [Dense(2)]
    private sealed partial class Looped;

    [Network(300)]
    [Dense(300, Name = "wide"), Tanh]
    [Dense(300, Share = "wide"), Tanh]
    [Dense(3)]
    private sealed partial class Large;

    [Network(6, 6, 4)]
    [DepthwiseConv2D(3, Padding = Padding.Same, Name = "d"), Tanh, DepthwiseConv2D(3, Padding = Padding.Same, Share = "d"), Tanh]
    [SeparableConv2D(4, 3, Padding = Padding.Same, Name = "s"), Tanh, SeparableConv2D(4, 3, Padding = Padding.Same, Share = "s"), Tanh]
    [Conv2DTranspose(4, 3, Padding = Padding.Same, Name = "t"), Tanh, Conv2DTranspose(4, 3, Padding = Padding.Same, Share = "t"), Tanh]
    [GroupNorm(2, Name = "g"), Conv2D(4, 1, Groups = 2, Name = "c"), GroupNorm(2, Share = "g"), Conv2D(4, 1, Groups = 2, Share = "c")]
    [Flatten, Dense(2)]
    private sealed partial class Kinds;

    [Network(2)]
    [BatchNorm(Momentum = 0.75, Name = "norm", Epsilon = 1e-6)]
    [Rescaling(2, From = "input"), BatchNorm(Momentum = 0.75, Share = "norm", Epsilon = 1e-6)]
    [Add("norm"), Dense(1)]
    private sealed partial class Moved;
}
