using Xunit;

namespace NetCompiler.Tests;

/// <summary>Networks inside networks, used by themselves over the same parameters.</summary>
public partial class PartTests
{
    [Fact]
    public void A_part_predicts_as_in_the_whole()
    {
        var whole = new Autoencoder(3);
        Encoder encoder = whole.Part<Encoder>();
        Decoder decoder = whole.Part<Decoder>();
        float[] inputs = new Samples(2).Normal(5 * Autoencoder.InputLength);
        Assert.Equal(whole.Predict(inputs), decoder.Predict(encoder.Predict(inputs)));
        Assert.Equal(whole.GetParameter("decoder_1/dense_1/kernel"), decoder.GetParameter("dense_1/kernel"));
        // The same bits as a network of its own with these parameters.
        var alone = new Decoder(7);
        alone.CopyWeightsFrom(decoder);
        Assert.Equal(alone.Compiled.Weights, decoder.Compiled.Weights);
        float[] code = encoder.Predict(inputs);
        Assert.Equal(alone.Predict(code), decoder.Predict(code));
    }

    [Fact]
    public void Training_the_one_moves_the_other()
    {
        var whole = new Autoencoder(3);
        Encoder encoder = whole.Part<Encoder>();
        Decoder decoder = whole.Part<Decoder>(), alone = new(7);
        alone.CopyWeightsFrom(decoder);
        var samples = new Samples(2);
        float[] inputs = samples.Normal(6 * Autoencoder.InputLength), code = encoder.Predict(inputs);
        float[] before = encoder.GetParameter("conv1d_1/kernel");
        Adam mine = new(), its = new();
        for (int step = 0; step < 3; step++)
            Assert.Equal(alone.TrainOnBatch(code, inputs, its), decoder.TrainOnBatch(code, inputs, mine));
        Assert.Equal(alone.Compiled.Weights, decoder.Compiled.Weights);
        Assert.Equal(alone.GetParameter("dense_2/bias"), whole.GetParameter("decoder_1/dense_2/bias"));
        Assert.Equal(before, encoder.GetParameter("conv1d_1/kernel"));
        Assert.Equal(alone.Predict(code), whole.Predict(inputs));

        whole.TrainOnBatch(inputs, inputs, new SGD());
        Assert.NotEqual(before, encoder.GetParameter("conv1d_1/kernel"));
        Assert.Equal(whole.GetParameter("decoder_1/dense_2/bias"), decoder.GetParameter("dense_2/bias"));
        Assert.Equal(whole.Predict(inputs), decoder.Predict(encoder.Predict(inputs)));
        Assert.Throws<ArgumentException>(() => decoder.TrainOnBatch(code, inputs[1..], mine));
    }

    [Fact]
    public void What_the_one_publishes_is_there_for_the_other_and_nothing_else_changes()
    {
        using var directory = new TemporaryDirectory();
        var whole = new Autoencoder(3);
        Encoder encoder = whole.Part<Encoder>();
        Decoder decoder = whole.Part<Decoder>();
        float[] inputs = new Samples(2).Normal(5 * Autoencoder.InputLength), code = encoder.Predict(inputs);
        decoder.SetParameter("dense_2/bias", new float[Decoder.OutputLength]);
        Assert.All(whole.GetParameter("decoder_1/dense_2/bias"), value => Assert.Equal(0, value));
        Assert.Equal(code, encoder.Predict(inputs));
        var other = new Decoder(9);
        other.Save(directory.File("decoder.safetensors"));
        NetworkFile.Load(decoder.Compiled, directory.File("decoder.safetensors"));
        Assert.Equal(other.Predict(code), whole.Predict(inputs));
        whole.SetParameter("encoder_1/batch_normalization_1/moving_mean", [1, 2, 3, 4]);
        Assert.Equal([1, 2, 3, 4], encoder.GetParameter("batch_normalization_1/moving_mean"));
        Assert.Equal(whole.Predict(inputs), decoder.Predict(encoder.Predict(inputs)));
        decoder.MoveTowards(new Decoder(1), 0.5);
        Assert.Equal(whole.Predict(inputs), decoder.Predict(encoder.Predict(inputs)));
    }

