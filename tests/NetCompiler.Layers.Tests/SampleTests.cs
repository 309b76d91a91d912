using Xunit;

namespace NetCompiler.Tests;

[Network(4, Loss = Loss.Custom)]
[Dense(3, Name = "log_variance")]
[Dense(3, From = "input", Name = "mean"), Sample("log_variance", Weight = 0.5)]
public sealed partial class Drawn;

[Network(6)]
[Dense(5), Tanh(Name = "seen")]
[Dense(2, Name = "log_variance")]
[Dense(2, From = "seen", Name = "mean"), Sample("log_variance")]
[Dense(6, Name = "decoder")]
public sealed partial class SmallVae;

[Collection(Allocation.Collection)]
public class SampleTests
{
    private const int Rows = 7;

    /// <summary>What a network draws for a batch, and the gradient of Σ a z² + 0.5 · divergence, both over rows, by all its
    /// parameters.</summary>
    private static (float[] Drawn, float Loss) Draw(Drawn network, float[] inputs)
    {
        float[] drawn = new float[inputs.Length / 4 * 3];
        float loss = network.ComputeGradients(inputs, drawn, static (outputs, gradients, drawn) =>
        {
            outputs.CopyTo(drawn);
            int rows = outputs.Length / 3;
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                sum += Factor(i) * outputs[i] * outputs[i] / rows;
                gradients[i] = (float)(2 * Factor(i) * outputs[i] / rows);
            }
            return (float)sum;
        }, training: true);
        return (drawn, loss);
    }

    private static double Factor(int i) => 1 + i % 3;

    /// <summary>x W + b, in double precision.</summary>
    private static double[] Dense(float[] inputs, double[] kernel, double[] bias)
    {
        int units = bias.Length, length = kernel.Length / units;
        double[] outputs = new double[inputs.Length / length * units];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = bias[i % units];
            for (int j = 0; j < length; j++)
                outputs[i] += inputs[i / units * length + j] * kernel[j * units + i % units];
        }
        return outputs;
    }

    private static double[] Value(CompiledNetwork network, string name) =>
        Array.ConvertAll(network.GetParameter(name), value => (double)value);

    private static double Divergence(double mean, double logVariance) => (mean * mean + Math.Exp(logVariance) - 1 - logVariance) / 2;

    private static (Drawn Network, float[] Inputs) Made(int seed)
    {
        var network = new Drawn(seed);
        var samples = new Samples(Rows);
        samples.Fill(network.Compiled);
        return (network, samples.Normal(Rows * 4));
    }

    [Fact]
    public void Predictions_are_the_mean()
    {
        (Drawn network, float[] inputs) = Made(1);
        double[] mean = Dense(inputs, Value(network.Compiled, "mean/kernel"), Value(network.Compiled, "mean/bias"));
        float[] answers = new float[mean.Length];
        network.Predict(inputs, answers);
        for (int i = 0; i < mean.Length; i++)
            Assert.Equal(mean[i], answers[i], 1e-5);
    }

    [Fact]
    public void What_is_drawn_is_standard_normal_around_the_mean_and_the_same_for_the_same_seed()
    {
        const int Many = 4000;
        var network = new Drawn(1);
        network.SetParameter("mean/bias", [1, -2, 0]);
        network.SetParameter("log_variance/bias", [2, -3, 0]);
        float[] inputs = new float[Many * 4], drawn = Draw(network, inputs).Drawn, again = Draw(network, inputs).Drawn;
        Assert.NotEqual(drawn, again);
        for (int unit = 0; unit < 3; unit++)
        {
            double deviation = Math.Exp(new[] { 1, -1.5, 0 }[unit]), mean = new[] { 1, -2, 0 }[unit], sum = 0, squares = 0;
            for (int row = 0; row < Many; row++)
            {
                double noise = (drawn[row * 3 + unit] - mean) / deviation;
                sum += noise;
                squares += noise * noise;
            }
            // Five deviations of a mean, and of a mean of squares, of so many numbers.
            Assert.Equal(0, sum / Many, 5 / Math.Sqrt(Many));
            Assert.Equal(1, squares / Many, 5 * Math.Sqrt(2.0 / Many));
        }
        (Drawn one, Drawn other) = (Made(3).Network, Made(3).Network);
        Assert.Equal(Draw(one, Made(3).Inputs).Drawn, Draw(other, Made(3).Inputs).Drawn);
    }

    /// <summary>The noise is found from what was drawn, held fixed, and the loss computed in double precision.</summary>
    [Fact]
    public void Gradients_are_central_differences_with_fixed_noise()
    {
        (Drawn network, float[] inputs) = Made(1);
        CompiledNetwork compiled = network.Compiled;
        double[][] tensors = [.. compiled.Info.Parameters.Select(block => Value(compiled, block.Name))];
        (float[] drawn, float loss) = Draw(network, inputs);
        double[] logVariance = Dense(inputs, tensors[0], tensors[1]), mean = Dense(inputs, tensors[2], tensors[3]);
        double[] noise = [.. drawn.Select((z, i) => (z - mean[i]) / Math.Exp(logVariance[i] / 2))];
        Assert.Equal(Loss(), loss, 1e-4);

        float[] gradients = network.Gradients.ToArray();
        for (int tensor = 0; tensor < tensors.Length; tensor++)
        {
            ParameterBlock block = compiled.Info.Parameters[tensor];
            for (int i = 0; i < tensors[tensor].Length; i++)
            {
                const double Step = 1e-5;
                double at = tensors[tensor][i];
                tensors[tensor][i] = at + Step;
                double above = Loss();
                tensors[tensor][i] = at - Step;
                double below = Loss();
                tensors[tensor][i] = at;
                float have = gradients[block.Offset + i / block.Columns * block.RowStride + i % block.Columns];
                double wanted = (above - below) / (2 * Step);
                Assert.Equal(wanted, have, 1e-4 * Math.Max(1, Math.Abs(wanted)));
            }
        }

        double Loss()
        {
            double[] s = Dense(inputs, tensors[0], tensors[1]), m = Dense(inputs, tensors[2], tensors[3]);
            double sum = 0;
            for (int i = 0; i < m.Length; i++)
            {
                double z = m[i] + Math.Exp(s[i] / 2) * noise[i];
                sum += Factor(i) * z * z + 0.5 * Divergence(m[i], s[i]);
            }
            return sum / Rows;
        }
    }

    /// <summary>The mean squared error is a mean over six numbers, so the divergence counts a sixth: both are sums over a sample
    /// then.</summary>
    [Fact]
    public void The_divergence_fits_a_loss_that_is_a_mean()
    {
        var network = new SmallVae(1);
        var samples = new Samples(Rows);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(Rows * 6), targets = samples.Normal(Rows * 6);
        double[] hidden = Array.ConvertAll(
            Dense(inputs, Value(network.Compiled, "dense_1/kernel"), Value(network.Compiled, "dense_1/bias")), Math.Tanh);
        float[] seen = Array.ConvertAll(hidden, value => (float)value);
        double[] s = Dense(seen, Value(network.Compiled, "log_variance/kernel"), Value(network.Compiled, "log_variance/bias"));
        double[] m = Dense(seen, Value(network.Compiled, "mean/kernel"), Value(network.Compiled, "mean/bias"));
        double[] y = Dense(
            Array.ConvertAll(m, value => (float)value), Value(network.Compiled, "decoder/kernel"), Value(network.Compiled, "decoder/bias"));
        double errors = y.Zip(targets, (a, b) => (a - b) * (a - b)).Sum() / Rows, divergence = m.Zip(s, Divergence).Sum() / Rows;
        Assert.Equal((errors + divergence) / 6, network.ComputeGradients(inputs, targets), 1e-4);
        Assert.Equal((errors + divergence) / 6, network.Evaluate(Dataset.FromTargets(inputs, targets, Rows)).Loss, 1e-4);
    }

    /// <summary>e^200 is no float: the variance is held, and the divergence goes on along its tangent, which leads back.</summary>
    [Fact]
    public void A_log_variance_of_200_neither_overflows_nor_stays()
    {
        var network = new Drawn(1);
        network.SetParameter("log_variance/bias", [200, 0, -100]);
        float[] inputs = new float[Rows * 4];
        (float[] drawn, float loss) = Draw(network, inputs);
        Assert.All(drawn, value => Assert.True(float.IsFinite(value)));
        Assert.True(float.IsFinite(loss));
        ParameterBlock bias = network.Compiled.Info.Parameters[1];
        Assert.Equal(0.5 * 0.5 * (Math.Exp(10) - 1), network.Gradients[bias.Offset], 0.1);
        Assert.Equal(0.5 * 0.5 * (Math.Exp(-20) - 1), network.Gradients[bias.Offset + 2], 1e-4);
    }

    [Fact]
    public void Steps_have_the_same_bits_on_any_number_of_threads_and_allocate_nothing()
    {
        var samples = new Samples(64);
        float[] inputs = samples.Normal(64 * 6);
        Dataset data = Dataset.FromTargets(inputs, inputs, 64);
        (SmallVae one, SmallVae three) = (new SmallVae(1), new SmallVae(1));
        one.Fit(data, new FitOptions { Epochs = 3, BatchSize = 32, MaxDegreeOfParallelism = 1, Optimizer = new Adam() });
        three.Fit(data, new FitOptions { Epochs = 3, BatchSize = 32, MaxDegreeOfParallelism = 3, Optimizer = new Adam() });
        Assert.Equal(one.Compiled.Weights.ToArray(), three.Compiled.Weights.ToArray());
        var adam = new Adam();
        var loose = new SmallVae(2);
        Allocation.AssertNone(() => loose.TrainOnBatch(inputs, inputs, adam));
    }
}
