using Xunit;

namespace NetCompiler.Tests;

/// <summary>Sequences of different lengths: padding changes nothing, in any layer that can leave it out.</summary>
public partial class LengthsTests : LayerProof
{
    private const int Steps = 7, Features = 3;

    protected override IEnumerable<INetwork> Networks =>
    [
        new Lstm(1), new Gru(1), new Before(1), new Simple(1), new Stack(1), new Classes(1), new Yes(1), new Numbers(1), new Divergence(1),
        new Mean(1), new Largest(1), new Turned(1), new Attention(1),
    ];

    protected override double Far => 3;

    [Fact]
    public void Padding_changes_no_bit_of_an_answer()
    {
        foreach (INetwork network in Networks)
        {
            CompiledNetwork compiled = network.Compiled;
            NetworkInfo info = compiled.Info;
            var samples = new Samples(4);
            samples.Fill(compiled);
            int rows = Steps + 1, length = info.InputLength, answer = info.OutputLength, each = info.Inputs[0].Length / Steps;
            float[] inputs = samples.Inputs(info, rows), padded = (float[])inputs.Clone();
            for (int row = 0; row < rows; row++)
            {
                inputs[(row + 1) * length - 1] = padded[(row + 1) * length - 1] = row;
                for (int i = row * each; i < Steps * each; i++)
                    padded[row * length + i] = each == 1 ? i % 3 == 0 ? float.NaN : -1 : i % 2 == 0 ? float.NaN : 1e30f;
            }
            float[] first = compiled.Predict(inputs), second = compiled.Predict(padded);
            Assert.DoesNotContain(first, float.IsNaN);
            for (int row = 0; row < rows; row++)
            {
                float[] alone = compiled.Predict(padded.AsSpan(row * length, length));
                bool isSequence = info.Outputs[0].IsMasked;
                int counted = isSequence ? row * answer / Steps : answer;
                Assert.Equal(first.AsSpan(row * answer, counted), second.AsSpan(row * answer, counted));
                Assert.Equal(first.AsSpan(row * answer, counted), alone.AsSpan(0, counted));
            }
        }
    }

    [Fact]
    public void A_short_sample_has_the_bits_of_a_network_of_as_many_steps()
    {
        CompiledNetwork long7 = new Both(1).Compiled, short3 = new Three(1).Compiled, plain = new Plain(1).Compiled;
        var samples = new Samples(3);
        samples.Fill(long7);
        short3.CopyWeightsFrom(long7);
        plain.CopyWeightsFrom(long7);
        float[] inputs = samples.Normal(Steps * Features);
        Assert.Equal(short3.Predict(inputs.AsSpan(0, 3 * Features)), long7.Predict([.. inputs, 3]));
        Assert.Equal(plain.Predict(inputs), long7.Predict([.. inputs, 7]));
    }

    /// <summary>Keras: newest first; here the newest that counts, and zeros at the end.</summary>
    [Fact]
    public void Layers_that_go_backwards_and_pools_are_those_of_as_many_steps()
    {
        CompiledNetwork long7 = new Turned(1).Compiled, short3 = new Turned3(1).Compiled;
        var samples = new Samples(3);
        samples.Fill(long7);
        short3.CopyWeightsFrom(long7);
        float[] inputs = samples.Normal(Steps * Features), expected = short3.Predict(inputs.AsSpan(0, 3 * Features));
        Assert.Equal(expected, long7.Predict([.. inputs, 3]));

        var turned = new Newest(1);
        turned.SetParameter("simple_rnn_1/kernel", [1]);
        turned.SetParameter("simple_rnn_1/recurrent_kernel", [10]);
        Assert.Equal([3, 32, 321, 0, 0], turned.Predict([1, 2, 3, 4, 5, 3]));
        Assert.Equal([0, 0, 0, 0, 0], turned.Predict([1, 2, 3, 4, 5, 0]));
        // What is zero counts all the same: lengths say which steps do, never values.
        Assert.Equal([3, 30, 301, 0, 0], turned.Predict([1, 0, 3, 4, 5, 3]));
        Assert.Equal([0, 2, 21, 0, 0], turned.Predict([1, 2, 0, 4, 5, 3]));
        Assert.Equal([5, 54, 543, 5432, 54321], turned.Predict([1, 2, 3, 4, 5, 5]));
        Assert.Equal([3, -1, 2, -2], new Pools(1).Predict([1, -1, 2, -2, 3, -3, 9, 9, 9, 9, 3]));
        Assert.Equal([0, 0, 0, 0], new Pools(1).Predict([1, -1, 2, -2, 3, -3, 9, 9, 9, 9, 0]));
    }

