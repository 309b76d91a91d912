using Xunit;

namespace NetCompiler.Tests;

/// <summary>Blocks: a class of layers as a layer of another.</summary>
public partial class BlockTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Repeated(1), new Nested(1), new Autoencoder(1), new Wired(1)];

    [Fact]
    public void A_network_of_blocks_is_the_one_with_their_layers_written_out()
    {
        var blocks = new Settings(3);
        var written = new WrittenOut(3);
        IReadOnlyList<ParameterBlock> names = blocks.Compiled.Info.Parameters, plain = written.Compiled.Info.Parameters;
        Assert.Equal(plain.Select(block => (block.Offset, block.Count)), names.Select(block => (block.Offset, block.Count)));
        foreach ((ParameterBlock name, ParameterBlock other) in names.Zip(plain))
            written.SetParameter(other.Name, blocks.GetParameter(name.Name));
        var samples = new Samples(4);
        float[] inputs = samples.Normal(8 * Settings.InputLength),
            targets = samples.Targets(blocks.Compiled.Info.Loss, 8, Settings.OutputLength);
        Assert.Equal(written.Predict(inputs), blocks.Predict(inputs));
        Adam mine = new(), its = new();
        for (int step = 0; step < 3; step++)
            Assert.Equal(written.TrainOnBatch(inputs, targets, its), blocks.TrainOnBatch(inputs, targets, mine));
        Assert.Equal(written.Compiled.Weights, blocks.Compiled.Weights);
    }

    [Fact]
    public void Names_are_those_of_the_uses_around_a_layer_and_its_own() => Assert.Equal(
        [
            "widening_1/conv2d_1/kernel", "widening_1/conv2d_1/bias",
            "stage_2/widening_1/conv2d_1/kernel", "stage_2/widening_1/conv2d_1/bias",
            "stage_2/widening_2/conv2d_1/kernel", "stage_2/widening_2/conv2d_1/bias",
            "widening_2/conv2d_1/kernel", "widening_2/conv2d_1/bias",
            "dense_1/kernel", "dense_1/bias",
        ],
        new Settings(1).Compiled.Info.Parameters.Select(block => block.Name));

    [Fact]
    public void A_block_is_frozen_by_its_name()
    {
        var network = new Repeated(1);
        network.Freeze("residual_2");
        Assert.Equal(
            ["residual_2/dense_1/kernel", "residual_2/dense_1/bias", "residual_2/dense_2/kernel", "residual_2/dense_2/bias"],
            network.Compiled.FrozenParameters);
        var samples = new Samples(4);
        float[] before = network.GetParameter("residual_2/dense_1/kernel"), others = network.GetParameter("residual_1/dense_1/kernel");
        network.TrainOnBatch(samples.Normal(4 * Repeated.InputLength), samples.Normal(4 * Repeated.OutputLength), new SGD());
        Assert.Equal(before, network.GetParameter("residual_2/dense_1/kernel"));
        Assert.NotEqual(others, network.GetParameter("residual_1/dense_1/kernel"));
    }

    [Fact]
    public void A_use_that_is_not_trainable_freezes_all_inside()
    {
        Assert.Equal(
            [
                "nested_1/residual_1/dense_1/kernel", "nested_1/residual_1/dense_1/bias",
                "nested_1/residual_1/dense_2/kernel", "nested_1/residual_1/dense_2/bias",
            ],
            new Frozen(1).Compiled.FrozenParameters.Take(4));
        Assert.All(new Frozen(1).Compiled.Info.Parameters, block =>
            Assert.Equal(block.Name.StartsWith("dense", StringComparison.Ordinal), block.IsTrainable));
        Assert.Contains("Dense(6), frozen", Frozen.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_repetition_has_first_values_of_its_own()
    {
        var network = new Repeated(1);
        Assert.NotEqual(network.GetParameter("residual_1/dense_1/kernel"), network.GetParameter("residual_2/dense_1/kernel"));
    }

    [Block]
    [Dense(6), Tanh]
    [Dense(6), Add("input"), Tanh]
    private sealed class Residual;

    [Block]
    [Use<Residual>(Repeat = 2)]
    [Dense(5, Name = "out"), Tanh]
    private sealed class Deep;

    [Network(6)]
    [Use<Residual>(Repeat = 3)]
    [Dense(2)]
    private sealed partial class Repeated;

    [Network(6)]
    [Use<Deep>(Name = "body")]
    [Dense(6), Use<Deep>]
    [Add("body"), Dense(3), Softmax]
    private sealed partial class Nested;

    [Network(6)]
    [Use<Residual>(Name = "first"), Use<Residual>(From = "input", Name = "second", Repeat = 2)]
    [Concat("first", "input"), Dense(2)]
    private sealed partial class Wired;

    [Network(6)]
    [Use<Deep>(Name = "nested_1", Trainable = false)]
    [Dense(2)]
    private sealed partial class Frozen;

    [Network(8)]
    [Dense(5), Tanh, Dense(3), Tanh]
    private sealed partial class Encoder;

    [Network(3)]
    [Dense(5), Tanh, Dense(8)]
    private sealed partial class Decoder;

    [Network(8)]
    [Use<Encoder>, Use<Decoder>]
    private sealed partial class Autoencoder;

    [Block]
    [Conv2D(2 * Widening.Filters, Widening.Size, 1 + Widening.Size - 1, Strides = Widening.Strides, Padding = Padding.Same), Tanh]
    private sealed class Widening
    {
        public const int Filters = 2, Size = 3;
        internal const int Strides = 1;
    }

    [Block]
    [Use<Widening>(-Pair.Filters + 2 * Pair.Filters, (Pair.Filters / 2) - 1, Repeat = 2)]
    private sealed class Pair
    {
        public const int Filters = 6;
    }

    [Network(7, 6, 2)]
    [Use<Widening>]
    [Use<Pair>(4, Name = "stage_2")]
    [Use<Widening>(1, 3, 2)]
    [Flatten, Dense(3), Softmax]
    private sealed partial class Settings;

    [Network(7, 6, 2)]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh]
    [Conv2D(8, 1, Padding = Padding.Same), Tanh]
    [Conv2D(8, 1, Padding = Padding.Same), Tanh]
    [Conv2D(2, 3, Strides = 2, Padding = Padding.Same), Tanh]
    [Flatten, Dense(3), Softmax]
    private sealed partial class WrittenOut;
}
