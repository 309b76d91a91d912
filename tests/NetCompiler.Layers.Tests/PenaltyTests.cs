using Xunit;

namespace NetCompiler.Tests;

[Network(5)]
[Dense(4, KernelL1 = 0.01, KernelL2 = 0.02, BiasL1 = 0.06, BiasL2 = 0.03), Tanh, ActivityRegularization(L1 = 0.04, L2 = 0.05)]
[Dense(3)]
public sealed partial class Penalised;

[Network(4)]
[Dense(3, Name = "twin", KernelL2 = 0.1), Tanh(Name = "once")]
[Dense(3, From = "input", Share = "twin"), Add("once")]
public sealed partial class PenalisedTwins;

/// <summary>Penalties of weights and of activities: Keras's formulas, in the loss that is reported and in gradients.</summary>
[Collection(Allocation.Collection)]
public class PenaltyTests
{
    private const int Rows = 6;

    private readonly Samples _samples = new(Rows);

    private (Penalised Network, float[] Inputs, float[] Targets) Made()
    {
        var network = new Penalised(1);
        _samples.Fill(network.Compiled);
        return (network, _samples.Normal(Rows * 5), _samples.Normal(Rows * 3));
    }

    private static double[][] Tensors(CompiledNetwork network) => [.. network.Info.Parameters.Select(block =>
        Array.ConvertAll(network.GetParameter(block.Name), value => (double)value))];

    /// <summary>The mean squared error and all penalties, in double precision.</summary>
    private static double Loss(double[][] tensors, float[] inputs, float[] targets, bool isFrozen = false)
    {
        int rows = inputs.Length / 5;
        double errors = 0, activity = 0;
        for (int row = 0; row < rows; row++)
        {
            double[] hidden = [.. tensors[1]];
            for (int i = 0; i < 5 * 4; i++)
                hidden[i % 4] += inputs[row * 5 + i / 4] * tensors[0][i];
            hidden = Array.ConvertAll(hidden, Math.Tanh);
            activity += hidden.Sum(y => 0.04 * Math.Abs(y) + 0.05 * y * y);
            for (int unit = 0; unit < 3; unit++)
            {
                double y = tensors[3][unit] + hidden.Select((value, i) => value * tensors[2][i * 3 + unit]).Sum();
                errors += (y - targets[row * 3 + unit]) * (y - targets[row * 3 + unit]);
            }
        }
        double weights = tensors[0].Sum(w => 0.01 * Math.Abs(w) + 0.02 * w * w) + tensors[1].Sum(w => 0.06 * Math.Abs(w) + 0.03 * w * w);
        return errors / 3 / rows + activity / rows + (isFrozen ? 0 : weights);
    }

    [Fact]
    public void The_loss_that_is_reported_has_them_and_gradients_are_central_differences()
    {
        (Penalised network, float[] inputs, float[] targets) = Made();
        double[][] tensors = Tensors(network.Compiled);
        double expected = Loss(tensors, inputs, targets);
        Assert.Equal(expected, network.ComputeGradients(inputs, targets), 1e-5);
        Assert.Equal(expected, network.Evaluate(Dataset.FromTargets(inputs, targets, Rows)).Loss, 1e-5);
        float[] gradients = network.Gradients.ToArray();
        for (int tensor = 0; tensor < tensors.Length; tensor++)
        {
            ParameterBlock block = network.Compiled.Info.Parameters[tensor];
            for (int i = 0; i < tensors[tensor].Length; i++)
            {
                const double Step = 1e-5;
                double at = tensors[tensor][i];
                tensors[tensor][i] = at + Step;
                double above = Loss(tensors, inputs, targets);
                tensors[tensor][i] = at - Step;
                double below = Loss(tensors, inputs, targets);
                tensors[tensor][i] = at;
                Assert.Equal(
                    (above - below) / (2 * Step), gradients[block.Offset + i / block.Columns * block.RowStride + i % block.Columns], 1e-5);
            }
        }
        // Padding has no gradient.
        foreach (ParameterBlock block in network.Compiled.Info.Parameters)
            for (int row = 0; row < block.Rows; row++)
                Assert.All(
                    gradients[(block.Offset + row * block.RowStride + block.Columns)..(block.Offset + (row + 1) * block.RowStride)],
                    value => Assert.Equal(0, value));
    }

    /// <summary>A frozen layer's weights are no part of the loss, what it gives is.</summary>
    [Fact]
    public void Frozen_weights_are_left_out_of_loss_and_gradient()
    {
        (Penalised network, float[] inputs, float[] targets) = Made();
        network.Freeze("dense_1");
        Assert.Equal(Loss(Tensors(network.Compiled), inputs, targets, isFrozen: true), network.ComputeGradients(inputs, targets), 1e-5);
        ParameterBlock kernel = network.Compiled.Info.Parameters[0];
        Assert.All(network.Gradients.Slice(kernel.Offset, kernel.Rows * kernel.RowStride).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Activities_are_a_mean_over_samples()
    {
        (Penalised network, float[] inputs, float[] targets) = Made();
        float[] many = [.. Enumerable.Range(0, 64).SelectMany(_ => inputs[..5])];
        float[] wanted = [.. Enumerable.Range(0, 64).SelectMany(_ => targets[..3])];
        Assert.Equal(network.ComputeGradients(inputs.AsSpan(0, 5), targets.AsSpan(0, 3)), network.ComputeGradients(many, wanted), 1e-5f);
    }

    [Fact]
    public void A_kernel_that_is_used_twice_counts_once()
    {
        var network = new PenalisedTwins(1);
        float[] none = new float[4], targets = new float[3];
        double expected = network.GetParameter("twin/kernel").Sum(w => 0.1 * w * w);
        Assert.Equal(expected, network.ComputeGradients(none, targets), 1e-6);
    }

    [Fact]
    public void Steps_have_the_same_bits_on_any_number_of_threads_and_allocate_nothing()
    {
        (Penalised network, float[] inputs, float[] targets) = Made();
        Dataset data = Dataset.FromTargets(inputs, targets, Rows);
        (Penalised one, Penalised three) = (new Penalised(2), new Penalised(2));
        foreach ((Penalised net, int threads) in new[] { (one, 1), (three, 3) })
            net.Fit(data, new FitOptions { Epochs = 4, BatchSize = 5, MaxDegreeOfParallelism = threads, Optimizer = new Adam() });
        Assert.Equal(one.Compiled.Weights.ToArray(), three.Compiled.Weights.ToArray());
        var adam = new Adam();
        Allocation.AssertNone(() => network.TrainOnBatch(inputs, targets, adam));
    }
}
