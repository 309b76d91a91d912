using Xunit;

namespace NetCompiler.Tests;

/// <summary>Causal convolutions and pools over time, step by step: the same bits as the whole sequence, whatever the blocks; the phase of
/// strided ones is part of the state.</summary>
public partial class StreamedWindowTests
{
    [Fact]
    public void Convolutions_and_pools_have_the_bits_of_the_whole_sequence()
    {
        var dilated = new Dilated(1);
        Streams.Check<Dilated.State>(dilated, dilated.StepBlock);
        var pooled = new Pooled(1);
        Streams.Check<Pooled.State>(pooled, pooled.StepBlock);
        var grouped = new Grouped(1);
        Streams.Check<Grouped.State>(grouped, grouped.StepBlock);
        var strided = new Strided(1);
        Streams.Check<Strided.State>(strided, strided.StepBlock);
        var rare = new Rare(1);
        Streams.Check<Rare.State>(rare, rare.StepBlock);
    }

    /// <summary>An impulse comes out where the convolution over the whole sequence has it, at whichever phase it goes in.</summary>
    [Fact]
    public void A_strided_convolution_keeps_its_phase()
    {
        var network = new Rare(1);
        new Samples(3).Fill(network.Compiled);
        for (int impulse = 0; impulse < 4; impulse++)
        {
            float[] inputs = new float[Rare.InputLength], outputs = new float[4];
            inputs[impulse] = 1;
            Rare.State state = default;
            int given = 0;
            for (int step = 0; step < inputs.Length; step++)
                if (network.Step(inputs.AsSpan(step, 1), ref state, outputs.AsSpan(given)))
                    given++;
            Assert.Equal(4, given);
            Assert.Equal(network.Predict(inputs), outputs);
        }
    }

    [Fact]
    public void States_know_their_layers_and_survive_bytes()
    {
        var network = new Strided(1);
        new Samples(3).Fill(network.Compiled);
        float[] inputs = new Samples(4).Normal(2 * 9), outputs = new float[9 * 3], later = new float[9 * 3];
        Strided.State state = default;
        network.StepBlock(inputs, ref state, outputs);
        byte[] bytes = new byte[Strided.State.ByteCount];
        state.Save(bytes);
        Strided.State loaded = Strided.State.Load(bytes), copy = state;
        Assert.Equal(network.StepBlock(inputs, ref copy, outputs), network.StepBlock(inputs, ref loaded, later));
        Assert.Equal(outputs, later);
        Assert.Equal(copy, loaded);
        string message = Assert.Throws<ArgumentException>(() => Pooled.State.Load(bytes)).Message;
        Assert.Contains("Pooled carries max_pooling1d_1_steps (3 x 3)", message, StringComparison.Ordinal);
    }

    /// <summary>Whoever made the bytes, a step stays inside the state's memory.</summary>
    [Fact]
    public void Numbers_that_no_step_leaves_do_no_harm()
    {
        var network = new Strided(1);
        new Samples(3).Fill(network.Compiled);
        byte[] bytes = new byte[Strided.State.ByteCount];
        foreach (float number in new[] { float.NaN, -5, 3e9f, float.PositiveInfinity, 1e-40f })
        {
            default(Strided.State).Save(bytes);
            for (int place = bytes.Length % 4 == 0 ? 8 : 0; place + 4 <= bytes.Length; place += 4)
                BitConverter.TryWriteBytes(bytes.AsSpan(place), number);
            Strided.State state = Strided.State.Load(bytes);
            for (int step = 0; step < 20; step++)
                network.Step([1, 2], ref state, new float[3]);
            state.Reset();
            Assert.Equal(default, state);
        }
    }

    [Fact]
    public void Room_for_too_few_outputs_is_refused()
    {
        var network = new Rare(1);
        Rare.State state = default;
        Assert.Equal(0, network.StepBlock(new float[3], ref state, []));
        string message = Assert.Throws<ArgumentException>(() => network.StepBlock(new float[5], ref state, new float[1])).Message;
        Assert.Contains("gives 1 float an answer; for 5 steps that is 2, but there is room for 1", message, StringComparison.Ordinal);
        Assert.Equal(2, network.StepBlock(new float[5], ref state, new float[2]));
    }

    [Network(23, 1)]
    [Conv1D(6, 3, Padding = Padding.Causal), ReLU]
    [Conv1D(6, 3, Padding = Padding.Causal, DilationRate = 4), BatchNorm, Tanh(Name = "skip")]
    [Conv1D(6, 2, Padding = Padding.Causal, DilationRate = 7), Add("skip"), Dense(2)]
    private sealed partial class Dilated;

    [Network(12, 3)]
    [MaxPool1D(3, Strides = 1, Padding = Padding.Explicit, PadBefore = 2)]
    [AveragePool1D(4, Strides = 1, Padding = Padding.Explicit, PadBefore = 3)]
    private sealed partial class Pooled;

    [Network(11, 16)]
    [Conv1D(18, 3, Padding = Padding.Causal, Groups = 2), LeakyReLU]
    [Conv1D(32, 1), Conv1D(32, 2, Groups = 32, Padding = Padding.Causal)]
    [Conv1D(6, 12, Padding = Padding.Causal)]
    private sealed partial class Grouped;

    [Network(18, 2)]
    [Conv1D(5, 4, Strides = 2, Padding = Padding.Causal), Tanh]
    [MaxPool1D(3), GRU(3)]
    private sealed partial class Strided;

    [Network(16, 1)]
    [AveragePool1D(2), Conv1D(20, 3, Strides = 2, Padding = Padding.Explicit, PadBefore = 1), Tanh, Dense(1)]
    private sealed partial class Rare;
}
