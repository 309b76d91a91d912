namespace NetCompiler.Tests;

public partial class RepeatVectorTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new OfInput(1), new Decoder(1), new Whole(1)];

    [Network(3)]
    [RepeatVector(4), LSTM(5), Dense(2)]
    private sealed partial class OfInput;

    [Network(5, 2)]
    [GRU(17), RepeatVector(3)]
    [GRU(4, ReturnSequences = true), Dense(2)]
    private sealed partial class Decoder;

    [Network(4)]
    [Dense(16), Tanh(Name = "row"), RepeatVector(3), Conv1D(3, 3, Padding = Padding.Same), ReLU, Flatten(Name = "convolved")]
    [RepeatVector(1, From = "row"), Flatten, Concat("convolved"), Dense(2)]
    private sealed partial class Whole;
}
