using Xunit;

namespace NetCompiler.Tests;

/// <summary>Where a batch leaves fewer numbers than there are parameters, steps are judged by them, before gradients are summed.</summary>
public partial class StepForesightTests
{
    public static TheoryData<string> Names =>
        [.. StepGuardTests.Optimizers.Where(entry => !entry.Value().NeedsWholeGradient).Select(entry => entry.Key)];

    /// <summary>With memory for more samples gradients are looked at; nothing else differs.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Foreseen_steps_have_the_bits_of_others(string name)
    {
        CompiledNetwork small = new Wide(1).Compiled, large = new Wide(1).Compiled;
        large.WarmUp(512);
        (Optimizer one, Optimizer other) = (StepGuardTests.Optimizers[name](), StepGuardTests.Optimizers[name]());
        float[] inputs = [.. Enumerable.Range(0, 64).Select(i => i % 7 - 3f)];
        for (int step = 0; step < 6; step++)
        {
            Assert.Equal(Trainer.TrainOnBatch(large, inputs, [1], other), Trainer.TrainOnBatch(small, inputs, [1], one));
            Assert.Equal(StepGuardTests.Bits(large), StepGuardTests.Bits(small));
            Assert.False(large.Training.Guard.WasForeseen);
            // The first step measures; of an optimizer that is not ours nothing is known, and little of a variance's root.
            bool isBounded = !name.Contains("own", StringComparison.Ordinal) && !name.Contains("centered", StringComparison.Ordinal);
            Assert.Equal(step > 0 && isBounded, small.Training.Guard.WasForeseen);
        }
    }

    /// <summary>e^88 is a float, its derivative by a kernel behind an input of 100 is none.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_that_cannot_be_foreseen_is_looked_at(string name)
    {
        float[] bad = new float[64], good = new float[64];
        (bad[0], good[0]) = (100, 0.5f);
        StepGuardTests.AssertLeavesNothing(
            () =>
            {
                CompiledNetwork network = new Steep(1).Compiled;
                float[] kernel = new float[64 * 16];
                kernel[0] = 0.88f;
                network.SetParameter("dense_1/kernel", kernel);
                return network;
            },
            StepGuardTests.Optimizers[name], bad, [.. Enumerable.Repeat(1f, 16)], good, [.. Enumerable.Repeat(1f, 16)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Teams_foresee_as_one_does(int threads)
    {
        CompiledNetwork network = new Wide(1).Compiled, alone = new Wide(1).Compiled;
        float[] inputs = [.. Enumerable.Range(0, 64 * 12).Select(i => i % 7 - 3f)];
        Dataset data = Dataset.FromTargets(inputs, [.. Enumerable.Range(0, 12).Select(i => i % 3f)], 12);
        Trainer.Fit(network, data, Options(threads));
        Trainer.Fit(alone, data, Options(1));
        Assert.Equal(StepGuardTests.Bits(alone), StepGuardTests.Bits(network));
        Assert.True(network.Training.Guard.WasForeseen);

        static FitOptions Options(int threads) => new()
        {
            Epochs = 4,
            BatchSize = 3,
            Optimizer = new Adam(),
            MaxDegreeOfParallelism = threads,
            WorkPerThread = 1,
        };
    }

    [Network(64, Loss = Loss.MeanSquaredError)]
    [Dense(64), ReLU]
    [Dense(1)]
    private sealed partial class Wide;

    [Network(64, Loss = Loss.Poisson)]
    [Dense(16), Exponential]
    private sealed partial class Steep;
}
