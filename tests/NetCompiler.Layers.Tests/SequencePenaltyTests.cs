using Xunit;

namespace NetCompiler.Tests;

/// <summary>Penalties of recurrent layers and embeddings, and of activities at steps that count.</summary>
public partial class SequencePenaltyTests
{
    private const int Rows = 5, Steps = 4;

    private static readonly Dictionary<string, (double First, double Second)> Said = new()
    {
        ["embeddings"] = (0.02, 0.03),
        ["kernel"] = (0.04, 0.01),
        ["recurrent_kernel"] = (0.05, 0.06),
        ["bias"] = (0.07, 0.08),
    };

    /// <summary>Of both directions, and of rows that no sample uses: by central differences of the reference's loss and the sums.</summary>
    [Fact]
    public void Weights_of_cells_and_embeddings_are_in_the_loss_and_its_gradient()
    {
        var network = new Penalised(1);
        var samples = new Samples(Rows);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Inputs(network.Compiled.Info, Rows), targets = samples.Normal(Rows * 2);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Penalised)).CopyFrom(network.Compiled);
        double[][] x = Samples.Rows(inputs, Steps), t = Samples.Rows(targets, 2);
        Assert.Equal(Total(), network.ComputeGradients(inputs, targets), 1e-5);
        foreach ((ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(network.Compiled.Info.Parameters))
        {
            double[] gradients = ReferenceNetwork.Unpad(network.Gradients, block);
            for (int i = 0; i < gradients.Length; i += 1 + gradients.Length / 12)
            {
                double at = parameter.Values[i];
                parameter.Values[i] = at + 1e-5;
                double above = Total();
                parameter.Values[i] = at - 1e-5;
                double below = Total();
                parameter.Values[i] = at;
                Assert.Equal((above - below) / 2e-5, gradients[i], 2e-5);
            }
        }

        double Total() => reference.LossOf(x, t) + reference.Parameters.Sum(parameter =>
            Said.TryGetValue(TensorOf(parameter), out (double First, double Second) said)
                ? parameter.Values.Sum(w => said.First * Math.Abs(w) + said.Second * w * w) : 0);

        static string TensorOf(ReferenceParameter parameter) => parameter.Name.StartsWith("dense", StringComparison.Ordinal) ? ""
            : parameter.Name.Split('/')[1].Replace("forward_", "", StringComparison.Ordinal)
                .Replace("backward_", "", StringComparison.Ordinal);
    }

    /// <summary>What stands at steps that do not count adds nothing, though it is not 0 behind a bias. (Keras sums over all.)</summary>
    [Fact]
    public void Activities_of_steps_that_do_not_count_are_left_out()
    {
        (Kept kept, Plain plain) = (new Kept(1), new Plain(1));
        var samples = new Samples(Rows);
        samples.Fill(kept.Compiled);
        plain.CopyWeightsFrom(kept);
        float[] inputs = samples.Inputs(kept.Compiled.Info, Rows), targets = samples.Normal(Rows * 2);
        int[] lengths = [2, 0, 4, 1, 3];
        for (int row = 0; row < Rows; row++)
            inputs[row * 9 + 8] = lengths[row];
        float[] kernel = kept.GetParameter("dense_1/kernel"), bias = kept.GetParameter("dense_1/bias");
        double penalty = 0, slope = 0;
        for (int row = 0; row < Rows; row++)
            for (int step = 0; step < lengths[row]; step++)
                for (int unit = 0; unit < 3; unit++)
                {
                    double y = Math.Tanh(
                        bias[unit] + inputs[row * 9 + step * 2] * kernel[unit] + inputs[row * 9 + step * 2 + 1] * kernel[3 + unit]);
                    penalty += (0.3 * Math.Abs(y) + 0.2 * y * y) / Rows;
                    if (unit == 1)
                        slope += (0.3 * Math.Sign(y) + 0.4 * y) * (1 - y * y) / Rows;
                }
        float with = kept.ComputeGradients(inputs, targets), without = plain.ComputeGradients(inputs, targets);
        Assert.Equal(penalty, with - without, 1e-5);
        Assert.Equal(
            slope, (double)kept.Compiled.GetGradient("dense_1/bias")[1] - plain.Compiled.GetGradient("dense_1/bias")[1], 1e-5);
        Assert.Equal(
            with, kept.Evaluate(Dataset.FromTargets(inputs, targets, Rows)).Loss, 1e-5);
    }

    [Network(Steps)]
    [Embedding(6, 3, EmbeddingsL1 = 0.02, EmbeddingsL2 = 0.03)]
    [GRU(4, Bidirectional = true, KernelL1 = 0.04, KernelL2 = 0.01, RecurrentL1 = 0.05, RecurrentL2 = 0.06, BiasL1 = 0.07, BiasL2 = 0.08)]
    [Dense(2)]
    private sealed partial class Penalised;

    [Network(Steps, 2, Lengths = true)]
    [Dense(3), Tanh, ActivityRegularization(L1 = 0.3, L2 = 0.2), GRU(2)]
    private sealed partial class Kept;

    [Network(Steps, 2, Lengths = true)]
    [Dense(3), Tanh, GRU(2)]
    private sealed partial class Plain;
}
