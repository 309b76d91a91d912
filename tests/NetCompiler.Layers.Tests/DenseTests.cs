using Xunit;

namespace NetCompiler.Tests;

public partial class DenseTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [
            new Alone(1), new One(1), new NoBias(1), new Deep(1), new Narrow(1), new Wide(1), new PaddedInput(1), new FewTerms(1),
            new ManyTerms(1), new OverSteps(1)];

    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        NetworkInfo info = new Deep(1).Compiled.Info;
        Assert.Equal(
            ["dense_1/kernel", "dense_1/bias", "dense_2/kernel", "out/kernel", "out/bias"], info.Parameters.Select(block => block.Name));
        Assert.Equal([7, 33], info.Parameters[0].Shape);
        Assert.Equal([33], info.Parameters[1].Shape);
        Assert.Equal(7 * 33 + 33 + 33 * 15 + 15 * 2 + 2, info.ParameterCount);
        Assert.Equal(Deep.ParameterCount, info.ParameterCount);
    }

    [Fact]
    public void Weight_blocks_cover_the_parameters_in_order_without_overlap()
    {
        foreach (INetwork network in Networks)
        {
            int end = 0;
            foreach (WeightBlock block in network.Compiled.Info.WeightBlocks)
            {
                Assert.Equal(end, block.Offset);
                end += block.Length;
            }
            Assert.Equal(network.Compiled.Info.WeightFloats, end);
        }
    }

    [Network(3)]
    [Dense(2)]
    private sealed partial class Alone;

    [Network(1)]
    [Dense(1)]
    private sealed partial class One;

    [Network(18)]
    [Dense(17, UseBias = false), Tanh]
    [Dense(3, UseBias = false)]
    private sealed partial class NoBias;

    [Network(7)]
    [Dense(33), Tanh]
    [Dense(15, UseBias = false), Tanh]
    [Dense(2, Name = "out")]
    private sealed partial class Deep;

    [Network(65)]
    [Dense(1), Tanh]
    [Dense(65), Tanh]
    [Dense(1)]
    private sealed partial class Narrow;

    [Network(10)]
    [Dense(513), Tanh]
    [Dense(145), Tanh]
    [Dense(300)]
    private sealed partial class Wide;

    [Network(512)]
    [Dense(100), Tanh]
    [Dense(7)]
    private sealed partial class PaddedInput;

    /// <summary>Sums of more than 1,024 terms are added up block after block, forward and, of that many units, backward.</summary>
    [Network(1030)]
    [Dense(70), Tanh]
    [Dense(1101), Tanh]
    [Dense(66)]
    private sealed partial class ManyTerms;

    [Network(2)]
    [Dense(3), Tanh]
    [Dense(5), Tanh]
    [Dense(9), Tanh]
    [Dense(1)]
    private sealed partial class FewTerms;

    [Network(5, 3)]
    [Dense(18), Tanh]
    [Dense(4, UseBias = false), ReLU]
    [Dense(2)]
    private sealed partial class OverSteps;
}
