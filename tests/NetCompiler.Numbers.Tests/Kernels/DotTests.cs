using Xunit;

namespace NetCompiler.Tests;

/// <summary>Layers whose lanes are terms, because they have few outputs or few inputs and the others are many.</summary>
[Trait("Category", "Numbers")]
public partial class DotTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new OneUnit(1), new TwoUnits(1), new TenUnits(1), new TwelveUnits(1), new NoBias(1), new InsideANetwork(1), new FewFilters(1),
        new OneFilter(1), new StridedFilters(1), new DilatedFilters(1),
        new PointwiseFilters(1), new FewChannels(1), new StridedChannels(1), new Sequence(1), new Decoder(1), new DecoderFromFew(1),
        new Normalized(1), new LearnedSlopes(1),
    ];

    /// <summary>The kernel of a layer with few outputs lies output by output.</summary>
    [Fact]
    public void These_layers_use_it_and_those_with_enough_outputs_do_not()
    {
        foreach (INetwork network in new INetwork[] { new OneUnit(1), new TwoUnits(1), new TenUnits(1), new TwelveUnits(1), new NoBias(1) })
        {
            ParameterBlock kernel = network.Compiled.Info.Parameters[0];
            Claim.True(
                kernel.Rows == kernel.Shape[1] && kernel.Columns == kernel.Shape[0], $"{network.Compiled.Info.Name} has lanes of outputs.");
        }
        Assert.Equal(Kernel(new FewFilters(1), 2), (9 * 3, 16));
        Assert.Equal(Kernel(new Decoder(1), 4), (9, 32));
        Assert.Equal(Kernel(new EnoughUnits(1), 0), (64, 13));
        Assert.Equal(Kernel(new GapsBehind(1), 2), (4 * 24, 3));

        static (int, int) Kernel(INetwork network, int parameter) =>
            (network.Compiled.Info.Parameters[parameter].Rows, network.Compiled.Info.Parameters[parameter].Columns);
    }

    [Fact]
    public void The_kernel_is_in_Kerass_order_to_the_outside()
    {
        var network = new TenUnits(1);
        float[] kernel = [.. Enumerable.Range(0, 5120).Select(i => i / 8f)];
        network.Compiled.SetParameter("dense_1/kernel", kernel);
        Assert.Equal(kernel, network.Compiled.GetParameter("dense_1/kernel"));
        // Input 3, unit 7.
        ParameterBlock block = network.Compiled.Info.Parameters[0];
        Assert.Equal(kernel[3 * 10 + 7], network.Compiled.Weights[block.Offset + 7 * block.RowStride + 3]);
        GradientStep.AssertPaddingZero(network.Compiled.Weights, network.Compiled.Info, "after setting");

        foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
        {
            using var file = new MemoryStream();
            NetworkFile.Save(network.Compiled, file, format);
            file.Position = 0;
            var other = new TenUnits(2);
            NetworkFile.Load(other.Compiled, file);
            double most = format switch { WeightFormat.Float32 => 0, WeightFormat.Int8 => 640.0 / 254, _ => 2 };
            foreach ((float expected, float actual) in kernel.Zip(other.Compiled.GetParameter("dense_1/kernel")))
                Assert.InRange(Math.Abs(expected - actual), 0, most + 1e-4);
        }
    }

    [Fact]
    public void Gradients_are_in_Kerass_order_to_the_outside()
    {
        CompiledNetwork compiled = new TwoUnits(1).Compiled;
        string message = Assert.Throws<InvalidOperationException>(() => compiled.GetGradient("dense_1/kernel")).Message;
        Assert.Equal("TwoUnits has no gradients yet: call Fit, TrainOnBatch or ComputeGradients first.", message);
        float[] input = new Samples(1).Normal(48);
        compiled.Evaluate(Dataset.FromTargets(input, [0f, 1f], 1));
        Assert.Throws<InvalidOperationException>(() => compiled.GetGradient("dense_1/kernel"));
        compiled.ComputeGradients(input, [0f, 1f]);
        float[] gradient = compiled.GetGradient("dense_1/kernel"), bias = compiled.GetGradient("dense_1/bias");
        Assert.Equal(96, gradient.Length);
        // dW[i, u] = x[i] dy[u].
        for (int i = 0; i < gradient.Length; i++)
            Assert.Equal(input[i / 2] * bias[i % 2], gradient[i], 1e-6f);
    }

    /// <summary>First values are drawn in the order of files: the first ten are the first input's, wherever they lie.</summary>
    [Fact]
    public void First_values_do_not_depend_on_how_a_kernel_lies()
    {
        float[] first = new TenUnits(4).Compiled.GetParameter("dense_1/kernel"),
            second = new TenColumns(4).Compiled.GetParameter("dense_1/kernel");
        double limit = Math.Sqrt(6.0 / (512 + 10)), other = Math.Sqrt(6.0 / (16 + 10));
        for (int i = 0; i < second.Length; i++)
            Assert.Equal(second[i] / other, first[i] / limit, 1e-6);
    }

    /// <summary>Padding between pixels may hold anything, so channels that leave some are no terms side by side.</summary>
    [Fact]
    public void Channels_with_gaps_behind_them_are_not_summed_side_by_side()
    {
        NetworkProof.ForwardAgrees(new GapsBehind(1));
        NetworkProof.GradientsAgree(new GapsBehind(1));
    }

    [Network(64)]
    [Dense(1)]
    private sealed partial class OneUnit;

    [Network(48)]
    [Dense(2), Sigmoid]
    private sealed partial class TwoUnits;

    [Network(512)]
    [Dense(10), Softmax]
    private sealed partial class TenUnits;

    [Network(16)]
    [Dense(10), Softmax]
    private sealed partial class TenColumns;

    [Network(2560)]
    [Dense(12), Tanh]
    private sealed partial class TwelveUnits;

    [Network(96)]
    [Dense(3, UseBias = false), Softplus]
    private sealed partial class NoBias;

    [Network(20)]
    [Dense(64), Tanh]
    [Dense(3), Exponential]
    [Dense(128), GELU]
    [Dense(7), LayerNorm]
    [Dense(17)]
    private sealed partial class InsideANetwork;

    [Network(9, 8, 2)]
    [Conv2D(16, 3), Tanh]
    [Conv2D(3, 3, Padding = Padding.Same), Sigmoid]
    [Conv2D(16, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class FewFilters;

    [Network(8, 10, 3)]
    [Conv2D(48, 3), ReLU]
    [MaxPool2D(2)]
    [Conv2D(1, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OneFilter;

    [Network(11, 10, 1)]
    [Conv2D(32, 2), Tanh]
    [Conv2D(4, 3, StrideHeight = 3, StrideWidth = 2, Padding = Padding.Same), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class StridedFilters;

    [Network(12, 11, 1)]
    [Conv2D(16, 2), Tanh]
    [Conv2D(6, 3, DilationHeight = 2, DilationWidth = 3, UseBias = false), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class DilatedFilters;

    [Network(7, 7, 2)]
    [Conv2D(32, 2), Tanh]
    [SeparableConv2D(2, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class PointwiseFilters;

    [Network(12, 12, 1)]
    [Conv2D(6, 3, Padding = Padding.Same), Tanh]
    [AveragePool2D(2)]
    [Conv2D(16, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class FewChannels;

    [Network(11, 12, 1)]
    [Conv2D(3, 2), Tanh]
    [Conv2D(32, 5, StrideHeight = 2, StrideWidth = 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StridedChannels;

    [Network(40, 1)]
    [Conv1D(16, 3), Tanh]
    [Conv1D(4, 5, Padding = Padding.Causal), Tanh]
    [Conv1D(16, 3, Strides = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Sequence;

    [Network(4, 3, 2)]
    [Conv2DTranspose(16, 2, Strides = 2), Tanh]
    [Conv2DTranspose(32, 3, Padding = Padding.Same), ReLU]
    [Conv2DTranspose(1, 3, Strides = 2, Padding = Padding.Same), Sigmoid]
    private sealed partial class Decoder;

    [Network(4, 5, 1)]
    [Conv2D(4, 2), Tanh]
    [Conv2DTranspose(16, 3, Strides = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class DecoderFromFew;

    [Network(6, 7, 1)]
    [Conv2D(16, 3), ReLU]
    [Conv2D(4, 2, UseBias = false), BatchNorm, ReLU]
    [Flatten, Dense(64, UseBias = false), BatchNorm, Tanh]
    [Dense(5, UseBias = false), BatchNorm]
    private sealed partial class Normalized;

    [Network(7, 7, 1)]
    [Conv2D(16, 3), PReLU]
    [Conv2D(4, 2), PReLU]
    [MaxPool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class LearnedSlopes;

    [Network(64)]
    [Dense(13)]
    private sealed partial class EnoughUnits;

    [Network(9, 8, 2)]
    [Conv2D(24, 3), Tanh]
    [Conv2D(3, 2), Sigmoid]
    [Flatten, Dense(2)]
    private sealed partial class GapsBehind;
}
