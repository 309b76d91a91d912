using Xunit;

namespace NetCompiler.Tests;

/// <summary>What training and files do with recurrent layers.</summary>
public partial class RecurrentTrainingTests
{
    private static readonly string[] AllButDense = ["forward_kernel", "forward_recurrent_kernel", "forward_bias"];

    private static Dataset Data()
    {
        var samples = new Samples(5);
        return Dataset.FromTargets(samples.Normal(70 * Both.InputLength), samples.Normal(70 * Both.OutputLength), 70);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        float[][] weights = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            var network = new Both(1);
            network.Fit(Data(), new FitOptions { Epochs = 2, BatchSize = 32, MaxDegreeOfParallelism = threads, Optimizer = new Adam() });
            return network.Compiled.Weights.ToArray();
        })];
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
        GradientStep.AssertPaddingZero(weights[0], new Both(1).Compiled.Info, "trained");
    }

    [Fact]
    public void Steps_of_training_allocate_nothing()
    {
        var network = new Both(1);
        var samples = new Samples(6);
        float[] inputs = samples.Normal(8 * Both.InputLength), targets = samples.Normal(8 * Both.OutputLength);
        var optimizer = new Adam();
        network.TrainOnBatch(inputs, targets, optimizer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            network.TrainOnBatch(inputs, targets, optimizer);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_frozen_layer_stays_and_the_others_learn()
    {
        var network = new Both(1);
        network.Freeze("bidirectional");
        float[] frozen = network.GetParameter("bidirectional/forward_kernel"), free = network.GetParameter("gru_1/kernel");
        network.Fit(Data(), new FitOptions { Epochs = 1, Optimizer = new Adam() });
        Assert.Equal(frozen, network.GetParameter("bidirectional/forward_kernel"));
        Assert.NotEqual(free, network.GetParameter("gru_1/kernel"));
    }

    /// <summary>Files have Keras's order: all gates of a row one behind the other.</summary>
    [Theory]
    [InlineData(WeightFormat.Float32, 0)]
    [InlineData(WeightFormat.BFloat16, 0.05)]
    [InlineData(WeightFormat.Int8, 0.05)]
    public void Files_of_every_format_are_read_back(WeightFormat format, double tolerance)
    {
        var network = new Both(1);
        new Samples(7).Fill(network.Compiled);
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.Path, "net.safetensors");
        network.Save(path, format);
        Both loaded = Both.Load(path);
        foreach (ParameterBlock block in network.Compiled.Info.Parameters)
        {
            float[] before = network.GetParameter(block.Name), after = loaded.GetParameter(block.Name);
            float largest = before.Max(Math.Abs);
            Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, (tolerance * largest) + 1e-9));
        }
        Assert.Equal([3, 20], network.Compiled.Info.Parameters[0].Shape);
        Assert.Equal(
            AllButDense.Select(name => $"bidirectional/{name}"), network.Compiled.Info.Parameters.Take(3).Select(block => block.Name));
    }

    /// <summary>A parameter that is set by hand is the gate's that Keras has there: an open forget gate remembers.</summary>
    [Fact]
    public void Gates_lie_in_Kerass_order()
    {
        var network = new One(1);
        network.SetParameter("lstm_1/kernel", [0, 0, 1, 0]);            // only the candidate sees x
        network.SetParameter("lstm_1/recurrent_kernel", [0, 0, 0, 0]);
        network.SetParameter("lstm_1/bias", [20, 20, 0, 20]);           // input, forget and output gate open
        float[] y = network.Predict([0.5f, 0, 0]);
        Assert.Equal(Math.Tanh(Math.Tanh(0.5)), y[0], 1e-6);
        network.SetParameter("lstm_1/bias", [20, -20, 0, 20]);          // nothing is remembered
        Assert.Equal(0, network.Predict([0.5f, 0, 0])[0], 1e-6);
    }

    [Fact]
    public void Features_are_dropped_at_all_steps_alike()
    {
        var network = new Dropping(1);
        network.SetParameter("simple_rnn_1/kernel", [1, 0, 0, 1]);
        network.SetParameter("simple_rnn_1/recurrent_kernel", [0, 0, 0, 0]);
        float[] ones = new float[Dropping.InputLength];
        Array.Fill(ones, 1);
        Assert.All(network.Predict(ones), value => Assert.Equal(1, value));
        var step = new GradientStep(network.Compiled, 40);
        float[] inputs = new float[40 * ones.Length];
        Array.Fill(inputs, 1);
        step.Run(inputs, new float[40 * Dropping.OutputLength]);
        float[] outputs = step.Outputs(40).ToArray();
        int dropped = 0;
        for (int sample = 0; sample < 40; sample++)
            for (int unit = 0; unit < 2; unit++)
            {
                float first = outputs[sample * Dropping.OutputLength + unit];
                Assert.Contains(first, new[] { 0f, 2f });
                dropped += first == 0 ? 1 : 0;
                for (int time = 1; time < 5; time++)
                    Assert.Equal(first, outputs[sample * Dropping.OutputLength + 2 * time + unit]);
            }
        Assert.InRange(dropped, 20, 60);
    }

    [Network(5, 3)]
    [LSTM(5, Bidirectional = true, ReturnSequences = true, Name = "bidirectional")]
    [GRU(7), Dense(2)]
    private sealed partial class Both;

    [Network(3, 1)]
    [LSTM(1)]
    private sealed partial class One;

    [Network(5, 2)]
    [SimpleRNN(2, Activation = Activation.Linear, Dropout = 0.5, ReturnSequences = true)]
    private sealed partial class Dropping;
}
