using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public partial class GaussianNoiseTests
{
    private const int Width = 100;

    [Fact]
    public void Inference_is_the_identity()
    {
        NetworkProof.ForwardAgrees(new Plain(1));
        NetworkProof.ForwardAgrees(new Image(1));
    }

    [Fact]
    public void A_deviation_of_zero_changes_nothing() => NetworkProof.GradientsAgree(new Zero(1));

    [Fact]
    public void Noise_is_normal()
    {
        const int rows = 1000;
        float[] noise = Noise(new Plain(1), rows, key: 77);
        double[] sorted = [.. noise.Select(value => value / 0.5).Order()];
        int n = sorted.Length;
        double Moment(int power) => sorted.Average(z => Math.Pow(z, power));
        double limit = 4.5 / Math.Sqrt(n);
        Assert.InRange(Moment(1), -limit, limit);
        Assert.InRange(Moment(2) - 1, -limit * Math.Sqrt(2), limit * Math.Sqrt(2));
        Assert.InRange(Moment(3), -limit * Math.Sqrt(15), limit * Math.Sqrt(15));
        Assert.InRange(Moment(4) - 3, -limit * Math.Sqrt(96), limit * Math.Sqrt(96));
        double distance = 0;
        for (int i = 0; i < n; i++)
        {
            double probability = ReferenceMath.NormalDistribution(sorted[i]);
            distance = Math.Max(distance, Math.Max((i + 1.0) / n - probability, probability - (double)i / n));
        }
        Claim.True(distance < 1.95 / Math.Sqrt(n), $"{distance} is further from the normal distribution than one in a thousand samples.");
        double neighbours = Enumerable.Range(0, n - 1).Average(i => noise[i] * (double)noise[i + 1] / 0.25);
        double rowsApart = Enumerable.Range(0, n - Width).Average(i => noise[i] * (double)noise[i + Width] / 0.25);
        Assert.InRange(neighbours, -limit, limit);
        Assert.InRange(rowsApart, -limit, limit);
        Assert.Equal(n, noise.Select(Math.Abs).Distinct().Count(), n / 100.0);
    }

    [Fact]
    public void Noise_follows_the_key_and_the_place_in_the_batch()
    {
        float[] whole = Noise(new Plain(1), 6, key: 3);
        Assert.Equal(whole, Noise(new Plain(2), 6, key: 3));
        Assert.NotEqual(whole, Noise(new Plain(1), 6, key: 4));
        Assert.Equal(whole[(4 * Width)..], Noise(new Plain(1), 2, key: 3, firstSample: 4));
    }

    [Fact]
    public void The_gradient_is_that_at_the_disturbed_values()
    {
        const int rows = 5, key = 21;
        float[] noise = Noise(new Plain(1), rows, key);
        CompiledNetwork compiled = new Plain(1).Compiled;
        var samples = new Samples(8);
        samples.Fill(compiled);
        float[] inputs = samples.Normal(rows * Width), targets = samples.Normal(rows * Width);
        var step = new GradientStep(compiled, rows);
        double loss = step.Run(inputs, targets, key);

        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Plain)).CopyFrom(compiled);
        reference.Layers.OfType<ReferenceNoise>().Single().Noise = Samples.Rows(noise, Width);
        NetworkProof.AssertAgrees(reference, step, Samples.Rows(inputs, Width), Samples.Rows(targets, Width), loss, compiled.Info);
    }

    /// <summary>A convolution with a border makes loops of lines; all lines and samples have noise of their own.</summary>
    [Fact]
    public void Lines_of_images_have_noise_of_their_own()
    {
        CompiledNetwork compiled = new Image(1).Compiled;
        using (WeightEdit edit = compiled.EditWeights())
            edit.Values.Clear();
        ParameterBlock last = compiled.Info.Parameters[2];
        using (WeightEdit edit = compiled.EditWeights())
            edit.Values[last.Offset + 4 * last.RowStride] = 1;
        var step = new GradientStep(compiled, 8);
        step.Run(new float[8 * compiled.Info.InputLength], new float[8 * compiled.Info.OutputLength], randomKey: 5);
        float[] noise = step.Outputs(8);
        Assert.DoesNotContain(0, noise);
        Assert.Equal(noise.Length, noise.Distinct().Count());
    }

    /// <summary>The noise of a network identity - noise - identity: its outputs for inputs of 0.</summary>
    private static float[] Noise(INetwork network, int rows, int key, int firstSample = 0)
    {
        CompiledNetwork compiled = network.Compiled;
        using (WeightEdit edit = compiled.EditWeights())
            edit.Values.Clear();
        foreach (ParameterBlock block in compiled.Info.Parameters.Where(block => block.Rows > 1))
            for (int i = 0; i < block.Rows; i++)
                using (WeightEdit edit = compiled.EditWeights())
                    edit.Values[block.Offset + i * block.RowStride + i] = 1;
        var step = new GradientStep(compiled, rows) { Batch = { FirstSample = firstSample } };
        step.Run(new float[rows * Width], new float[rows * Width], key);
        return step.Outputs(rows);
    }

    [Network(Width)]
    [Dense(Width), ReLU, GaussianNoise(0.5f)]
    [Dense(Width)]
    private sealed partial class Plain;

    [Network(5, 4, 1)]
    [Conv2D(1, 1), Tanh, GaussianNoise(0.1f)]
    [Conv2D(1, 3, Padding = Padding.Same)]
    private sealed partial class Image;

    [Network(7)]
    [Dense(5), Tanh, GaussianNoise(0)]
    [Dense(2)]
    private sealed partial class Zero;
}
