namespace NetCompiler.Tests;

public partial class GRUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Last(1), new Sequences(1), new Stacked(1), new ResetBefore(1), new OtherActivations(1), new NoBias(1), new Both(1),
        new Tied(1),
    ];

    /// <summary>Activations without bounds let the state of a net with large inputs grow from step to step, and every rounding with
    /// it.</summary>
    protected override double Far => 3;

    [Network(7, 3)]
    [GRU(5), Dense(2)]
    private sealed partial class Last;

    [Network(6, 4)]
    [GRU(16, ReturnSequences = true), Flatten, Dense(2)]
    private sealed partial class Sequences;

    [Network(5, 2)]
    [GRU(17, ReturnSequences = true)]
    [GRU(3, ReturnSequences = true, GoBackwards = true)]
    [GRU(40), Dense(3), Softmax]
    private sealed partial class Stacked;

    [Network(5, 3)]
    [GRU(6, ResetAfter = false, ReturnSequences = true)]
    [GRU(16, ResetAfter = false, ReturnSequences = true, GoBackwards = true)]
    [GRU(7, ResetAfter = false), Dense(2)]
    private sealed partial class ResetBefore;

    [Network(4, 3)]
    [GRU(6, Activation = Activation.GELU, RecurrentActivation = Activation.HardSigmoid, ReturnSequences = true)]
    [GRU(6, Activation = Activation.SiLU, RecurrentActivation = Activation.SiLU, ResetAfter = false, ReturnSequences = true)]
    [GRU(3, Activation = Activation.Linear), Dense(2)]
    private sealed partial class OtherActivations;

    [Network(4, 3)]
    [GRU(8, UseBias = false, ReturnSequences = true)]
    [GRU(8, UseBias = false, ResetAfter = false)]
    private sealed partial class NoBias;

    [Network(5, 3)]
    [GRU(4, Bidirectional = true, ReturnSequences = true)]
    [GRU(6, Bidirectional = true, ResetAfter = false), Dense(2)]
    private sealed partial class Both;

    /// <summary>Cells that walk twice, with and without a bias inside, one of them both ways.</summary>
    [Network(5, 4)]
    [GRU(4, ReturnSequences = true, Name = "after"), GRU(4, ReturnSequences = true, Share = "after"), Tanh]
    [GRU(4, ReturnSequences = true, ResetAfter = false, Bidirectional = true, MergeMode = MergeMode.Sum, Name = "both"), Rescaling(-2)]
    [GRU(4, ReturnSequences = true, ResetAfter = false, Bidirectional = true, MergeMode = MergeMode.Sum, Share = "both"), Add("after")]
    [Flatten, Dense(2)]
    private sealed partial class Tied;
}
