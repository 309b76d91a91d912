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
        for (int step = 0; step < 3; step++)
            network.Step([0, 0], ref state, output);
        Assert.NotEqual(default, state);
        Assert.Equal(network.Warm(3), state);
    }

    [Fact]
    public void What_is_not_finite_stays_in_a_state_until_it_is_reset()
    {
        var network = new Lstm(1);
        new Samples(3).Fill(network.Compiled);
        float[] output = new float[1];
        Lstm.State state = network.Warm(2);
        network.Step([float.NaN, 1], ref state, output);
        network.Step([1, 1], ref state, output);
        Assert.False(state.IsFinite);
        Assert.True(float.IsNaN(output[0]));
        state.Reset();
        Assert.True(state.IsFinite);
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
        message = Assert.Throws<ArgumentException>(() => network.Step([1, 2], ref state, [])).Message;
        Assert.Contains("Lstm gives 1 float a step; for 1 step that is 1, but there is room for 0", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => network.Step(new float[4], ref state, new float[2])).Message;
        Assert.Contains("takes 2 floats a step, not 4; StepBlock takes several", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Warm(-1));
        Assert.Equal(default, state);
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

    /// <summary>Audio programs turn subnormal numbers off on their threads: an impulse and ten seconds of silence have the same bits with
    /// and without.</summary>
    [Fact]
    public void Silence_has_the_same_bits_where_a_thread_flushes_subnormal_numbers()
    {
        Assert.SkipUnless(FloatingPointMode.CanChange, "The test changes MXCSR through glibc.");
        var network = new Lstm(1);
        network.SetParameter("lstm_1/bias", new float[20]);
        (ulong Hash, float Last) flushed = FloatingPointMode.RunWith(
            FloatingPointMode.FlushResults | FloatingPointMode.FlushOperands, Decline, out (ulong Hash, float Last) kept);
        Assert.Equal(kept, flushed);
        Assert.Equal(0, kept.Last);

        (ulong Hash, float Last) Decline()
        {
            Lstm.State state = default;
            ulong hash = 14695981039346656037;
            float[] input = [1, -1], output = new float[1];
            for (int step = 0; step < 480_000; step++)
            {
                network.Step(input, ref state, output);
                hash = (hash ^ BitConverter.SingleToUInt32Bits(output[0])) * 1099511628211;
                input.AsSpan().Clear();
            }
            return (hash, output[0]);
        }
    }

    /// <summary>Each stream has its own state; two threads take them in turn.</summary>
    [Fact]
    public void Ten_thousand_streams_at_once_do_not_mix()
    {
        const int Count = 10_000, Steps = 7;
        var network = new Lstm(1);
        var samples = new Samples(5);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(Count * Lstm.InputLength), outputs = new float[Count];
        var states = new Lstm.State[Count];
        Parallel.For(0, 2, thread =>
        {
            for (int step = 0; step < Steps; step++)
                for (int stream = thread; stream < Count; stream += 2)
                    network.Step(inputs.AsSpan(stream * Lstm.InputLength + 2 * step, 2), ref states[stream], outputs.AsSpan(stream, 1));
        });
        Assert.Equal(network.Predict(inputs), outputs);
    }

    /// <summary>Whoever holds the network's locks meanwhile, as a training does that publishes parameters, steps go on.</summary>
    [Fact]
    public void Steps_take_no_lock_and_throw_and_allocate_nothing()
    {
        var network = new Wide(1);
        float[] inputs = new float[9 * 16], outputs = new float[9];
        Wide.State state = default;
        network.StepBlock(inputs, ref state, outputs);
        int exceptions = 0, thread = 0;
        long allocated = -1;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e)
        {
            if (Environment.CurrentManagedThreadId == thread)
                exceptions++;
        }
        using (network.Compiled.Store.Memory.HoldStill())
        {
            lock (network)
            {
                AppDomain.CurrentDomain.FirstChanceException += Count;
                var stream = new Thread(() =>
                {
                    thread = Environment.CurrentManagedThreadId;
                    Wide.State own = default;
                    network.StepBlock(inputs, ref own, outputs);
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    for (int i = 0; i < 50; i++)
                    {
                        network.StepBlock(inputs, ref own, outputs);
                        network.Step(inputs.AsSpan(0, 16), ref own, outputs.AsSpan(0, 1));
                    }
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                });
                stream.Start();
                Assert.True(stream.Join(TimeSpan.FromMinutes(1)));
                AppDomain.CurrentDomain.FirstChanceException -= Count;
            }
        }
        Assert.Equal((0, 0), (exceptions, allocated));
    }

    [Fact]
    public void The_sample_rate_is_part_of_the_description()
    {
        NetworkInfo info = new Decay(1).Compiled.Info;
        Assert.Equal(48_000, info.SampleRate);
        Assert.Contains("million a second at 48,000 steps", info.Summary, StringComparison.Ordinal);
        Assert.Equal(0, new Lstm(1).Compiled.Info.SampleRate);
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

#pragma warning disable NETC1085 // an answer at every step is meant
    [Network(4, 3)]
    [Dense(5), Tanh, GRU(7, ReturnSequences = true), Dense(2), Sigmoid]
    private sealed partial class Pointwise;
#pragma warning restore NETC1085

    [Network(6, 4)]
    [GRU(4, ReturnSequences = true, Name = "first"), Add("input"), Tanh(Name = "sum")]
    [LSTM(6, ReturnSequences = true), Concat("sum")]
    private sealed partial class Branched;

    [Network(3, 1, SampleRate = 48_000)]
    [SimpleRNN(1, Activation = Activation.Linear, UseBias = false, ReturnSequences = true)]
    private sealed partial class Decay;
}
