using Xunit;

namespace NetCompiler.Tests;

/// <summary>Losses of the caller's.</summary>
[Collection(Allocation.Collection)]
public class CustomLossTests
{
    private static float SquaredError(ReadOnlySpan<float> outputs, Span<float> gradients, float[] targets)
    {
        const int Length = 5;
        int rows = outputs.Length / Length;
        float sum = 0, factor = 1f / rows / Length;
        for (int i = 0; i < outputs.Length; i++)
        {
            float error = outputs[i] - targets[i];
            sum += error * error;
            gradients[i] = 2 * error * factor;
        }
        return sum * factor;
    }

    /// <summary>What the function writes is the gradient, used as it is: then the weights are those of the loss that is known, to the
    /// bit.</summary>
    [Fact]
    public void A_known_loss_written_by_the_caller_leaves_the_same_bits()
    {
        (Maker own, KnownMaker known) = (new Maker(1), new KnownMaker(1));
        (Adam one, Adam other) = (new Adam { GlobalClipNorm = 0.5 }, new Adam { GlobalClipNorm = 0.5 });
        var samples = new Samples(8);
        for (int step = 0; step < 10; step++)
        {
            float[] inputs = samples.Normal(8 * 3), targets = samples.Normal(8 * 5);
            float loss = own.TrainOnBatch(inputs, one, targets, SquaredError);
            Assert.Equal(known.TrainOnBatch(inputs, targets, other), loss, 1e-5f);
        }
        Assert.Equal(known.Compiled.Weights.ToArray(), own.Compiled.Weights.ToArray());
        float[] more = samples.Normal(8 * 3), wanted = samples.Normal(8 * 5);
        own.ComputeGradients(more, wanted, SquaredError);
        known.ComputeGradients(more, wanted);
        Assert.Equal(known.Gradients.ToArray(), own.Gradients.ToArray());
    }

    /// <summary>Through a softmax, with two heads side by side, against central differences of the reference.</summary>
    [Fact]
    public void Gradients_of_two_heads_are_central_differences()
    {
        const int Rows = 6;
        var network = new TwoHeads(1);
        NetworkInfo info = network.Compiled.Info;
        var samples = new Samples(Rows);
        samples.Fill(network.Compiled);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(TwoHeads)).CopyFrom(network.Compiled);
        float[] inputs = samples.Normal(Rows * 4);

        float value = network.ComputeGradients(inputs, 2f, static (outputs, gradients, weight) =>
        {
            double sum = 0;
            for (int row = 0; row < outputs.Length; row += 4)
            {
                sum += -Math.Log(outputs[row + 1]) + weight * outputs[row + 3] * outputs[row + 3];
                gradients[row + 1] = -1 / outputs[row + 1];
                gradients[row + 3] = 2 * weight * outputs[row + 3];
            }
            return (float)sum;
        });

        double[][] rows = Samples.Rows(inputs, 4);
        double Total() => rows.Select(reference.Predict).Sum(y => -Math.Log(y[1]) + 2 * y[3] * y[3]);
        Assert.Equal(Total(), value, 1e-4);
        foreach ((ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(info.Parameters))
        {
            if (block.IsStatistic)
                continue;
            double[] differences = new double[parameter.Values.Length];
            for (int i = 0; i < differences.Length; i++)
            {
                parameter.Values[i] += 1e-5;
                double above = Total();
                parameter.Values[i] -= 2e-5;
                differences[i] = (above - Total()) / 2e-5;
                parameter.Values[i] += 1e-5;
            }
            NetworkProof.AssertClose(differences, network.GetGradient(block.Name), 1e-4, 2e-5, $"gradient of {block.Name}");
        }
    }

