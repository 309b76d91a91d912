using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public partial class DropoutTests
{
    private const int Width = 100;

    [Fact]
    public void Inference_is_the_identity()
    {
        NetworkProof.ForwardAgrees(new Half(1));
        NetworkProof.ForwardAgrees(new Several(1));
    }

    [Fact]
    public void A_rate_of_zero_changes_nothing()
    {
        NetworkProof.GradientsAgree(new Zero(1));
        var network = new Zero(1);
        float[] mask = Masks(network, 4, key: 9);
        Assert.All(mask, value => Assert.Equal(1, value));
    }

    [Fact]
    public void Values_are_dropped_at_the_rate_or_scaled()
    {
        AssertRate(new Half(1), 0.5);
        AssertRate(new Fifth(1), 0.2);

        static void AssertRate(INetwork network, double rate)
        {
            const int rows = 400;
            float[] masks = Masks(network, rows, key: 77);
            Assert.All(masks, value => Claim.True(value == 0 || Math.Abs(value * (1 - rate) - 1) < 1e-6, $"{value}"));
            int n = masks.Length, dropped = masks.Count(value => value == 0);
            double deviation = Math.Sqrt(n * rate * (1 - rate));
            Assert.InRange(dropped - n * rate, -4 * deviation, 4 * deviation);
            for (int column = 0; column < Width; column++)
            {
                int inColumn = Enumerable.Range(0, rows).Count(row => masks[row * Width + column] == 0);
                Assert.InRange(inColumn - rows * rate, -5 * Math.Sqrt(rows * rate * (1 - rate)), 5 * Math.Sqrt(rows * rate * (1 - rate)));
            }
            int pairs = 0;
            for (int i = 0; i + 1 < n; i++)
                pairs += masks[i] == 0 && masks[i + 1] == 0 ? 1 : 0;
            Assert.InRange(pairs - n * rate * rate, -6 * Math.Sqrt(n * rate * rate), 6 * Math.Sqrt(n * rate * rate));
        }
    }

    [Fact]
    public void Masks_follow_the_key_and_nothing_else()
    {
        float[] first = Masks(new Half(1), 6, key: 1);
        Assert.Equal(first, Masks(new Half(2), 6, key: 1));
        Assert.NotEqual(first, Masks(new Half(1), 6, key: 2));
        Assert.Equal(first[..(2 * Width)], Masks(new Half(1), 2, key: 1));
        Assert.NotEqual(first[..Width], first[Width..(2 * Width)]);
    }

    [Fact]
    public void A_part_of_a_batch_has_the_masks_of_its_place_in_the_batch()
    {
        float[] whole = Masks(new Half(1), 6, key: 3), part = Masks(new Half(1), 2, key: 3, firstSample: 4);
        Assert.Equal(whole[(4 * Width)..], part);
    }

    [Fact]
    public void Layers_and_steps_have_masks_of_their_own()
    {
        CompiledNetwork compiled = new Two(1).Compiled;
        Identities(compiled);
        var step = new GradientStep(compiled, 50);
        step.Run(Ones(50 * Width), new float[50 * Width], randomKey: 5);
        float[] both = step.Outputs(50), one = Masks(new Half(1), 50, key: 5);
        double kept = both.Count(value => value != 0) / (double)both.Length;
        Assert.InRange(kept, 0.22, 0.28);
        Assert.NotEqual(one, both);
    }

    /// <summary>The masks can be read off a network of identities; the gradients of the same step must have used the same ones.</summary>
    [Fact]
    public void The_backward_pass_uses_the_masks_of_the_forward_pass()
    {
        const int rows = 5, key = 21;
        CompiledNetwork compiled = new Half(1).Compiled;
        float[] masks = Masks(new Half(1), rows, key);
        var samples = new Samples(8);
        samples.Fill(compiled);
        float[] inputs = samples.Normal(rows * Width), targets = samples.Normal(rows * Width);
        var step = new GradientStep(compiled, rows);
        double loss = step.Run(inputs, targets, key);

        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Half)).CopyFrom(compiled);
        reference.Layers.OfType<ReferenceDropout>().Single().Masks = Samples.Rows(masks, Width);
        NetworkProof.AssertAgrees(reference, step, Samples.Rows(inputs, Width), Samples.Rows(targets, Width), loss, compiled.Info);
    }

    /// <summary>The masks of a network identity - dropout - identity: its outputs for inputs of 1.</summary>
    private static float[] Masks(INetwork network, int rows, int key, int firstSample = 0)
    {
        Identities(network.Compiled);
        var step = new GradientStep(network.Compiled, rows) { Batch = { FirstSample = firstSample } };
        step.Run(Ones(rows * Width), new float[rows * Width], key);
        return step.Outputs(rows);
    }

    private static void Identities(CompiledNetwork compiled)
    {
        using (WeightEdit edit = compiled.EditWeights())
            edit.Values.Clear();
        foreach (ParameterBlock block in compiled.Info.Parameters.Where(block => block.Rows > 1))
            for (int i = 0; i < block.Rows; i++)
                using (WeightEdit edit = compiled.EditWeights())
                    edit.Values[block.Offset + i * block.RowStride + i] = 1;
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    [Network(Width)]
    [Dense(Width), ReLU, Dropout(0.5f)]
    [Dense(Width)]
    private sealed partial class Half;

    [Network(Width)]
    [Dense(Width), ReLU, Dropout(0.2f)]
    [Dense(Width)]
    private sealed partial class Fifth;

    [Network(Width)]
    [Dense(Width), ReLU, Dropout(0)]
    [Dense(Width)]
    private sealed partial class Zero;

    [Network(Width)]
    [Dense(Width), ReLU, Dropout(0.5f)]
    [Dense(Width), ReLU, Dropout(0.5f)]
    [Dense(Width)]
    private sealed partial class Two;

    [Network(19)]
    [Dropout(0.1f)]
    [Dense(17), Dropout(0.3f), Tanh, Dropout(0.5f)]
    [Dense(9), PReLU, Dropout(0.25f)]
    [Dense(3), Softmax]
    private sealed partial class Several;
}
