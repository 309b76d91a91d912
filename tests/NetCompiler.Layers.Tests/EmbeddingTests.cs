using Xunit;

namespace NetCompiler.Tests;

public partial class EmbeddingTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Read(1), new Wide(1), new Alone(1), new Convolved(1), new Ports(1), new Tied(1), new WithInputGradient(1)];

    [Fact]
    public void Other_numbers_are_refused_with_their_place()
    {
        var network = new Read(1);
        float[] inputs = new float[3 * Read.InputLength], outputs = new float[3 * Read.OutputLength];
        foreach (float other in new[] { 9, -1, 0.5f, 1e10f, float.NaN })
        {
            inputs[2 * Read.InputLength + 4] = other;
            string place = $"The input of sample 2 is {other} in column 4";
            const string rest = "embedding_1 of Read takes class numbers, whole and 0 to 8.";
            Assert.StartsWith($"{place}; {rest}", Message(() => network.Predict(inputs, outputs)), StringComparison.Ordinal);
            Assert.Contains(place, Message(() => network.TrainOnBatch(inputs, outputs, new SGD())), StringComparison.Ordinal);
            if (!float.IsNaN(other))
                Assert.StartsWith(
                    $"{place}; {rest}", Message(() => network.Fit(Dataset.FromTargets(inputs, outputs, 3))), StringComparison.Ordinal);
            Assert.StartsWith($"The input of step 1 is {other}; {rest}", Message(() =>
            {
                Read.State state = default;
                network.StepBlock([0, other], ref state, new float[4]);
            }), StringComparison.Ordinal);
        }
        inputs[2 * Read.InputLength + 4] = 8;
        network.Predict(inputs, outputs);

        static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
    }

    [Fact]
    public void Of_several_inputs_it_is_said_which()
    {
        var network = new Ports(1);
        float[] words = new float[10];
        words[7] = 7;
        string message = Assert.Throws<ArgumentException>("words", () =>
            network.Predict(words: words, numbers: new float[6], output: new float[4])).Message;
        Assert.StartsWith("The input of sample 1 is 7 in column 2; embedding_1 of Ports takes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_rows_that_are_used_have_a_gradient_and_move()
    {
        var network = new Wide(1);
        float[] before = network.GetParameter("embedding_1/embeddings"), inputs = [0, 299, 5, 5, 146, 147, 148, 5];
        network.TrainOnBatch(inputs, new float[2 * Wide.OutputLength], new SGD());
        float[] gradient = network.GetGradient("embedding_1/embeddings"), after = network.GetParameter("embedding_1/embeddings");
        for (int row = 0; row < 300; row++)
        {
            float[] moved = gradient[(row * 130)..((row + 1) * 130)];
            if (inputs.Contains(row))
            {
                Assert.Contains(moved, value => value != 0);
                continue;
            }
            Assert.All(moved, value => Assert.Equal(0, value));
            Assert.Equal(before[(row * 130)..((row + 1) * 130)], after[(row * 130)..((row + 1) * 130)]);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_learns()
    {
        Dataset data = Data();
        float[][] weights = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            var network = new Read(1);
            double before = network.Evaluate(data).Loss;
            History history = network.Fit(
                data, new FitOptions { Epochs = 20, MaxDegreeOfParallelism = threads, Optimizer = new Adam { LearningRate = 0.02 } });
            Assert.True(history.Loss[^1] < before / 2);
            return network.Compiled.Weights.ToArray();
        })];
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
    }

    [Fact]
    public void Steps_have_the_bits_of_the_whole_sequence_and_allocate_nothing()
    {
        var network = new Read(1);
        var samples = new Samples(2);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Inputs(network.Compiled.Info, 1), outputs = new float[2 * Read.InputLength];
        Read.State state = default, again = default;
        for (int step = 0; step < inputs.Length; step++)
            network.Step(inputs.AsSpan(step, 1), ref state, outputs.AsSpan(2 * step, 2));
        Assert.Equal(network.Predict(inputs), outputs[^2..]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.StepBlock(inputs, ref again, outputs);
        network.Predict(inputs, outputs.AsSpan(..2));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(state, again);
    }

    [Fact]
    public void First_values_are_Kerass()
    {
        float[] values = new Wide(3).GetParameter("embedding_1/embeddings");
        Assert.All(values, value => Assert.InRange(value, -0.05f, 0.05f));
        Assert.InRange(values.Max(), 0.0499f, 0.05f);
        Assert.InRange(values.Average(), -0.001, 0.001);
    }

    /// <summary>Which class comes more often?</summary>
    private static Dataset Data()
    {
        var random = new RandomSequence(3);
        float[] inputs = new float[64 * Read.InputLength], targets = new float[64 * 2];
        for (int sample = 0; sample < 64; sample++)
        {
            Span<float> numbers = inputs.AsSpan(sample * Read.InputLength, Read.InputLength);
            foreach (ref float number in numbers)
                number = random.Next(9);
            targets[2 * sample] = numbers[^1] / 8;
            targets[2 * sample + 1] = numbers[0] > 4 ? 1 : 0;
        }
        return Dataset.FromTargets(inputs, targets, 64);
    }

    [Network(7)]
    [Embedding(9, 5), LSTM(6), Dense(2)]
    private sealed partial class Read;

    /// <summary>A table of several blocks, rows with gaps.</summary>
    [Network(4)]
    [Embedding(300, 130), Flatten, Dense(3)]
    private sealed partial class Wide;

    [Network(5)]
    [Embedding(6, 16)]
    private sealed partial class Alone;

    [Network(6)]
    [Embedding(5, 4), Conv1D(3, 3, Padding = Padding.Same), Tanh, GlobalAveragePool, Dense(2)]
    private sealed partial class Convolved;

    [Network]
    [Input("numbers", 3), Dense(4), Tanh(Name = "seen")]
    [Input("words", 5), Embedding(7, 4, From = "words"), GRU(4), Add("seen"), Dense(2)]
    private sealed partial class Ports;

    [Network(6)]
    [Embedding(5, 16, Name = "table")]
    [Embedding(5, 16, From = "input", Share = "table"), Multiply("table"), ReLU]
    [GRU(3), Dense(2)]
    private sealed partial class Tied;

    [Network(4, InputGradient = true)]
    [Embedding(5, 3, Name = "read"), Flatten, Dense(4), Tanh(Name = "one")]
    [Dense(4, From = "input"), Add("one"), Dense(2)]
    private sealed partial class WithInputGradient;
}