    /// <summary>The critic's turn and the generator's: each moves its own bytes and none of the other's; the generator's gradient is that
    /// of the critic's loss through both.</summary>
    [Fact]
    public void A_generator_learns_through_a_critic_that_stays()
    {
        const int Rows = 6;
        (Maker maker, NormedCritic critic) = (new Maker(1), new NormedCritic(2));
        var samples = new Samples(Rows);
        samples.Fill(critic.Compiled);
        float[] noise = samples.Normal(Rows * 3), real = samples.Normal(Rows * 5), fake = new float[Rows * 5];
        float[] ones = [1, 1, 1, 1, 1, 1], zeros = new float[Rows], gradients = new float[Rows * 5];
        (Adam makers, Adam critics) = (new Adam(), new Adam());

        float[] before = maker.Compiled.Weights.ToArray();
        maker.Predict(noise, fake);
        critic.TrainOnBatch(real, ones, critics);
        critic.TrainOnBatch(fake, zeros, critics);
        Assert.Equal(before, maker.Compiled.Weights.ToArray());

        float[] judged = critic.Compiled.Weights.ToArray();
        ReferenceNetwork makes = ReferenceNetwork.Of(typeof(Maker)).CopyFrom(maker.Compiled),
            judges = ReferenceNetwork.Of(typeof(NormedCritic)).CopyFrom(critic.Compiled);
        critic.InputGradient(fake, ones, gradients);
        maker.TrainOnBatch(noise, makers, gradients, static (_, own, given) =>
        {
            given.CopyTo(own);
            return 0;
        });

        Assert.Equal(judged, critic.Compiled.Weights.ToArray());
        Assert.NotEqual(before, maker.Compiled.Weights.ToArray());
        double[][] rows = Samples.Rows(noise, 3);
        double Total() => rows.Average(row => -Math.Log(judges.Predict(makes.Predict(row))[0]));
        ReferenceParameter kernel = makes.Parameters[0];
        double[] differences = new double[kernel.Values.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            kernel.Values[i] += 1e-5;
            double above = Total();
            kernel.Values[i] -= 2e-5;
            differences[i] = (above - Total()) / 2e-5;
            kernel.Values[i] += 1e-5;
        }
        NetworkProof.AssertClose(differences, maker.GetGradient("dense_1/kernel"), 2e-4, 1e-4, "the generator's gradient");
    }

    /// <summary>Real and made samples in one batch or in two: two move the averages twice, each by its own statistics; one moves them once,
    /// by those of all. What a frozen norm does in the generator's turn depends on that.</summary>
    [Fact]
    public void A_critics_averages_move_once_a_batch()
    {
        const int Rows = 4;
        const double Momentum = 0.99;
        (NormedCritic together, NormedCritic apart) = (new NormedCritic(2), new NormedCritic(2));
        var samples = new Samples(Rows);
        samples.Fill(together.Compiled);
        apart.CopyWeightsFrom(together);
        float[] real = samples.Normal(Rows * 5), made = Array.ConvertAll(samples.Normal(Rows * 5), value => value + 3);
        float[] bias = together.GetParameter("dense_1/bias"), kernel = together.GetParameter("dense_1/kernel");
        double before = together.GetParameter("batch_normalization_1/moving_mean")[0];
        foreach (NormedCritic critic in new[] { together, apart })
            critic.Freeze("dense_1");
        var adam = new Adam();
        apart.TrainOnBatch(real, [1, 1, 1, 1], adam);
        apart.TrainOnBatch(made, [0, 0, 0, 0], adam);
        together.TrainOnBatch([.. real, .. made], [1, 1, 1, 1, 0, 0, 0, 0], new Adam());

        double ofReal = Mean(real), ofMade = Mean(made);
        double afterReal = Momentum * before + (1 - Momentum) * ofReal;
        Assert.Equal(Momentum * afterReal + (1 - Momentum) * ofMade, apart.GetParameter("batch_normalization_1/moving_mean")[0], 1e-5);
        Assert.Equal(
            Momentum * before + (1 - Momentum) * (ofReal + ofMade) / 2, together.GetParameter("batch_normalization_1/moving_mean")[0],
            1e-5);

        double Mean(float[] rows) => rows.Chunk(5).Average(row => bias[0] + row.Select((x, i) => (double)x * kernel[i * 7]).Sum());
    }

