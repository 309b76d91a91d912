using Xunit;

namespace NetCompiler.Tests;

/// <summary>Gradients by the inputs: against central differences of the double-precision reference, and moving nothing.</summary>
[Collection(Allocation.Collection)]
public class InputGradientTests
{
    [Fact]
    public void They_are_the_central_differences_of_the_loss()
    {
        foreach (INetwork network in new INetwork[]
            { new RowCritic(1), new ImageCritic(2), new ShortCut(3), new TwoViews(4), new Listener(5), new NormedCritic(6) })
        {
            const int Rows = 5;
            NetworkInfo info = network.Compiled.Info;
            var samples = new Samples(Rows);
            samples.Fill(network.Compiled);
            ReferenceNetwork reference = ReferenceNetwork.Of(network.GetType()).CopyFrom(network.Compiled);
            float[] inputs = samples.Normal(Rows * info.InputLength), targets = samples.Targets(info, Rows),
                gradients = new float[inputs.Length];

            float loss = network.InputGradient(inputs, targets, gradients);

            double[][] rows = Samples.Rows(inputs, info.InputLength), wanted = Samples.Rows(targets, info.TargetLength);
            Assert.Equal(reference.LossOf(rows, wanted, training: false), loss, 1e-5 * (1 + loss));
            double[] differences = new double[inputs.Length];
            for (int i = 0; i < differences.Length; i++)
            {
                ref double value = ref rows[i / info.InputLength][i % info.InputLength];
                double middle = value;
                const double Step = 1e-5;
                value = middle + Step;
                double above = reference.LossOf(rows, wanted, training: false);
                value = middle - Step;
                differences[i] = (above - reference.LossOf(rows, wanted, training: false)) / (2 * Step);
                value = middle;
            }
            Claim.True(differences.Max(Math.Abs) > 1e-3, $"{info.Name}: gradients this small prove nothing.");
            NetworkProof.AssertClose(differences, gradients, 1e-4, 1e-5, $"{info.Name}, gradient by the input");
        }
    }

    /// <summary>More samples than go through together: each has the gradient that it has alone, divided by their number.</summary>
    [Fact]
    public void Large_batches_go_in_parts()
    {
        const int Rows = 1100;
        var network = new RowCritic(1);
        var samples = new Samples(Rows);
        float[] inputs = samples.Normal(Rows * 5), targets = samples.Targets(network.Compiled.Info, Rows), alone = new float[5];
        float[] gradients = new float[inputs.Length];
        network.InputGradient(inputs, targets, gradients);
        foreach (int row in new[] { 0, 1023, 1024, 1099 })
        {
            network.InputGradient(inputs.AsSpan(row * 5, 5), targets.AsSpan(row, 1), alone);
            NetworkProof.AssertClose(
                Array.ConvertAll(alone, value => (double)value / Rows), gradients.AsSpan(row * 5, 5), 1e-5, 1e-6, $"sample {row}");
        }
    }

    [Fact]
    public void The_callers_loss_is_asked_for_the_outputs_gradient()
    {
        const int Rows = 4;
        var network = new FreeCritic(1);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(FreeCritic)).CopyFrom(network.Compiled);
        float[] inputs = new Samples(3).Normal(Rows * 5), gradients = new float[inputs.Length], weights = [0.5f, -2];

        float value = network.InputGradient(inputs, gradients, weights, static (outputs, gradients, weights) =>
        {
            float sum = 0;
            for (int i = 0; i < outputs.Length; i++)
                sum += (gradients[i] = weights[i % 2]) * outputs[i];
            return sum;
        });

