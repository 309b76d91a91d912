using Xunit;

namespace NetCompiler.Tests;

[Collection(Allocation.Collection)]
public partial class AdaptTests
{
    /// <summary>Features of different sizes, and targets far from 1: what a network without normalisation does not learn.</summary>
    private static Dataset Houses(int count, int seed = 1)
    {
        var random = new RandomSequence(seed);
        float[] inputs = new float[count * 3], targets = new float[count];
        for (int i = 0; i < count; i++)
        {
            Span<float> house = inputs.AsSpan(3 * i, 3);
            (house[0], house[1], house[2]) = (40 + random.Next(260), 1900 + random.Next(126), random.Next(3000));
            targets[i] = 1200 * house[0] + 900 * (house[1] - 1900) - 20 * house[2] + (house[1] > 1990 ? 30_000 : 0);
        }
        return Dataset.FromTargets(inputs, targets, count);
    }

    [Fact]
    public void Means_and_variances_are_those_of_the_data_in_double_precision()
    {
        Dataset data = Houses(501);
        var net = new Prices(1);

        net.Adapt(data);

        float[] means = net.Compiled.GetParameter("normalization_1/mean");
        float[] variances = net.Compiled.GetParameter("normalization_1/variance");
        for (int feature = 0; feature < 3; feature++)
        {
            double[] values = [.. Enumerable.Range(0, data.Count).Select(i => (double)data.Input(i)[feature])];
            Assert.Equal((float)values.Average(), means[feature]);
            Assert.Equal(values.Average(value => Math.Pow(value - values.Average(), 2)), variances[feature], 1e-7 * variances[feature]);
        }
        float[] target = new float[1];
        double[] targets = [.. Enumerable.Range(0, data.Count).Select(i =>
        {
            data.CopyTarget(i, target);
            return (double)target[0];
        })];
        Assert.Equal((float)targets.Average(), net.Compiled.GetParameter("normalization_2/mean")[0]);
        double spread = targets.Average(value => Math.Pow(value - targets.Average(), 2));
        Assert.Equal(spread, net.Compiled.GetParameter("normalization_2/variance")[0], 1e-7 * spread);
    }

    [Fact]
    public void Each_index_of_the_axis_is_measured_through_the_layers_before()
    {
        var random = new Samples(3);
        float[] inputs = random.Normal(40 * 60, 3);
        Dataset data = Dataset.FromTargets(inputs, new float[40 * 2], 40);
        var moved = new ChannelsFirst(1);
        moved.Adapt(data);
        for (int channel = 0; channel < 3; channel++)
        {
            double[] values = [.. inputs.Where((_, i) => i % 60 / 20 == channel).Select(value => 2.0 * value + 0.5)];
            Assert.Equal(values.Average(), moved.Compiled.GetParameter("normalization_1/mean")[channel], 1e-6);
            double variance = values.Average(value => Math.Pow(value - values.Average(), 2));
            Assert.Equal(variance, moved.Compiled.GetParameter("normalization_1/variance")[channel], 1e-6 * variance);
        }
        var whole = new Whole(1);
        whole.Adapt(data);
        Assert.Equal(inputs.Average(value => (double)value), Assert.Single(whole.Compiled.GetParameter("normalization_1/mean")), 1e-6);
    }

