namespace NetCompiler.Tests;

public partial class LSTMTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Last(1), new Sequences(1), new Stacked(1), new Wide(1), new Backwards(1), new OtherActivations(1), new NoBias(1), new Both(1),
        new Around(1), new Tied(1),
    ];

    [Network(7, 3)]
    [LSTM(5), Dense(2)]
    private sealed partial class Last;

    [Network(6, 4)]
    [LSTM(16, ReturnSequences = true), Flatten, Dense(2)]
    private sealed partial class Sequences;

    [Network(5, 2)]
    [LSTM(17, ReturnSequences = true)]
    [LSTM(3, ReturnSequences = true, GoBackwards = true)]
    [LSTM(20), Dense(3), Softmax]
    private sealed partial class Stacked;

    [Network(9, 16)]
    [LSTM(64), Dense(1)]
    private sealed partial class Wide;

    [Network(6, 2)]
    [LSTM(4, GoBackwards = true, ReturnSequences = true), Flatten, Dense(2)]
    private sealed partial class Backwards;

    [Network(4, 3)]
    [LSTM(6, Activation = Activation.SiLU, RecurrentActivation = Activation.HardSigmoid, ReturnSequences = true)]
    [LSTM(3, Activation = Activation.Softsign, UnitForgetBias = false), Dense(2)]
    private sealed partial class OtherActivations;

    [Network(4, 3)]
    [LSTM(8, UseBias = false)]
    private sealed partial class NoBias;

    [Network(5, 3)]
    [LSTM(4, Bidirectional = true, ReturnSequences = true)]
    [LSTM(6, Bidirectional = true, MergeMode = MergeMode.Multiply, ReturnSequences = true)]
    [LSTM(5, Bidirectional = true, MergeMode = MergeMode.Sum, ReturnSequences = true)]
    [LSTM(7, Bidirectional = true, MergeMode = MergeMode.Average), Dense(2)]
    private sealed partial class Both;

    /// <summary>One cell walks twice, the second time over what it has written.</summary>
    [Network(6, 5)]
    [LSTM(5, ReturnSequences = true, Name = "walk"), Dense(5), Tanh]
    [LSTM(5, ReturnSequences = true, Share = "walk"), Add("walk"), Flatten, Dense(2)]
    private sealed partial class Tied;

    /// <summary>Layers in front and behind that want other layouts.</summary>
    [Network(12, 3)]
    [Conv1D(8, 3, Padding = Padding.Same), Tanh, MaxPool1D(2)]
    [LSTM(10, ReturnSequences = true), Dropout(0)]
    [Conv1D(4, 3, Padding = Padding.Causal), Tanh]
    [LSTM(16, ReturnSequences = true)]
    private sealed partial class Around;
}
