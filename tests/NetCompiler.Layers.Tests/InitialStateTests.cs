using Xunit;

namespace NetCompiler.Tests;

/// <summary>The state before the first step as a tensor that is learned.</summary>
public partial class InitialStateTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Last(1), new Stacked(1), new Both(1), new Measured(1), new Tied(1)];

    [Fact]
    public void A_stream_begins_with_it_and_so_does_one_that_is_reset()
    {
        var network = new Stacked(1);
        Streams.Check<Stacked.State>(network, network.StepBlock);
        Assert.Equal([2, 17], network.Compiled.Info.Parameters.First(block => block.Name == "lstm_1/initial_state").Shape);

        float[] input = [1, -2], first = new float[3], again = new float[3], zeros = new float[3];
        Stacked.State state = default;
        network.Step(input, ref state, first);
        Assert.Equal(Stacked.State.Load(Bytes(state)), state);
        state.Reset();
        Assert.Equal(default, state);
        network.Step(input, ref state, again);
        Assert.Equal(first, again);
        foreach (ParameterBlock block in network.Compiled.Info.Parameters.Where(block => block.Name.EndsWith("initial_state")))
            network.SetParameter(block.Name, new float[block.Count]);
        state.Reset();
        network.Step(input, ref state, zeros);
        Assert.NotEqual(first, zeros);
        Assert.Contains("lstm_1 (h 17, c 17, whether it has begun)", network.Compiled.Info.StateLayout, StringComparison.Ordinal);

        static byte[] Bytes(Stacked.State state)
        {
            byte[] bytes = new byte[Stacked.State.ByteCount];
            state.Save(bytes);
            return bytes;
        }
    }

    /// <summary>A sequence of no steps answers with it, and a frozen one stays.</summary>
    [Fact]
    public void It_learns_what_the_answer_to_no_steps_is()
    {
        var network = new Empty(1);
        Assert.Equal(new float[4], network.GetParameter("gru_1/initial_state"));
        float[] targets = [0.5f, -0.25f, 0.75f, 0];
        network.Fit(Dataset.FromTargets(new float[15], targets, 1).WithLengths([0]),
            new FitOptions { Epochs = 400, Optimizer = new Adam { LearningRate = 0.05 } });
        Assert.All(
            network.GetParameter("gru_1/initial_state").Zip(targets), pair => Assert.Equal(pair.Second, pair.First, 1e-2f));
    }

    [Network(7, 3)]
    [SimpleRNN(5, InitialState = true), Dense(2)]
    private sealed partial class Last;

    [Network(5, 2, SampleRate = 100)]
    [LSTM(17, ReturnSequences = true, InitialState = true)]
    [GRU(3, ReturnSequences = true, InitialState = true, UseBias = false)]
    [GRU(4, ReturnSequences = true, InitialState = true, ResetAfter = false), Dense(3), Softmax]
    private sealed partial class Stacked;

    [Network(5, 3)]
    [LSTM(4, Bidirectional = true, InitialState = true, ReturnSequences = true)]
    [GRU(6, GoBackwards = true, InitialState = true, ReturnSequences = true)]
    [LSTM(7, Bidirectional = true, InitialState = true, MergeMode = MergeMode.Multiply), Dense(2)]
    private sealed partial class Both;

    /// <summary>One cell walks twice: its first state has the gradients of both.</summary>
    [Network(6, 5)]
    [LSTM(5, InitialState = true, ReturnSequences = true, Name = "walk"), Dense(5), Tanh]
    [LSTM(5, InitialState = true, Share = "walk"), Dense(2)]
    private sealed partial class Tied;

    [Network(6, 2, Lengths = true)]
    [LSTM(5, InitialState = true, ReturnSequences = true)]
    [GRU(4, InitialState = true, Bidirectional = true, ReturnSequences = true), LSTM(3, InitialState = true), Dense(2)]
    private sealed partial class Measured;

    [Network(5, 3, Lengths = true)]
    [GRU(4, InitialState = true)]
    private sealed partial class Empty;
}
