using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public partial class SpatialDropoutTests
{
    private const int Places = 20, Channels = 6;

    [Fact]
    public void Inference_is_the_identity()
    {
        foreach (
            INetwork network in new INetwork[]
            {
                new Image(1), new Bordered(1), new Sequence(1), new First(1), new FirstWhole(1), new Reshaped(1)
            })
            NetworkProof.ForwardAgrees(network);
    }

    [Fact]
    public void A_rate_of_zero_changes_nothing() => NetworkProof.GradientsAgree(new Zero(1));

    [Fact]
    public void Whole_channels_are_dropped_at_the_rate_or_scaled()
    {
        AssertChannels(new Image(1), Places, Channels, 0.5);
        AssertChannels(new Sequence(1), 7, 16, 0.3);
        AssertChannels(new First(1), 6, 5, 0.5);
        AssertChannels(new FirstWhole(1), 6, 16, 0.5);
        AssertChannels(new Reshaped(1), 4, 16, 0.5);

        static void AssertChannels(INetwork network, int places, int channels, double rate)
        {
            const int rows = 300;
            float[] masks = Masks(network, rows, key: 77);
            int dropped = 0, pairs = 0;
            for (int row = 0; row < rows; row++)
            {
                Span<float> first = masks.AsSpan(row * places * channels, channels);
                for (int place = 1; place < places; place++)
                    Assert.Equal(first.ToArray(), masks.AsSpan((row * places + place) * channels, channels).ToArray());
                for (int c = 0; c < channels; c++)
                {
                    Claim.True(first[c] == 0 || Math.Abs(first[c] * (1 - rate) - 1) < 1e-6, $"{first[c]}");
                    dropped += first[c] == 0 ? 1 : 0;
                    pairs += c > 0 && first[c] == 0 && first[c - 1] == 0 ? 1 : 0;
                }
            }
            int n = rows * channels;
            Assert.InRange(dropped - n * rate, -4 * Math.Sqrt(n * rate * (1 - rate)), 4 * Math.Sqrt(n * rate * (1 - rate)));
            int neighbours = rows * (channels - 1);
            Assert.InRange(pairs - neighbours * rate * rate, -5 * Math.Sqrt(neighbours) * rate, 5 * Math.Sqrt(neighbours) * rate);
        }
    }

    [Fact]
    public void Masks_follow_the_key_and_the_place_in_the_batch()
    {
        const int length = Places * Channels;
        float[] whole = Masks(new Image(1), 12, key: 1);
        Assert.Equal(whole, Masks(new Image(2), 12, key: 1));
        Assert.NotEqual(whole, Masks(new Image(1), 12, key: 2));
        Assert.Equal(whole[(4 * length)..(6 * length)], Masks(new Image(1), 2, key: 1, firstSample: 4));
        Assert.NotEqual(whole[..(6 * length)], whole[(6 * length)..]);
    }

    /// <summary>The masks read off a network of identities are those of the same layers before a convolution that wants a border.</summary>
    [Fact]
    public void The_backward_pass_uses_the_masks_of_the_forward_pass()
    {
        const int rows = 5, key = 21;
        float[] masks = Masks(new Image(1), rows, key);
        foreach (INetwork network in new INetwork[] { new Image(1), new Bordered(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            var samples = new Samples(8);
            samples.Fill(compiled);
            float[] inputs = samples.Normal(rows * compiled.Info.InputLength), targets = samples.Normal(rows * compiled.Info.OutputLength);
            var step = new GradientStep(compiled, rows);
            double loss = step.Run(inputs, targets, key);

            ReferenceNetwork reference = ReferenceNetwork.Of(network.GetType()).CopyFrom(compiled);
            reference.Layers.OfType<ReferenceDropout>().Single().Masks = Samples.Rows(masks, Places * Channels);
            NetworkProof.AssertAgrees(
                reference, step, Samples.Rows(inputs, compiled.Info.InputLength), Samples.Rows(targets, compiled.Info.OutputLength), loss,
                compiled.Info);
        }
    }

    /// <summary>Outputs for inputs of 1, where all convolutions are identities.</summary>
    private static float[] Masks(INetwork network, int rows, int key, int firstSample = 0)
    {
        CompiledNetwork compiled = network.Compiled;
        using (WeightEdit edit = compiled.EditWeights())
            edit.Values.Clear();
        foreach (ParameterBlock block in compiled.Info.Parameters.Where(block => block.Rows > 1))
            for (int i = 0; i < block.Rows; i++)
                using (WeightEdit edit = compiled.EditWeights())
                    edit.Values[block.Offset + i * block.RowStride + i] = 1;
        var step = new GradientStep(compiled, rows) { Batch = { FirstSample = firstSample } };
        step.Run([.. Enumerable.Repeat(1f, rows * compiled.Info.InputLength)], new float[rows * compiled.Info.OutputLength], key);
        return step.Outputs(rows);
    }

    [Network(5, 4, Channels)]
    [Conv2D(Channels, 1), ReLU, SpatialDropout(0.5f)]
    [Conv2D(Channels, 1)]
    private sealed partial class Image;

    [Network(5, 4, Channels)]
    [Conv2D(Channels, 1), ReLU, SpatialDropout(0.5f)]
    [Conv2D(3, 3, Padding = Padding.Same)]
    private sealed partial class Bordered;

    [Network(7, 16)]
    [Conv1D(16, 1), ReLU, SpatialDropout(0.3f)]
    [Conv1D(16, 1)]
    private sealed partial class Sequence;

    [Network(2, 3, 5)]
    [SpatialDropout(0.5f)]
    [Conv2D(5, 1)]
    private sealed partial class First;

    [Network(2, 3, 16)]
    [SpatialDropout(0.5f)]
    [Conv2D(16, 1)]
    private sealed partial class FirstWhole;

    [Network(64)]
    [Dense(64), ReLU]
    [Reshape(4, 16), SpatialDropout(0.5f)]
    [Conv1D(16, 1)]
    private sealed partial class Reshaped;

    [Network(3, 4, 2)]
    [Conv2D(3, 2), Tanh, SpatialDropout(0)]
    [Flatten, Dense(2)]
    private sealed partial class Zero;
}
