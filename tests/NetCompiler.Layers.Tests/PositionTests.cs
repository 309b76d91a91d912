using Xunit;

namespace NetCompiler.Tests;

public partial class PositionTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Learned(1), new Longer(1), new Sines(1), new Words(1), new Padded(1)];

    [Fact]
    public void First_values_and_names_are_KerasHubs()
    {
        var network = new Longer(3);
        float[] values = network.GetParameter("position_embedding_1/position_embeddings");
        double bound = Math.Sqrt(6.0 / (9 + 16));
        Assert.Equal(9 * 16, values.Length);
        Assert.All(values, value => Assert.InRange(value, -bound, bound));
        Assert.InRange(values.Max(), 0.9 * bound, bound);
    }

    /// <summary>The table as Vaswani et al. say it, in the last bits, too.</summary>
    [Fact]
    public void Sines_are_exact_far_from_the_beginning()
    {
        Span<float> table = Simd.Positions.Sines(3000, 6, 10_000).Span;
        for (int step = 0; step < 3000; step++)
            for (int feature = 0; feature < 6; feature++)
            {
                double angle = step / Math.Pow(10_000, feature / 2 * 2 / 6.0);
                double exact = feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
                if (Math.Abs(table[step * 16 + feature] - exact) > 6.1e-8 * Math.Abs(exact) + 1e-12)
                    Assert.Fail($"Step {step}, feature {feature}: {table[step * 16 + feature]}, exact {exact}.");
            }
    }

    [Fact]
    public void Steps_have_the_bits_of_the_whole_sequence()
    {
        Words words = new(1);
        Streams.Check<Words.State>(words, words.StepBlock, [3, 0, 1, 4, 4, 2, 0]);
        Streaming sines = new(1);
        Streams.Check<Streaming.State>(sines, sines.StepBlock);
    }

    [Fact]
    public void A_stream_ends_with_its_positions()
    {
        var words = new Words(1);
        Words.State state = default;
        float[] outputs = new float[3];
        for (int step = 0; step < 9; step++)
            words.Step([1], ref state, outputs);
        Words.State full = state;
        Assert.Equal(
            "Words has 9 positions; this state has taken 9 steps, so there is no room for 1 more. Reset begins anew.",
            Assert.Throws<InvalidOperationException>(() => words.Step([1], ref state, outputs)).Message);
        Assert.Equal(full, state);
        state.Reset();
        Assert.Throws<InvalidOperationException>(() => words.StepBlock(new float[10], ref state, new float[30]));
        Assert.Equal(default, state);
        words.StepBlock(new float[9], ref state, new float[27]);
    }

    [Network(5, 3)]
    [PositionEmbedding(5), Tanh, LSTM(4), Dense(2)]
    private sealed partial class Learned;

    /// <summary>More rows than steps, whole vectors.</summary>
    [Network(4, 16)]
    [PositionEmbedding(9), Flatten, Dense(2)]
    private sealed partial class Longer;

    [Network(6, 5)]
    [Dense(7), SinePositionEncoding, MultiHeadAttention(1, 3), SinePositionEncoding(MaxWavelength = 20), Flatten, Dense(2)]
    private sealed partial class Sines;

    /// <summary>A small transformer.</summary>
    [Network(7)]
    [Embedding(5, 6), PositionEmbedding(9, Name = "read")]
    [LayerNorm, MultiHeadAttention(2, 3, Causal = true), Add("read"), Dense(3), Softmax]
    private sealed partial class Words;

    [Network(6, 3, Lengths = true)]
    [SinePositionEncoding, PositionEmbedding(6), GRU(4), Dense(2)]
    private sealed partial class Padded;

    [Network(12, 16)]
    [SinePositionEncoding, LayerNorm, MultiHeadAttention(1, 4, Causal = true), SinePositionEncoding, Dense(2)]
    private sealed partial class Streaming;
}