    [Fact]
    public void Whatever_the_function_does_weights_stay_sound()
    {
        var maker = new Maker(1);
        var optimizer = new Adam();
        float[] inputs = new Samples(4).Normal(4 * 3);
        float[] weights = maker.Compiled.Weights.ToArray();
        Assert.Throws<TimeoutException>(() =>
            maker.TrainOnBatch(inputs, optimizer, 0, static (_, _, _) => throw new TimeoutException()));
        Assert.True(float.IsNaN(maker.TrainOnBatch(inputs, optimizer, 0, static (_, _, _) => float.NaN)));
        Assert.True(float.IsNaN(maker.TrainOnBatch(inputs, optimizer, 0, static (_, gradients, _) =>
        {
            gradients[3] = float.PositiveInfinity;
            return 1;
        })));
        Assert.Throws<InvalidOperationException>(() => maker.TrainOnBatch(inputs, optimizer, maker, static (_, _, maker) =>
            maker.TrainOnBatch(new float[3], new Adam(), 0, static (_, _, _) => 0)));
        Assert.Equal(weights, maker.Compiled.Weights.ToArray());
        Assert.Equal(7, maker.TrainOnBatch(inputs, optimizer, 0, static (outputs, gradients, _) =>
        {
            outputs.CopyTo(gradients);
            return 7;
        }));
        Assert.NotEqual(weights, maker.Compiled.Weights.ToArray());
    }

    [Fact]
    public void Who_brings_targets_is_told_that_the_loss_is_the_callers()
    {
        var maker = new Maker(1);
        Dataset data = Dataset.FromTargets(new float[6], new float[10], count: 2);
        Assert.Contains("Loss.Custom", Assert.Throws<InvalidOperationException>(() => maker.Fit(data)).Message);
        Assert.Contains("Loss.Custom", Assert.Throws<InvalidOperationException>(() => maker.Evaluate(data)).Message);
        Assert.Contains("Loss.Custom", Assert.Throws<InvalidOperationException>(
            () => maker.TrainOnBatch(new float[3], new float[5], new Adam())).Message);
        Assert.Contains("Loss.Custom", Assert.Throws<InvalidOperationException>(
            () => maker.ComputeGradients(new float[3], new float[5])).Message);
        var known = new KnownMaker(1);
        Assert.Contains("Loss.MeanSquaredError", Assert.Throws<InvalidOperationException>(
            () => known.TrainOnBatch(new float[3], new Adam(), 0, static (_, _, _) => 0)).Message);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var network = new TwoHeads(1);
        var optimizer = new Adam();
        float[] inputs = new Samples(4).Normal(9 * 4);
        Allocation.AssertNone(() => network.TrainOnBatch(inputs, optimizer, 0.01f, static (outputs, gradients, scale) =>
        {
            for (int i = 0; i < outputs.Length; i++)
                gradients[i] = outputs[i] * scale;
            return 0;
        }));
    }

    /// <summary>What is handed out row by row is made by warming up as well.</summary>
    [Fact]
    public void First_passes_after_warming_up_allocate_nothing()
    {
        const int Rows = 1000;
        (TwoHeads network, RowCritic critic, Adam optimizer) = (new TwoHeads(1), new RowCritic(1), new Adam());
        float[] inputs = new Samples(4).Normal(Rows * 4), rows = new Samples(4).Normal(Rows * 5), gradients = new float[rows.Length],
            answers = new float[Rows];
        CustomLoss<int> loss = static (_, _, _) => 0;
        network.WarmUp(Rows, optimizer);
        critic.WarmUp(Rows);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.TrainOnBatch(inputs, optimizer, 0, loss);
        critic.InputGradient(rows, answers, gradients);
        // What a collection leaves of the thread's allocation context counts as allocated; what these would make is more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
    }
}
