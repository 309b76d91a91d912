using Xunit;

namespace NetCompiler.Tests;

/// <summary>Networks that go step by step: the same bits as the whole sequence, whatever the blocks.</summary>
public partial class SteppingTests
{
    [Fact]
    public void Steps_and_blocks_have_the_bits_of_the_whole_sequence()
    {
        var lstm = new Lstm(1);
        Streams.Check<Lstm.State>(lstm, lstm.StepBlock);
        var gru = new Gru(1);
        Streams.Check<Gru.State>(gru, gru.StepBlock);
        var simple = new Simple(1);
        Streams.Check<Simple.State>(simple, simple.StepBlock);
        var stacked = new Stacked(1);
        Streams.Check<Stacked.State>(stacked, stacked.StepBlock);
        var wide = new Wide(1);
        Streams.Check<Wide.State>(wide, wide.StepBlock);
        var pointwise = new Pointwise(1);
        Streams.Check<Pointwise.State>(pointwise, pointwise.StepBlock);
        var branched = new Branched(1);
        Streams.Check<Branched.State>(branched, branched.StepBlock);
    }

    [Fact]
    public void States_are_copied_compared_saved_and_reset()
    {
        var network = new Lstm(1);
        new Samples(3).Fill(network.Compiled);
        float[] input = [1, -2], output = new float[1], other = new float[1];
        Lstm.State state = default;
        network.Step(input, ref state, output);
        Lstm.State copy = state;
        Assert.Equal(state, copy);
        Assert.True(state == copy && state.GetHashCode() == copy.GetHashCode() && state.IsFinite);
        network.Step(input, ref state, output);
        Assert.True(state != copy);
        network.Step(input, ref copy, other);
        Assert.Equal(output, other);
        byte[] bytes = new byte[Lstm.State.ByteCount];
        state.Save(bytes);
        Assert.Equal(state, Lstm.State.Load(bytes));
        state.Reset();
        Assert.Equal(default, state);
        Assert.Equal(network.Warm(0), state);
        Assert.NotEqual(network.Warm(3), state);
    }

    [Fact]
    public void Bytes_of_another_network_or_version_are_refused()
    {
        byte[] bytes = new byte[Lstm.State.ByteCount], gru = new byte[Gru.State.ByteCount];
        default(Lstm.State).Save(bytes);
        default(Gru.State).Save(gru);
        string message = Assert.Throws<ArgumentException>(() => Lstm.State.Load(gru)).Message;
        Assert.Contains("This is the state of another network than Lstm", message, StringComparison.Ordinal);
        Assert.Contains("lstm_1 (h 5, c 5)", message, StringComparison.Ordinal);
        bytes[3]++;
        message = Assert.Throws<ArgumentException>(() => Lstm.State.Load(bytes)).Message;
        Assert.Contains("has version 2; Lstm reads version 1", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => Lstm.State.Load([1, 2, 3])).Message;
        Assert.Contains("are no state", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Lstm.State.Load(gru.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>(() => default(Lstm.State).Save(new byte[5]));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var network = new Lstm(1);
        Lstm.State state = default;
        string message = Assert.Throws<ArgumentException>(() => network.StepBlock(new float[3], ref state, new float[1])).Message;
        Assert.Contains("takes 2 floats a step; 3 is not a whole number", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => network.StepBlock(new float[4], ref state, new float[1])).Message;
        Assert.Contains("for 2 steps that is 2, but there is room for 1", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => network.Step(new float[4], ref state, new float[2])).Message;
        Assert.Contains("takes 2 floats a step, not 4; StepBlock takes several", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Warm(-1));
        Assert.Equal(default, state);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var network = new Wide(1);
        float[] input = new float[16], output = new float[1];
        Wide.State state = default;
        network.Step(input, ref state, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            network.Step(input, ref state, output);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Silence lets a state decay to zero, never into numbers that processors are slow with.</summary>
    [Fact]
    public void A_decaying_state_ends_at_zero()
    {
        var network = new Decay(1);
        network.SetParameter("simple_rnn_1/kernel", [1f]);
        network.SetParameter("simple_rnn_1/recurrent_kernel", [0.5f]);
        Decay.State state = default;
        float[] output = new float[1];
        network.Step([1f], ref state, output);
        int steps = 0;
        for (; output[0] != 0; steps++)
        {
            network.Step([0f], ref state, output);
            Assert.True(output[0] == 0 || float.IsNormal(output[0]));
            Assert.True(steps < 200);
        }
        Assert.Equal(default, state);
    }

    [Network(7, 2)]
    [LSTM(5), Dense(1)]
    private sealed partial class Lstm;

    [Network(6, 3)]
    [GRU(20, ReturnSequences = true), Dropout(0.2)]
    [GRU(5, ResetAfter = false, ReturnSequences = true)]
    private sealed partial class Gru;

    [Network(5, 2)]
    [SimpleRNN(8), Dense(3), Softmax]
    private sealed partial class Simple;

    [Network(6, 3)]
    [LSTM(33, ReturnSequences = true), BatchNorm, ReLU]
    [GRU(9, ReturnSequences = true), LayerNorm]
    [SimpleRNN(4), Dense(2)]
    private sealed partial class Stacked;

    [Network(9, 16)]
    [LSTM(64), Dense(1)]
    private sealed partial class Wide;

    [Network(4, 3)]
    [Dense(5), Tanh, GRU(7, ReturnSequences = true), Dense(2), Sigmoid]
    private sealed partial class Pointwise;

    [Network(6, 4)]
    [GRU(4, ReturnSequences = true, Name = "first"), Add("input"), Tanh(Name = "sum")]
    [LSTM(6, ReturnSequences = true), Concat("sum")]
    private sealed partial class Branched;

    [Network(3, 1)]
    [SimpleRNN(1, Activation = Activation.Linear, UseBias = false, ReturnSequences = true)]
    private sealed partial class Decay;
}
