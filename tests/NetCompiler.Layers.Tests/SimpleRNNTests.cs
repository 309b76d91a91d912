using Xunit;

namespace NetCompiler.Tests;

public partial class SimpleRNNTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Last(1), new Sequences(1), new Stacked(1), new OtherActivations(1), new Both(1),
    ];

    /// <summary>Rows of the state are then farther apart than the steps of what comes out.</summary>
    [Fact]
    public void Units_of_512_do_not_reach_into_the_next_step() => NetworkProof.ForwardAgrees(new Wide(1), rows: 2);

    [Network(3, 2)]
    [SimpleRNN(512, Bidirectional = true, ReturnSequences = true)]
    private sealed partial class Wide;

    [Network(7, 3)]
    [SimpleRNN(5), Dense(2)]
    private sealed partial class Last;

    [Network(6, 4)]
    [SimpleRNN(16, ReturnSequences = true), Flatten, Dense(2)]
    private sealed partial class Sequences;

    [Network(5, 2)]
    [SimpleRNN(17, ReturnSequences = true)]
    [SimpleRNN(3, ReturnSequences = true, GoBackwards = true)]
    [SimpleRNN(40), Dense(3), Softmax]
    private sealed partial class Stacked;

    [Network(4, 3)]
    [SimpleRNN(6, Activation = Activation.ReLU, ReturnSequences = true, UseBias = false)]
    [SimpleRNN(3, Activation = Activation.SiLU), Dense(2)]
    private sealed partial class OtherActivations;

    [Network(5, 3)]
    [SimpleRNN(4, Bidirectional = true, ReturnSequences = true)]
    [SimpleRNN(6, Bidirectional = true), Dense(2)]
    private sealed partial class Both;
}
