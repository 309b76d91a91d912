using Xunit;

namespace NetCompiler.Tests;

/// <summary>States of recurrent layers as values: the last one of an encoder as the first of its decoder, of other layers, of
/// inputs.</summary>
public partial class LastStateTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Translator(1), new Both(1), new Kept(1), new Chosen(1), new Measured(1), new Lines(1)];

    /// <summary>A cell over the first half of the steps, and again from there over the second, is the cell over all of them: its answers
    /// and what it learns. Rows of 512 floats lie apart in the state.</summary>
    [Fact]
    public void A_sequence_in_two_halves_is_the_whole()
    {
        var whole = new Whole(3);
        var halves = new Halves(4);
        foreach (ParameterBlock block in halves.Compiled.Info.Parameters)
            halves.SetParameter(block.Name, whole.GetParameter(block.Name));
        var samples = new Samples(7);
        float[] input = samples.Normal(5 * Whole.InputLength), targets = samples.Normal(5 * 3);
        float[] expected = new float[5 * 3], actual = new float[5 * 3];
        whole.Predict(input, expected);
        halves.Predict(input, actual);
        Assert.Equal(expected, actual);

        whole.TrainOnBatch(input, targets, new SGD { LearningRate = 1 });
        halves.TrainOnBatch(input, targets, new SGD { LearningRate = 1 });
        foreach (ParameterBlock block in halves.Compiled.Info.Parameters)
            Assert.All(whole.GetParameter(block.Name).Zip(halves.GetParameter(block.Name)),
                pair => Assert.InRange(pair.First - pair.Second, -1e-5f, 1e-5f));
    }

    [Fact]
    public void It_can_be_an_output_and_an_input()
    {
        var network = new Ports(1);
        float[] steps = [1, 2, 3, 4, 5, 6], first = new float[14], answer = new float[2], last = new float[14], once = new float[2];
        network.Predict(steps, first, answer, last);
        float[] next = new float[14];
        network.Predict(steps, last, once, next);
        Assert.NotEqual(answer, once);
    }

    [Network]
    [Input("question", 5, 3), Input("answer", 4, 2)]
    [LSTM(6, From = "question", Name = "encoder")]
    [LSTM(6, From = "answer", InitialStateFrom = "encoder", ReturnSequences = true), Dense(3), Softmax]
    private sealed partial class Translator;

    [Network(5, 3)]
    [LSTM(4, Bidirectional = true, ReturnSequences = true, Name = "there")]
    [LSTM(4, Bidirectional = true, InitialStateFrom = "there", MergeMode = MergeMode.Sum, Name = "back"), LastState]
    [Flatten, Concat("back"), Dense(2)]
    private sealed partial class Both;

    /// <summary>Outputs and last state of the same layer, read by several, of a state of one part.</summary>
    [Network(6, 2)]
    [GRU(5, ReturnSequences = true, Name = "steps"), LastState(Name = "last")]
    [SimpleRNN(5, From = "steps", InitialStateFrom = "last", ReturnSequences = true, Name = "again")]
    [GRU(5, From = "steps", InitialStateFrom = "again", ResetAfter = false)]
    [Add("last"), Dense(2)]
    private sealed partial class Kept;

    /// <summary>First states that dense layers compute.</summary>
    [Network]
    [Input("image", 7), Input("words", 3, 4)]
    [Dense(10, From = "image"), Tanh, Reshape(2, 5, Name = "seen"), Dense(17, From = "image", Name = "more")]
    [LSTM(5, From = "words", InitialStateFrom = "seen", ReturnSequences = true)]
    [GRU(17, InitialStateFrom = "more", Name = "told"), Dense(2), Concat("told")]
    private sealed partial class Chosen;

    [Network(6, 2, Lengths = true)]
    [LSTM(5, ReturnSequences = true, Name = "first"), LastState(Name = "last")]
    [LSTM(5, From = "first", InitialStateFrom = "last", GoBackwards = true, ReturnSequences = true)]
    [GRU(4, Bidirectional = true), LastState, Flatten, Dense(2)]
    private sealed partial class Measured;

    /// <summary>Each step of the outer sequence has a state of its own.</summary>
    [Network(3, 4, 2)]
    [TimeDistributed<Line>, GRU(3), Dense(1)]
    private sealed partial class Lines;

    [Block]
    [LSTM(3, GoBackwards = true, Name = "back"), LSTM(3, From = "input", InitialStateFrom = "back"), LastState, Flatten]
    private sealed class Line;

    [Network(6, 2)]
    [LSTM(512, Name = "cell"), Dense(3, Name = "answer")]
    private sealed partial class Whole;

    [Network]
    [Input("first", 3, 2), Input("second", 3, 2)]
    [LSTM(512, From = "first", Name = "cell"), LSTM(512, From = "second", InitialStateFrom = "cell", Share = "cell")]
    [Dense(3, Name = "answer")]
    private sealed partial class Halves;

    [Network]
    [Input("steps", 3, 2), Input("state", 2, 7)]
    [LSTM(7, From = "steps", InitialStateFrom = "state", Name = "cell"), Dense(2), Output("answer")]
    [LastState(From = "cell"), Output("last", Loss = Loss.None)]
    private sealed partial class Ports;
}
