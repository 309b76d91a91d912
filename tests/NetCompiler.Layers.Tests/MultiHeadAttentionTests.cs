using Xunit;

namespace NetCompiler.Tests;

public partial class MultiHeadAttentionTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Block(1), new Causal(1), new Cross(1), new Tied(1)];

    protected override double Far => 3;

    [Fact]
    public void A_block_of_a_transformer_reads_as_a_description()
    {
        Assert.Equal(
            ["layer_normalization_1", "multi_head_attention_1", "seen", "layer_normalization_2", "dense_1", "gelu_1", "dense_2", "add_1",
                "global_average_pooling_1", "dense_3"],
            new Block(1).Compiled.Layers.Select(layer => layer.Name));
        string[] tensors = [.. new Block(1).Compiled.Info.Parameters.Select(block => block.Name)
            .Where(name => name.StartsWith("multi", StringComparison.Ordinal)).Select(name => name.Split('/')[1])];
        Assert.Equal(
            ["query_kernel", "query_bias", "key_kernel", "key_bias", "value_kernel", "value_bias", "output_kernel", "output_bias"],
            tensors);
    }

    /// <summary>Keras reads the fans of a kernel of three dimensions as if it were a convolution's.</summary>
    [Fact]
    public void First_values_are_Kerass()
    {
        var network = new Causal(3);
        Within("query_kernel", Math.Sqrt(6.0 / (5 * (3 + 16))));
        Within("value_kernel", Math.Sqrt(6.0 / (5 * (3 + 5))));
        Within("output_kernel", Math.Sqrt(6.0 / (3 * (5 + 5))));
        Assert.All(new Block(1).GetParameter("multi_head_attention_1/query_bias"), value => Assert.Equal(0, value));

        void Within(string tensor, double bound)
        {
            float[] values = network.GetParameter($"multi_head_attention_1/{tensor}");
            Assert.All(values, value => Assert.InRange(value, -bound, bound));
            Assert.InRange(values.Max(), 0.9 * bound, bound);
        }
    }

    [Fact]
    public void What_comes_later_changes_no_bit_of_a_causal_answer()
    {
        var network = new Causal(1);
        var samples = new Samples(4);
        samples.Fill(network.Compiled);
        float[] inputs = samples.Normal(Causal.InputLength), first = network.Predict(inputs);
        for (int step = 0; step < 19; step++)
        {
            float[] changed = [.. inputs];
            changed.AsSpan(5 * (step + 1)).Fill(float.NaN);
            Assert.Equal(first.AsSpan(0, 2 * (step + 1)), network.Predict(changed).AsSpan(0, 2 * (step + 1)));
        }
    }

    [Fact]
    public void Any_number_of_threads_and_any_batch_gives_the_same_bits_and_allocates_nothing()
    {
        var samples = new Samples(5);
        float[] inputs = samples.Normal(37 * Block.InputLength), targets = samples.Normal(37 * Block.OutputLength);
        Dataset data = Dataset.FromTargets(inputs, targets, 37);
        float[][] weights = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            var network = new Block(1);
            double before = network.Evaluate(data).Loss;
            network.Fit(data, new FitOptions { Epochs = 4, BatchSize = 16, MaxDegreeOfParallelism = threads, Optimizer = new Adam() });
            Assert.True(network.Evaluate(data).Loss < before);
            return network.Compiled.Weights.ToArray();
        })];
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);

        var one = new Block(1);
        float[] all = one.Predict(inputs), alone = new float[Block.OutputLength];
        var optimizer = new SGD();
        one.TrainOnBatch(inputs, targets, optimizer);
        one.Predict(inputs, all);
        long start = GC.GetAllocatedBytesForCurrentThread();
        for (int sample = 0; sample < 37; sample++)
        {
            one.Predict(inputs.AsSpan(sample * Block.InputLength, Block.InputLength), alone);
            if (!alone.AsSpan().SequenceEqual(all.AsSpan(sample * Block.OutputLength, Block.OutputLength)))
                Assert.Fail($"Sample {sample} is another alone.");
        }
        one.TrainOnBatch(inputs, targets, optimizer);
        Assert.Equal(start, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Of the compiled network itself, whose masks depend on the key alone.</summary>
    [Fact]
    public void With_dropout_gradients_are_the_central_differences_for_the_same_mask()
    {
        var network = new Drops(1);
        CompiledNetwork compiled = network.Compiled;
        var samples = new Samples(3);
        samples.Fill(compiled);
        float[] inputs = samples.Inputs(compiled.Info, 6), targets = samples.Targets(compiled.Info, 6);
        var step = new GradientStep(compiled, 6);
        step.Run(inputs, targets, training: false);
        Assert.Equal(network.Predict(inputs), step.Outputs(6));
        double without = step.Run(inputs, targets, randomKey: 6), loss = step.Run(inputs, targets, randomKey: 5);
        Assert.NotEqual(without, loss);
        float[] gradients = step.Batch.Gradients.Span.ToArray(), weights = compiled.Weights.ToArray();
        float largest = gradients.Max(Math.Abs);
        foreach (ParameterBlock block in compiled.Info.Parameters)
            for (int i = 0; i < block.Columns; i++)
            {
                double difference = (LossAt(block.Offset + i, 1e-2f) - LossAt(block.Offset + i, -1e-2f)) / 2e-2;
                Assert.True(
                    Math.Abs(difference - gradients[block.Offset + i]) < 2e-3 * largest,
                    $"{block.Name}, {i}: {gradients[block.Offset + i]}, the difference is {difference}.");
            }

        double LossAt(int place, float change)
        {
            using (WeightEdit edit = compiled.EditWeights())
            {
                weights.CopyTo(edit.Values);
                edit.Values[place] += change;
            }
            return step.Run(inputs, targets, randomKey: 5);
        }
    }

    [Fact]
    public void The_fraction_of_the_weights_that_is_kept_is_scaled_up()
    {
        var network = new Mean(1);
        foreach (string tensor in new[] { "value", "output" })
            network.SetParameter($"multi_head_attention_1/{tensor}_kernel", [1]);
        network.SetParameter("multi_head_attention_1/query_kernel", [0]);
        const int Rows = 500;
        float[] inputs = new float[Rows * Mean.InputLength];
        inputs.AsSpan().Fill(1);
        Assert.All(network.Predict(inputs), value => Assert.Equal(1, value, 1e-6f));
        var step = new GradientStep(network.Compiled, Rows);
        step.Run(inputs, new float[Rows * Mean.OutputLength], randomKey: 7);
        float[] outputs = step.Outputs(Rows);
        Assert.All(outputs, value => Assert.Equal(MathF.Round(value * 3), value * 3, 1e-5f));
        Assert.InRange(outputs.Average(), 0.97, 1.03);
    }

    /// <summary>A block with its norms in front.</summary>
    [Network(7, 6)]
    [LayerNorm, MultiHeadAttention(2, 3), Add("input", Name = "seen")]
    [LayerNorm, Dense(9), GELU, Dense(6), Add("seen")]
    [GlobalAveragePool, Dense(2)]
    private sealed partial class Block;

    /// <summary>Steps that fill no tile, heads that fill and do not fill vectors.</summary>
    [Network(19, 5)]
    [MultiHeadAttention(3, 16, ValueDim = 5, Causal = true, UseBias = false), Dense(2)]
    private sealed partial class Causal;

    /// <summary>To another sequence, longer than a vector, and causal to a shorter one.</summary>
    [Network]
    [Input("memory", 17, 4), Dense(3, Name = "known")]
    [Input("asks", 10, 6), MultiHeadAttention(2, 17, "known", From = "asks"), Tanh]
    [MultiHeadAttention(1, 4, "known", Causal = true, ValueDim = 20)]
    [Flatten, Dense(2)]
    private sealed partial class Cross;

    [Network(4, 4)]
    [MultiHeadAttention(2, 2, Name = "first"), MultiHeadAttention(2, 2, Share = "first"), Flatten, Dense(2)]
    private sealed partial class Tied;

    [Network(5, 4)]
    [MultiHeadAttention(2, 4, Dropout = 0.4, Causal = true), Dense(2)]
    private sealed partial class Drops;

    /// <summary>The mean of six numbers, a half of which is left out.</summary>
    [Network(6, 1)]
    [MultiHeadAttention(1, 1, Dropout = 0.5, UseBias = false)]
    private sealed partial class Mean;
}
