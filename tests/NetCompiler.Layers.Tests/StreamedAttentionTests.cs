using Xunit;

namespace NetCompiler.Tests;

/// <summary>Causal attention one step at a time, with a memory of as many steps as the network has.</summary>
[Trait("Category", "Numbers")]
public partial class StreamedAttentionTests
{
    [Fact]
    public void Steps_have_the_bits_of_the_whole_sequence()
    {
        Deep deep = new(1);
        Streams.Check<Deep.State>(deep, deep.StepBlock);
        Mixed mixed = new(1);
        Streams.Check<Mixed.State>(mixed, mixed.StepBlock);
    }

    /// <summary>Behind as many steps as there are in memory, the oldest is forgotten.</summary>
    [Fact]
    public void Later_steps_see_the_last_ones()
    {
        var network = new Single(1);
        var samples = new Samples(3);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(40 * 3), outputs = new float[2];
        Single.State state = default;
        for (int step = 0; step < 40; step++)
        {
            network.Step(inputs.AsSpan(3 * step, 3), ref state, outputs);
            if (step < 7)
                continue;
            float[] last = network.Predict(inputs.AsSpan(3 * (step - 7), 24)).AsSpan(14).ToArray();
            Assert.Equal(last[0], outputs[0], 2e-6f);
            Assert.Equal(last[1], outputs[1], 2e-6f);
        }
    }

    [Fact]
    public void A_state_is_copied_saved_and_compared_and_nothing_allocates()
    {
        var network = new Deep(1);
        var samples = new Samples(6);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(Deep.InputLength), first = new float[3], again = new float[3];
        Deep.State state = default;
        Assert.Equal(default, network.Warm(0));
        network.StepBlock(inputs.AsSpan(0, 20), ref state, new float[15]);
        Deep.State copy = state;
        byte[] bytes = new byte[Deep.State.ByteCount];
        state.Save(bytes);
        network.Step(inputs.AsSpan(20, 4), ref state, first);
        Assert.NotEqual(copy, state);
        network.Step(inputs.AsSpan(20, 4), ref copy, again);
        Assert.Equal(first, again);
        Assert.Equal(state, copy);
        copy = Deep.State.Load(bytes);
        network.Step(inputs.AsSpan(20, 4), ref copy, again);
        Assert.Equal(first, again);
        Assert.Equal(state, copy);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 50; step++)
            network.Step(inputs.AsSpan(4 * (step % 21), 4), ref copy, again);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        copy.Reset();
        Assert.Equal(default, copy);
    }

    [Fact]
    public void Any_bytes_are_a_state()
    {
        var network = new Deep(1);
        byte[] bytes = new byte[Deep.State.ByteCount];
        default(Deep.State).Save(bytes);
        foreach (byte other in new byte[] { 0x7F, 0xFF, 0xC7, 0x01 })
        {
            bytes.AsSpan(8).Fill(other);
            Deep.State state = Deep.State.Load(bytes);
            for (int step = 0; step < 50; step++)
                network.Step([1, 2, 3, 4], ref state, new float[3]);
        }
    }

    [Network(21, 4)]
    [Dense(6, Name = "first"), LayerNorm, MultiHeadAttention(2, 3, Causal = true), Add("first", Name = "seen")]
    [LayerNorm, MultiHeadAttention(1, 16, Causal = true, ValueDim = 5), Add("seen")]
    [Dense(3)]
    private sealed partial class Deep;

    /// <summary>Behind a strided window, next to a cell, over another value.</summary>
    [Network(40, 2)]
    [Conv1D(5, 4, Padding = Padding.Causal, Strides = 2), Tanh(Name = "half")]
    [LSTM(4, ReturnSequences = true), MultiHeadAttention(2, 4, "half", Causal = true), LSTM(3)]
    private sealed partial class Mixed;

    [Network(8, 3)]
    [MultiHeadAttention(2, 3, Causal = true), Dense(2)]
    private sealed partial class Single;
}