    /// <summary>As generator and critic need it: the whole trains one half while the other learns by itself.</summary>
    [Fact]
    public void A_part_freezes_by_itself()
    {
        var whole = new Autoencoder(3);
        whole.Freeze("decoder_1");
        Decoder decoder = whole.Part<Decoder>();
        Assert.Empty(decoder.Compiled.FrozenParameters);
        float[] inputs = new Samples(2).Normal(5 * Autoencoder.InputLength), weights = decoder.Compiled.Weights.ToArray();
        whole.TrainOnBatch(inputs, inputs, new SGD());
        Assert.Equal(weights, decoder.Compiled.Weights);
        decoder.TrainOnBatch(whole.Part<Encoder>().Predict(inputs), inputs, new SGD());
        Assert.NotEqual(weights, decoder.Compiled.Weights.ToArray());
    }

    [Fact]
    public void Predictions_of_both_are_of_one_publication_while_others_publish()
    {
        var whole = new Autoencoder(3);
        Decoder decoder = whole.Part<Decoder>(), other = new(8), first = new(9);
        float[] code = new Samples(2).Normal(Decoder.InputLength);
        decoder.CopyWeightsFrom(first);
        float[][] answers = [first.Predict(code), other.Predict(code)];
        using var stop = new CancellationTokenSource();
        Task publishing = Task.Run(() =>
        {
            for (int i = 0; i < 300; i++)
                decoder.CopyWeightsFrom(i % 2 == 0 ? other : first);
            stop.Cancel();
        }, TestContext.Current.CancellationToken);
        float[] answer = new float[Decoder.OutputLength];
        do
        {
            decoder.Predict(code, answer);
            Assert.Contains(answers, expected => expected.AsSpan().SequenceEqual(answer));
        }
        while (!stop.IsCancellationRequested);
        publishing.Wait(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Predicting_and_training_a_part_allocates_nothing()
    {
        var whole = new Autoencoder(3);
        Decoder decoder = whole.Part<Decoder>();
        float[] code = new float[3 * Decoder.InputLength], answer = new float[3 * Decoder.OutputLength];
        float[] targets = new float[3 * Decoder.OutputLength];
        var optimizer = new Adam();
        decoder.WarmUp(3, optimizer);
        void Work()
        {
            decoder.Predict(code, answer);
            decoder.TrainOnBatch(code, targets, optimizer);
        }

        Work();
        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_part_is_found_by_class_and_name()
    {
        const string Uses = "Encoder as \"encoder_1\", Encoder as \"encoder_2\", Encoder as \"twin\"";
        var pair = new Pair(1);
        Assert.Equal(pair.GetParameter("encoder_2/conv1d_1/kernel"), pair.Part<Encoder>("encoder_2").GetParameter("conv1d_1/kernel"));
        Assert.Equal(pair.GetParameter("encoder_1/conv1d_1/kernel"), pair.Part<Encoder>("twin").GetParameter("conv1d_1/kernel"));
        Assert.Equal(
            $"Pair uses Encoder 3 times: say which one. It uses {Uses}. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => pair.Part<Encoder>()).Message);
        Assert.Equal(
            $"Pair does not use Decoder; it uses {Uses}. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => pair.Part<Decoder>()).Message);
        Assert.Equal(
            "Decoder does not use Encoder as \"x\"; it uses no other network. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => new Decoder(1).Part<Encoder>("x")).Message);
        Assert.NotSame(pair.Part<Encoder>("twin"), pair.Part<Encoder>("twin"));
    }

    [Network(6, 2)]
    [Conv1D(4, 3), BatchNorm, Tanh]
    [Flatten, Dense(3), Tanh]
    internal sealed partial class Encoder;

    [Network(3)]
    [Dense(5), Tanh, Dense(12)]
    internal sealed partial class Decoder;

    [Network(6, 2)]
    [Use<Encoder>, Use<Decoder>]
    internal sealed partial class Autoencoder;

    [Network(6, 2)]
    [Use<Encoder>, Use<Encoder>(From = "input"), Use<Encoder>(Share = "encoder_1", From = "input", Name = "twin")]
    [Concat("encoder_1", "encoder_2"), Dense(2)]
    internal sealed partial class Pair;
}
