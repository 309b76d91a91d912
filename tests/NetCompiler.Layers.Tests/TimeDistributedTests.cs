using Xunit;

namespace NetCompiler.Tests;

/// <summary>Layers, blocks and networks on every step of what comes in.</summary>
public partial class TimeDistributedTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Film(1), new Normed(1), new Sentences(1), new Nested(1), new Letters(1), new Ports(1)];

    [Fact]
    public void A_film_is_its_frames_one_by_one_to_the_bit()
    {
        var film = new Frames(1);
        FrameNet frame = film.Part<FrameNet>();
        var samples = new Samples(3);
        samples.Fill(film.Compiled);
        float[] inputs = samples.Normal(3 * Frames.InputLength), answers = film.Predict(inputs);
        float[] each = [.. inputs.Chunk(FrameNet.InputLength).SelectMany(one => frame.Predict(one))];
        Assert.Equal(each, answers);
    }

    [Fact]
    public void Means_of_the_data_are_those_of_all_steps()
    {
        var network = new Scaled(1);
        network.Adapt(Dataset.FromTargets([1, 10, 3, 30, 5, 50, 7, 70], new float[2], 2));
        Assert.Equal([4, 40], network.GetParameter("scales_1/normalization_1/mean"));
        Assert.Equal([5, 500], network.GetParameter("scales_1/normalization_1/variance"));
    }

    [Fact]
    public void What_layers_inside_add_to_the_loss_is_what_they_add_on_a_sequence()
    {
        var each = new PenalisedSteps(1);
        var whole = new PenalisedSequence(1);
        var samples = new Samples(9);
        samples.Fill(each.Compiled);
        // Numbers are drawn by the layers' names: here next to none of them is left.
        each.SetParameter("penalised_1/spread/bias", [-40, -40, -40]);
        foreach ((ParameterBlock one, ParameterBlock other) in each.Compiled.Info.Parameters.Zip(whole.Compiled.Info.Parameters))
            whole.SetParameter(other.Name, each.GetParameter(one.Name));
        float[] inputs = samples.Normal(6 * 4 * 3), targets = samples.Normal(6 * 2);
        int[] lengths = [4, 2, 0, 3, 1, 4];
        float[] rows = [.. inputs.Chunk(12).Zip(lengths, (row, length) => row.Append(length)).SelectMany(row => row)];
        Dataset data = Dataset.FromTargets(inputs, targets, 6).WithLengths(lengths);
        Assert.Equal(whole.Predict(rows), each.Predict(rows));
        Assert.Equal(whole.Evaluate(data).Loss, each.Evaluate(data).Loss, 1e-6);
        SGD mine = new() { LearningRate = 0.1 }, its = new() { LearningRate = 0.1 };
        each.Fit(data, new FitOptions { Epochs = 1, Optimizer = mine });
        whole.Fit(data, new FitOptions { Epochs = 1, Optimizer = its });
        Assert.Equal(whole.GetParameter("dense_1/bias")[0], each.GetParameter("penalised_1/dense_1/bias")[0], 1e-6);
    }

    [Fact]
    public void Every_step_drops_others()
    {
        var network = new Dropping(1);
        float[] input = [.. Enumerable.Repeat(1f, Dropping.InputLength)];
        double[] losses = new double[40];
        // A sample's loss is the mean over its steps of 0 or (1 / 0.5 - 0)²: one mask for all steps would give 0 or 4.
        for (int i = 0; i < losses.Length; i++)
            losses[i] = network.TrainOnBatch(input, new float[Dropping.OutputLength], new SGD { LearningRate = 0 });
        Assert.Contains(losses, loss => loss is > 0 and < 4);
        Assert.InRange(losses.Average(), 1.5, 2.5);
    }

    [Fact]
    public void Training_has_the_same_bits_whatever_the_threads_and_the_parts_of_a_batch()
    {
        var samples = new Samples(5);
        float[] inputs = samples.Normal(9 * Film.InputLength),
            targets = samples.Targets(Loss.CategoricalCrossentropy, 9, Film.OutputLength);
        Dataset data = Dataset.FromTargets(inputs, targets, 9);
        float[] Weights(int threads)
        {
            var network = new Film(4);
            network.Fit(data, new FitOptions { Epochs = 2, BatchSize = 5, MaxDegreeOfParallelism = threads });
            return network.Compiled.Weights.ToArray();
        }
        Assert.Equal(Weights(1), Weights(3));
    }

    [Fact]
    public void Steps_and_blocks_have_the_bits_of_the_whole_sequence()
    {
        var film = new Film(1);
        Streams.Check<Film.State>(film, film.StepBlock);
        var nested = new NestedStream(1);
        Streams.Check<NestedStream.State>(nested, nested.StepBlock);
    }

    [Fact]
    public void Padding_behind_a_shorter_film_changes_no_bit()
    {
        var network = new Lengths(1);
        var samples = new Samples(7);
        float[] inputs = samples.Normal(2 * 5 * 16), other = [.. inputs];
        Array.Fill(other, 99f, 3 * 16, 2 * 16);
        float[] Answers(float[] films) => network.Predict([.. films[..80], 3, .. films[80..], 5]);
        Assert.Equal(Answers(inputs), Answers(other));
    }

    [Fact]
    public void Values_of_single_steps_are_seen_together()
    {
        var network = new Seen(1);
        var samples = new Samples(7);
        float[] input = samples.Normal(Seen.InputLength);
        const int Frames = 3;
        float[] turned = [.. input.Chunk(input.Length / Frames).Reverse().SelectMany(frame => frame)];
        foreach (string layer in new[] { "seen/input", "seen/conv2d_1", "seen/flatten_1", "seen/tanh_1", "seen" })
        {
            float[] values = network.Activations(layer, input);
            Assert.Equal(
                values.Chunk(values.Length / Frames).Reverse().SelectMany(frame => frame), network.Activations(layer, turned));
            Assert.Equal(Frames, values.Chunk(values.Length / Frames).Select(frame => frame[^1]).Distinct().Count());
        }
        Assert.Equal(3 * 6, network.Saliency(input, 1).Values.Count);
    }

    [Fact]
    public void The_table_counts_every_step()
    {
        Assert.Equal(5 * (6 * 4 * 2 * 9 * 4 + 3 * 2 * 4 * 5) + 5 * (5 + 4) * 16 + 4 * 3, new Film(1).Compiled.Info.MultiplyAdds);
        Assert.Contains("frame_1/conv2d_1", Film.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_and_steps_of_training_allocate_nothing()
    {
        var network = new Film(1);
        var samples = new Samples(5);
        float[] inputs = samples.Normal(4 * Film.InputLength),
            targets = samples.Targets(Loss.CategoricalCrossentropy, 4, Film.OutputLength),
            answers = new float[4 * Film.OutputLength];
        Adam optimizer = new();
        network.TrainOnBatch(inputs, targets, optimizer);
        Allocation.AssertNone(() => network.Predict(inputs, answers));
        Allocation.AssertNone(() => network.TrainOnBatch(inputs, targets, optimizer));
    }

    [Block]
    [Conv2D(4, 3, Padding = Padding.Same), ReLU]
    [MaxPool2D(2)]
    [Flatten, Dense(5), Tanh]
    private sealed class Frame;

    [Network(5, 6, 4, 2)]
    [TimeDistributed<Frame>]
    [LSTM(4)]
    [Dense(3), Softmax]
    private sealed partial class Film;

    [Block]
    [Rescaling(0.5), Conv2D(5, 3, UseBias = false), BatchNorm, Tanh(Name = "seen")]
    [Conv2D(5, 1, UseBias = false), Add("seen"), PReLU]
    [GlobalAveragePool, BatchNorm]
    private sealed class Norms;

    [Network(3, 4, 5, 1)]
    [TimeDistributed<Norms>(Repeat = 1)]
    [Dense(2, Name = "step"), Softmax]
    private sealed partial class Normed;

    [Block]
    [GRU(3, ReturnSequences = true), MultiHeadAttention(2, 3), LayerNorm]
    [Conv1D(4, 2), Dropout(0)]
    [GlobalMaxPool]
    private sealed class Words;

    [Network(3, 4, 2)]
    [TimeDistributed<Words>(Name = "sentences")]
    [Add("sentences"), SimpleRNN(3, ReturnSequences = true), Flatten, Dense(2)]
    private sealed partial class Sentences;

    [Block]
    [Dense(3), Tanh, Add("input")]
    private sealed class Pixel;

    [Block]
    [TimeDistributed<Pixel>(Name = "pixels", Repeat = 2)]
    [Flatten, Dense(4), Softmax]
    private sealed class Line;

    [Network(2, 5, 3)]
    [TimeDistributed<Line>]
    private sealed partial class Nested;

    [Block]
    [TimeDistributed<Pixel>, Flatten, Dense(4), Tanh]
    private sealed class Bent;

    [Network(4, 5, 3)]
    [TimeDistributed<Bent>, GRU(3), Dense(2)]
    private sealed partial class NestedStream;

    [Block]
    [Embedding(7, 3), LSTM(3)]
    private sealed class Word;

    [Network(3, 5, Lengths = true)]
    [TimeDistributed<Word>, LSTM(3, ReturnSequences = true), Dense(7), Softmax]
    private sealed partial class Letters;

    [Network(3, 6, 4, 2, Views = true)]
    [TimeDistributed<Frame>(Name = "seen"), Flatten, Dense(3), Softmax]
    private sealed partial class Seen;

    [Block]
    [Dense(3), Sigmoid]
    private sealed class Squashed;

    [Network, Input("films", 3, 4, 5, 2), Input("notes", 3, 4)]
    [TimeDistributed<Norms>(From = "films", Name = "seen")]
    [TimeDistributed<Squashed>(From = "seen"), Output("yes")]
    [TimeDistributed<Squashed>(From = "notes", Name = "heard"), Concat("seen"), Dense(2)]
    private sealed partial class Ports;

    [Network(6, 4, 2)]
    [Conv2D(4, 3, Padding = Padding.Same), BatchNorm, ReLU]
    [MaxPool2D(2), Flatten, Dense(19), GELU, Dense(3)]
    internal sealed partial class FrameNet;

    [Network(4, 6, 4, 2)]
    [TimeDistributed<FrameNet>]
    private sealed partial class Frames;

    [Block]
    [Dropout(0.5), Linear]
    private sealed class Drops;

    [Network(16, 1)]
    [TimeDistributed<Drops>, Dense(1, KernelInitializer = Initializer.Ones)]
    private sealed partial class Dropping;

    [Block]
    [Dense(3), ActivityRegularization(L2 = 0.1), Tanh(Name = "mean"), Dense(3, From = "input", Name = "spread")]
    [Sample("spread", From = "mean", Weight = 0.5), Dense(2), ActivityRegularization(L1 = 0.2), Tanh]
    private sealed class Penalised;

    [Network(4, 3, Lengths = true)]
    [TimeDistributed<Penalised>, LSTM(2)]
    private sealed partial class PenalisedSteps;

    [Network(4, 3, Lengths = true)]
    [Dense(3), ActivityRegularization(L2 = 0.1), Tanh(Name = "mean"), Dense(3, From = "input", Name = "spread")]
    [Sample("spread", From = "mean", Weight = 0.5), Dense(2), ActivityRegularization(L1 = 0.2), Tanh]
    [LSTM(2)]
    private sealed partial class PenalisedSequence;

    [Block]
    [Normalization, Dense(1)]
    private sealed class Scales;

    [Network(2, 2)]
    [TimeDistributed<Scales>, Flatten, ReLU, Dense(1)]
    private sealed partial class Scaled;

    [Network(5, 4, 4, 1, Lengths = true)]
    [TimeDistributed<Frame>, GRU(3)]
    private sealed partial class Lengths;
}