    /// <summary>The layer's own outputs have mean 0 and variance 1 in every channel, whatever moved the numbers before.</summary>
    [Fact]
    public void What_comes_out_has_mean_0_and_variance_1()
    {
        var net = new OnlyMoves(1);
        float[] inputs = [.. new Samples(5).Normal(100 * 60, 7).Select(value => value + 300)], outputs = new float[inputs.Length];
        net.Adapt(Dataset.FromTargets(inputs, new float[inputs.Length], 100));
        net.Predict(inputs, outputs);
        for (int channel = 0; channel < 3; channel++)
        {
            double[] values = [.. outputs.Where((_, i) => i % 3 == channel).Select(value => (double)value)];
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, values.Average(value => value * value), 1e-5);
        }
    }

    [Fact]
    public void A_feature_that_never_changes_has_variance_0_and_becomes_0()
    {
        float[] inputs = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 1 ? 0.1f : i)], outputs = new float[300];
        var net = new OnlyTable(1);
        net.Adapt(Dataset.FromTargets(inputs, new float[300], 100));
        Assert.Equal(0, net.Compiled.GetParameter("normalization_1/variance")[1]);
        net.Predict(inputs, outputs);
        Assert.All(outputs.Where((_, i) => i % 3 == 1), value => Assert.Equal(0, value));
        Assert.All(outputs, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        var net = new Prices(1);
        Assert.Throws<ArgumentException>(() => net.Adapt(Dataset.FromTargets(new float[8], new float[4], 4)));
        Dataset labels = Dataset.FromLabels([1, 2, 3, 4, 5, 6], [0, 1], 2);
        Assert.Equal(
            "Prices's normalization_2 is fitted to target values, but this data has class numbers: leave Invert out, or give targets. " +
            "(Parameter 'data')",
            Assert.Throws<ArgumentException>(() => net.Adapt(labels)).Message);
        Dataset wide = Dataset.FromTargets([1, 1e25f, 3, 4, -1e25f, 6], [1, 2], 2);
        Assert.Equal(
            "Prices's normalization_1/variance[1] would be 1E+50, but a float goes no further than 3.403E+38: divide the data first. " +
            "(Parameter 'data')",
            Assert.Throws<ArgumentException>(() => net.Adapt(wide)).Message);
        Assert.Equal([0, 0, 0], net.Compiled.GetParameter("normalization_1/mean"));
        Assert.Equal([1, 1, 1], net.Compiled.GetParameter("normalization_1/variance"));
        Assert.Equal("Plain has nothing to fit to data: none of its layers is a Normalization.",
            Assert.Throws<InvalidOperationException>(() => new Plain(1).Compiled.Adapt(Houses(4))).Message);
        Assert.Equal("Reader has nothing to fit to data: it only predicts, and mean and variance come with its weights.",
            Assert.Throws<InvalidOperationException>(() => new Reader(1).Compiled.Adapt(Houses(4))).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Training_leaves_mean_and_variance_as_they_are_and_decays_nothing(int threads)
    {
        Dataset data = Houses(200);
        var net = new Prices(1);
        net.Adapt(data);
        string[] names = ["normalization_1/mean", "normalization_1/variance", "normalization_2/mean", "normalization_2/variance"];
        float[][] before = [.. names.Select(net.Compiled.GetParameter)];
        net.Fit(data, new FitOptions
        {
            Epochs = 3,
            Optimizer = new AdamW { LearningRate = 0.01, WeightDecay = 0.1, GlobalClipNorm = 1 },
            MaxDegreeOfParallelism = threads,
            WorkPerThread = 1,
        });
        Assert.Equal(before, names.Select(net.Compiled.GetParameter));
        Assert.All(names, name => Assert.All(net.Compiled.GetGradient(name), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void The_same_data_give_the_same_bits_on_any_number_of_threads()
    {
        byte[][] weights = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            var net = new Prices(1);
            Dataset data = Houses(200);
            net.Adapt(data);
            net.Fit(data, new FitOptions { Epochs = 2, Optimizer = new Adam(), MaxDegreeOfParallelism = threads, WorkPerThread = 1 });
            return System.Runtime.InteropServices.MemoryMarshal.AsBytes(net.Compiled.Weights).ToArray();
        })];
        Assert.All(weights, bytes => Assert.Equal(weights[0], bytes));
    }

    [Fact]
    public void Predictions_alone_and_together_and_evaluations_have_the_same_bits()
    {
        Dataset data = Houses(100);
        var net = new Prices(1);
        net.Adapt(data);
        float[] inputs = new float[300], together = new float[100], alone = new float[1];
        for (int i = 0; i < 100; i++)
            data.Input(i).CopyTo(inputs.AsSpan(3 * i));
        net.Predict(inputs, together);
        double squares = 0;
        for (int i = 0; i < 100; i++)
        {
            net.Predict(inputs.AsSpan(3 * i, 3), alone);
            Assert.Equal(together[i], alone[0]);
            float[] target = new float[1];
            data.CopyTarget(i, target);
            float off = together[i] - target[0];
            squares += off * off;
        }
        Assert.Equal(squares / 100, net.Evaluate(data).Loss, squares * 1e-8);
    }

    /// <summary>x up to 3,000, y up to 500,000: normalised at both ends, a small net explains nearly all of the variance, with the
    /// optimizers that divide by the gradient's size.</summary>
    [Theory]
    [InlineData("Adam")]
    [InlineData("RMSprop")]
    public void A_small_net_learns_numbers_of_any_size(string optimizer)
    {
        Dataset train = Houses(800), test = Houses(200, seed: 2);
        var net = new Prices(seed: 1);
        net.Adapt(train);
        History history = net.Fit(train, new FitOptions
        {
            Epochs = 40,
            Optimizer = optimizer == "Adam" ? new Adam { LearningRate = 0.005 } : new RMSprop { LearningRate = 0.005 },
            Validation = test,
        });
        double variance = net.Compiled.GetParameter("normalization_2/variance")[0];
        double r2 = 1 - history.ValidationLoss[^1] / variance;
        Assert.True(r2 > 0.97, $"{optimizer}: R² {r2}");
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Float16)]
    [InlineData(WeightFormat.Int8)]
    public void Files_keep_mean_and_variance_to_the_bit(WeightFormat format)
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.Path, "prices.safetensors");
        var net = new Prices(1);
        net.Adapt(Houses(50));
        Assert.True(net.Compiled.GetParameter("normalization_2/variance")[0] > 65504);
        net.Save(path, format);
        Prices loaded = Prices.Load(path);
        foreach (string tensor in (string[])[
            "normalization_1/mean", "normalization_1/variance", "normalization_2/mean", "normalization_2/variance"])
            Assert.Equal(net.Compiled.GetParameter(tensor), loaded.Compiled.GetParameter(tensor));
    }

    [Fact]
    public void A_file_with_a_negative_variance_is_refused()
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.Path, "prices.safetensors");
        var net = new Prices(1);
        ParameterBlock block = net.Compiled.Info.Parameters.First(block => block.Name == "normalization_1/variance");
        using (WeightEdit edit = net.Compiled.EditWeights())
            edit.Values[block.Offset + 2] = -1;
        net.Save(path);
        string message = Assert.Throws<NetworkFileException>(() => Prices.Load(path)).Message;
        Assert.Contains("normalization_1/variance[2] is -1; expected a variance, 0 or more.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => net.Compiled.SetParameter("normalization_2/variance", -0.5f));
    }

    /// <summary>A file loaded while the program runs brings its statistics along: predictions use them at once.</summary>
    [Fact]
    public void Loading_takes_over_what_the_layers_were_fitted_to()
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.Path, "prices.safetensors");
        var fitted = new Prices(3);
        fitted.Adapt(Houses(50));
        fitted.Save(path);
        var net = new Prices(1);
        float[] before = new float[1], after = new float[1], expected = new float[1], house = [120, 1980, 500];
        net.Predict(house, before);
        net.Load(path);
        net.Predict(house, after);
        fitted.Predict(house, expected);
        Assert.Equal(expected, after);
        Assert.NotEqual(before, after);
        // Written directly, they count from the next prediction on.
        ParameterBlock mean = net.Compiled.Info.Parameters.First(block => block.Name == "normalization_2/mean");
        using (WeightEdit edit = net.Compiled.EditWeights())
            edit.Values[mean.Offset] += 1000;
        net.Predict(house, after);
        Assert.Equal(expected[0] + 1000, after[0], 1);
    }

    [Fact]
    public void Predictions_and_steps_allocate_nothing()
    {
        Dataset data = Houses(64);
        var net = new Prices(1);
        net.Adapt(data);
        var optimizer = new Adam();
        float[] inputs = new float[192], targets = new float[64], answers = new float[64];
        for (int i = 0; i < 64; i++)
        {
            data.Input(i).CopyTo(inputs.AsSpan(3 * i));
            data.CopyTarget(i, targets.AsSpan(i, 1));
        }
        Allocation.AssertNone(() => net.Predict(inputs, answers));
        Allocation.AssertNone(() => net.Predict(inputs.AsSpan(0, 3), answers.AsSpan(0, 1)));
        Allocation.AssertNone(() => net.TrainOnBatch(inputs, targets, optimizer));
    }

    [Network(3)]
    [Normalization]
    [Dense(32), ReLU]
    [Dense(1), Normalization(Invert = true)]
    private sealed partial class Prices;

    [Network(3, 5, 4)]
    [Permute(2, 3, 1), Rescaling(2, Offset = 0.5), Normalization]
    [Flatten, Dense(2)]
    private sealed partial class ChannelsFirst;

    [Network(60)]
    [Normalization(Axis = 0), Dense(2)]
    private sealed partial class Whole;

    [Network(3, 5, 4)]
    [Permute(2, 3, 1), Rescaling(-2, Offset = 0.5), Reshape(20, 3), Normalization]
    private sealed partial class OnlyMoves;

    [Network(3)]
    [Normalization]
    private sealed partial class OnlyTable;

    [Network(3), Dense(1)]
    private sealed partial class Plain;

    [Network(3, Mode = NetworkMode.InferenceOnly), Normalization, Dense(1)]
    private sealed partial class Reader;
}