        double Total(double[][] rows) => rows.Sum(row => reference.Predict(row).Zip(weights, (y, weight) => y * weight).Sum());
        double[][] rows = Samples.Rows(inputs, 5);
        Assert.Equal(Total(rows), value, 1e-5);
        double[] differences = new double[inputs.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            ref double x = ref rows[i / 5][i % 5];
            x += 1e-5;
            double above = Total(rows);
            x -= 2e-5;
            differences[i] = (above - Total(rows)) / 2e-5;
            x += 1e-5;
        }
        NetworkProof.AssertClose(differences, gradients, 1e-4, 1e-5, "gradient of a weighted sum of outputs");
    }

    [Fact]
    public void Nothing_of_the_network_changes_and_what_is_frozen_passes_gradients()
    {
        var network = new ImageCritic(1);
        NetworkInfo info = network.Compiled.Info;
        var samples = new Samples(8);
        float[] inputs = samples.Normal(8 * info.InputLength), targets = samples.Targets(info, 8);
        var optimizer = new Adam();
        network.TrainOnBatch(inputs, targets, optimizer);
        float[] weights = network.Compiled.Weights.ToArray(), last = network.Gradients.ToArray();
        float[] gradients = new float[inputs.Length], again = new float[inputs.Length];

        network.InputGradient(inputs, targets, gradients);
        network.Freeze("conv2d_1");
        network.Freeze("batch_normalization_1");
        network.Freeze("dense_1");
        network.InputGradient(inputs, targets, again);

        Assert.Equal(weights, network.Compiled.Weights.ToArray());
        Assert.Equal(last, network.Gradients.ToArray());
        Assert.Equal(gradients, again);
        Assert.Contains(gradients, value => value != 0);
    }

    /// <summary>A step leaves the same bits whether or not the inputs' gradients were asked for in between, and whether or not they can
    /// be.</summary>
    [Fact]
    public void Training_goes_on_as_if_nothing_had_been_asked()
    {
        var samples = new Samples(6);
        float[] inputs = samples.Normal(6 * 5), targets = samples.Targets(new RowCritic(1).Compiled.Info, 6),
            gradients = new float[inputs.Length];
        (RowCritic asked, RowCritic left) = (new RowCritic(1), new RowCritic(1));
        (Adam one, Adam other) = (new Adam(), new Adam());
        for (int step = 0; step < 5; step++)
        {
            Assert.Equal(left.TrainOnBatch(inputs, targets, other), asked.TrainOnBatch(inputs, targets, one));
            asked.InputGradient(inputs, targets, gradients);
        }
        Assert.Equal(left.Compiled.Weights.ToArray(), asked.Compiled.Weights.ToArray());
    }

    [Fact]
    public void Mistakes_are_said_with_numbers()
    {
        var known = new KnownMaker(1);
        Assert.Contains("InputGradient = true",
            Assert.Throws<InvalidOperationException>(() => known.InputGradient(new float[3], new float[5], new float[3])).Message);
        var critic = new RowCritic(1);
        Assert.Contains("room for 4",
            Assert.Throws<ArgumentException>(() => critic.InputGradient(new float[5], new float[1], new float[4])).Message);
        float[] same = new float[5];
        Assert.Contains("overwrite", Assert.Throws<ArgumentException>(() => critic.InputGradient(same, new float[1], same)).Message);
        Assert.Contains("Loss.BinaryCrossentropy", Assert.Throws<InvalidOperationException>(
            () => critic.InputGradient(new float[5], new float[5], 0, static (_, _, _) => 0)).Message);
        Assert.Throws<ArgumentException>(() => critic.InputGradient([float.NaN, 0, 0, 0, 0], new float[1], new float[5]));
    }

    [Fact]
    public void They_allocate_nothing()
    {
        var critic = new ImageCritic(1);
        var free = new FreeCritic(1);
        float[] images = new Samples(4).Normal(4 * ImageCritic.InputLength), targets = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0];
        float[] gradients = new float[images.Length], rows = new Samples(4).Normal(20), ofRows = new float[20];
        Allocation.AssertNone(() =>
        {
            critic.InputGradient(images, targets, gradients);
            free.InputGradient(rows, ofRows, 3f, static (_, gradients, state) =>
            {
                gradients.Fill(state);
                return state;
            });
        });
    }
}