    [Fact]
    public void Class_numbers_of_the_padding_may_be_anything()
    {
        var network = new Simple(1);
        float[] words = [1, 2, -1, -1, -1, -1, -1], other = [1, 2, 8, 0, 99, 3, 4], answers = new float[3];
        network.Predict(input: words, lengths: [2], output: answers);
        Assert.Equal(answers, network.Predict([.. other, 2]));
        Assert.Equal(
            "The input of sample 1 is -1 in column 2; embedding_1 of Simple takes class numbers, whole and 0 to 8. (Parameter 'input')",
            Assert.Throws<ArgumentException>(() =>
                network.Predict(input: [.. other, .. words], lengths: [2, 3], output: new float[6])).Message);
        network.Fit(Dataset.FromLabels([.. words, .. other], [0, 1], 3).WithLengths([2, 4]), new FitOptions { Epochs = 1 });
        Assert.StartsWith(
            "The input of sample 1 is 99 in column 4;", Assert.Throws<ArgumentException>(() =>
                network.Fit(Dataset.FromLabels([.. words, .. other], [0, 1], 3).WithLengths([2, 5]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_steps_give_the_initial_state_and_steps_that_do_not_count_zeros()
    {
        var network = new Outputs(1);
        var samples = new Samples(3);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(2 * Steps * Features), outputs = new float[2 * Outputs.OutputLength];
        network.Predict(input: inputs, lengths: [0, 4], output: outputs);
        float[] none = outputs[..Outputs.OutputLength], four = outputs[Outputs.OutputLength..];
        Assert.All(none, value => Assert.Equal(0, value));
        Assert.All(four[(4 * 5)..], value => Assert.Equal(0, value));
        Assert.DoesNotContain(0, four[..(4 * 5)]);
    }

    [Fact]
    public void Training_does_not_see_padding_on_any_number_of_threads()
    {
        var random = new RandomSequence(1);
        const int Count = 90;
        int[] lengths = [.. Enumerable.Range(0, Count).Select(i => i % 11 == 0 ? 0 : random.Next(Steps + 1))];
        var samples = new Samples(8);
        float[] inputs = samples.Normal(Count * Steps * Features);
        int[] labels = [.. Enumerable.Range(0, Count * Steps).Select(_ => random.Next(4))];
        float[]? weights = null;
        float? loss = null, accuracy = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            for (int i = 0; i < inputs.Length; i++)
                if (i / Features % Steps >= lengths[i / Features / Steps])
                    inputs[i] = threads * (i % 5);
            for (int i = 0; i < labels.Length; i++)
                if (i % Steps >= lengths[i / Steps])
                    labels[i] = threads;
            Dataset data = Dataset.FromLabels([.. inputs], [.. labels], 4, Count).WithLengths(lengths);
            var network = new Classes(1);
            network.Fit(data, new FitOptions { Epochs = 2, BatchSize = 32, MaxDegreeOfParallelism = threads, Optimizer = new Adam() });
            Evaluation evaluation = network.Evaluate(data.Shuffle(threads));
            weights ??= network.Compiled.Weights.ToArray();
            loss ??= (float)evaluation.Loss;
            accuracy ??= (float)evaluation.Accuracy;
            Assert.Equal(weights, network.Compiled.Weights.ToArray());
            Assert.Equal(loss.Value, evaluation.Loss, 1e-5);
            Assert.Equal(accuracy.Value, evaluation.Accuracy, 1e-6);
        }
    }

    /// <summary>Keras: the sum over steps that count by their number, over all samples.</summary>
    [Fact]
    public void Loss_and_accuracy_are_means_over_steps_that_count()
    {
        var network = new Classes(1);
        var samples = new Samples(2);
        samples.Fill(network.Compiled);
        int[] lengths = [5, 0, 1, 7], labels = [.. Enumerable.Range(0, 4 * Steps).Select(i => i % 4)];
        float[] inputs = samples.Normal(4 * Steps * Features), answers = new float[4 * Classes.OutputLength];
        network.Predict(inputs, Array.ConvertAll(lengths, length => (float)length), answers);
        double sum = 0, right = 0;
        for (int sample = 0; sample < 4; sample++)
            for (int step = 0; step < lengths[sample]; step++)
            {
                float[] p = answers[((sample * Steps + step) * 4)..][..4];
                sum -= Math.Log(p[labels[sample * Steps + step]]);
                right += p.AsSpan().IndexOf(p.Max()) == labels[sample * Steps + step] ? 1 : 0;
            }
        Evaluation evaluation = network.Evaluate(Dataset.FromLabels(inputs, labels, 4, 4).WithLengths(lengths));
        Assert.Equal(sum / 13, evaluation.Loss, 1e-5);
        Assert.Equal(right / 13, evaluation.Accuracy, 1e-6);
        // Weights of samples are inside the sum, not in what it is divided by.
        Dataset weighted = Dataset.FromLabels(inputs, labels, 4, 4).WithLengths(lengths).WithSampleWeights([2, 2, 2, 2]);
        Assert.Equal(2 * sum / 13, network.Evaluate(weighted).Loss, 1e-5);
        Evaluation empty = network.Evaluate(Dataset.FromLabels(inputs, labels, 4, 4).WithLengths([0, 0, 0, 0]));
        Assert.Equal(0, empty.Loss);
        network.Fit(Dataset.FromLabels(inputs, labels, 4, 4).WithLengths([0, 0, 0, 0]));
        Assert.True(new Lstm(1).TrainOnBatch([.. inputs[..(Steps * Features)], 0], [1f, 1f], new SGD()) > 0);
    }

    [Fact]
    public void Lengths_that_cannot_be_are_refused()
    {
        var network = new Lstm(1);
        foreach (float length in new[] { 8, -1, 2.5f })
            Refuse($"The length of sample 1 is {length}; Lstm takes lengths, whole and 0 to 7.", () =>
                network.Predict(input: new float[2 * Steps * Features], lengths: [1, length], output: new float[4]));
        Dataset data = Dataset.FromTargets(new float[2 * Steps * Features], new float[4], 2);
        Refuse("The length of sample 1 is 9; Lstm", () => network.Fit(data.WithLengths([1, 9])));
        Refuse("There are 2 samples but 1 lengths", () => data.WithLengths([1]));
        Refuse("The length of sample 0 is -1;", () => data.WithLengths([-1, 0]));
        Refuse("These samples have lengths already.", () => data.WithLengths([1, 1]).WithLengths([1, 1]));

        Refuse("Lstm takes 22 floats a sample, one of which says how many of its steps count; 21 is not a whole number of samples.",
            () => network.Predict(new float[Steps * Features], new float[2]));
        Refuse("Lstm takes 22 inputs a sample, one of which says how many of its steps count; the data has 21: WithLengths adds that.",
            () => network.Fit(Dataset.FromTargets(new float[Steps * Features], new float[2], 1)));

        static void Refuse(string start, Action action) =>
            Assert.StartsWith(start, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_go_on_as_long_as_they_like_and_nothing_allocates()
    {
        var network = new Classes(1);
        var samples = new Samples(9);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(Steps * Features), outputs = new float[Steps * 4], whole = new float[Steps * 4];
        network.Predict(inputs, [7], whole);
        Classes.State state = default;
        network.StepBlock(inputs, ref state, outputs);
        Assert.Equal(whole, outputs);
        float[] lengths = [7];
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Predict(inputs, lengths, whole);
        network.StepBlock(inputs, ref state, outputs);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Network(Steps, Features, Lengths = true)]
    [LSTM(5, ReturnSequences = true, Bidirectional = true), LSTM(6), Dense(2)]
    private sealed partial class Lstm;

    [Network(Steps, Features, Lengths = true)]
    [GRU(17, ReturnSequences = true), Dense(4), Tanh, GRU(4, GoBackwards = true), Dense(2)]
    private sealed partial class Gru;

    [Network(Steps, Features, Lengths = true)]
    [GRU(5, ResetAfter = false, Bidirectional = true, ReturnSequences = true, MergeMode = MergeMode.Multiply)]
    [GRU(3, ResetAfter = false), Dense(2)]
    private sealed partial class Before;

    [Network(Steps, Lengths = true)]
    [Embedding(9, 4), SimpleRNN(5, Bidirectional = true, ReturnSequences = true), LayerNorm]
    [SimpleRNN(3, GoBackwards = true), Dense(3), Softmax]
    private sealed partial class Simple;

    [Network(Steps, Features, Lengths = true)]
    [LSTM(Features, ReturnSequences = true), Add("input"), GRU(4, ReturnSequences = true), Concat("input"), LSTM(17), Dense(2)]
    private sealed partial class Stack;

#pragma warning disable NETC1085 // an answer at every step is meant
    [Network(Steps, Features, Lengths = true)]
    [GRU(6, ReturnSequences = true), Dense(4), Softmax]
    private sealed partial class Classes;

    [Network(Steps, Features, Lengths = true)]
    [LSTM(6, ReturnSequences = true), Dense(2), Sigmoid]
    private sealed partial class Yes;
#pragma warning restore NETC1085

    [Network(Steps, Features, Lengths = true, Loss = Loss.Huber)]
    [LSTM(16, ReturnSequences = true, Bidirectional = true, MergeMode = MergeMode.Sum)]
    private sealed partial class Numbers;

    [Network(Steps, Features, Lengths = true, Loss = Loss.KullbackLeiblerDivergence)]
    [GRU(4, ReturnSequences = true), Softmax]
    private sealed partial class Divergence;

    [Network(Steps, Features, Lengths = true)]
    [Dense(4), MultiHeadAttention(2, 3, Causal = true), Tanh, MultiHeadAttention(1, 5), Dense(2)]
    private sealed partial class Attention;

    [Network(Steps, Features, Lengths = true)]
    [LSTM(5, ReturnSequences = true)]
    private sealed partial class Outputs;

    [Network(Steps, Features, Lengths = true)]
    [Dense(5), Tanh, GlobalAveragePool, Dense(2)]
    private sealed partial class Mean;

    [Network(Steps, Features, Lengths = true)]
    [GRU(5, ReturnSequences = true, Name = "steps"), GlobalMaxPool(Name = "largest")]
    [GlobalAveragePool(From = "steps"), Concat("largest"), Dense(2)]
    private sealed partial class Largest;

    [Network(Steps, Features, Lengths = true)]
    [LSTM(5, GoBackwards = true, ReturnSequences = true), GRU(17, GoBackwards = true, ReturnSequences = true, Name = "turned")]
    [LSTM(4, Name = "one"), GlobalAveragePool(From = "turned"), Concat("one"), Dense(2)]
    private sealed partial class Turned;

    [Network(3, Features)]
    [LSTM(5, GoBackwards = true, ReturnSequences = true), GRU(17, GoBackwards = true, ReturnSequences = true, Name = "turned")]
    [LSTM(4, Name = "one"), GlobalAveragePool(From = "turned"), Concat("one"), Dense(2)]
    private sealed partial class Turned3;

    [Network(5, 1, Lengths = true)]
    [SimpleRNN(1, Activation = Activation.Linear, UseBias = false, GoBackwards = true, ReturnSequences = true)]
    private sealed partial class Newest;

    [Network(5, 2, Lengths = true, Mode = NetworkMode.InferenceOnly)]
    [GlobalAveragePool, GlobalMaxPool(From = "input"), Concat("global_average_pooling_1", From = "global_max_pooling_1")]
    private sealed partial class Pools;

    [Network(Steps, Features, Lengths = true)]
    [LSTM(5, ReturnSequences = true, Bidirectional = true), GRU(4, Bidirectional = true), Dense(2)]
    private sealed partial class Both;

    [Network(3, Features)]
    [LSTM(5, ReturnSequences = true, Bidirectional = true), GRU(4, Bidirectional = true), Dense(2)]
    private sealed partial class Three;

    [Network(Steps, Features)]
    [LSTM(5, ReturnSequences = true, Bidirectional = true), GRU(4, Bidirectional = true), Dense(2)]
    private sealed partial class Plain;
}
