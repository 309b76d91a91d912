using Xunit;

namespace NetCompiler.Tests;

public partial class Conv2DTransposeTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new Upsampling(1), new Strided(1), new StrideBeyondKernel(1), new Dilated(1), new Explicit(1), new Last(1),
        new LearnedSlopes(1),
    ];

    /// <summary>Keras's order is (height, width, filters, channels) and its fans follow from it; in memory filters lie side by
    /// side.</summary>
    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        var network = new First(1);
        NetworkInfo info = network.Compiled.Info;
        Assert.Equal(
            ["conv2d_transpose_1/kernel", "conv2d_transpose_1/bias", "dense_1/kernel", "dense_1/bias"],
            info.Parameters.Select(block => block.Name));
        Assert.Equal([3, 3, 5, 3], info.Parameters[0].Shape);
        Assert.Equal((45, 27), (info.Parameters[0].FanIn, info.Parameters[0].FanOut));
    }

    [Fact]
    public void The_kernel_is_in_Kerass_order_to_the_outside()
    {
        var network = new First(1);
        float[] kernel = [.. Enumerable.Range(0, 135).Select(i => (float)i)];
        network.Compiled.SetParameter("conv2d_transpose_1/kernel", kernel);
        Assert.Equal(kernel, network.Compiled.GetParameter("conv2d_transpose_1/kernel"));
        ParameterBlock block = network.Compiled.Info.Parameters[0];
        Assert.Equal(5, block.Columns);
        // Tap 1, channel 2, filter 4.
        Assert.Equal(kernel[(1 * 5 + 4) * 3 + 2], network.Compiled.Weights[block.Offset + (1 * 3 + 2) * block.RowStride + 4]);
        GradientStep.AssertPaddingZero(network.Compiled.Weights, network.Compiled.Info, "after setting");

        foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
        {
            using var file = new MemoryStream();
            NetworkFile.Save(network.Compiled, file, format);
            file.Position = 0;
            var other = new First(2);
            NetworkFile.Load(other.Compiled, file);
            double most = format switch { WeightFormat.Float32 => 0, WeightFormat.Int8 => 134.0 / 254, _ => 0.5 };
            foreach ((float expected, float actual) in kernel.Zip(other.Compiled.GetParameter("conv2d_transpose_1/kernel")))
                Assert.InRange(Math.Abs(expected - actual), 0, most + 1e-4);
        }
    }

    [Network(4, 5, 3)]
    [Conv2DTranspose(5, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(4, 3, 2)]
    [Conv2D(16, 2), Tanh]
    [Conv2DTranspose(17, 2, Strides = 2), ReLU]
    [Conv2DTranspose(4, 3, Strides = 2, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Upsampling;

    [Network(3, 4, 1)]
    [Dropout(0), Tanh]
    [Conv2DTranspose(6, 4, Strides = 2, Padding = Padding.Same), Tanh]
    [Conv2DTranspose(16, 3, StrideHeight = 3, StrideWidth = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Strided;

    [Network(3, 3, 2)]
    [Conv2D(4, 2), Tanh]
    [Conv2DTranspose(5, 1, 2, Strides = 3), Tanh]
    [Conv2DTranspose(3, 2, Strides = 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StrideBeyondKernel;

    [Network(4, 5, 2)]
    [Conv2DTranspose(6, 3, DilationRate = 2), Tanh]
    [Conv2DTranspose(16, 2, DilationHeight = 3, DilationWidth = 2, Padding = Padding.Same, UseBias = false), Sigmoid]
    [Flatten, Dense(2)]
    private sealed partial class Dilated;

    [Network(3, 4, 2)]
    [Conv2D(20, 2, Padding = Padding.Same), Tanh]
    [Conv2DTranspose(4, 3, Strides = 2, Padding = Padding.Explicit, PadTop = 1, PadLeft = 1, PadRight = 1), Tanh]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Explicit;

    [Network(3, 3, 2)]
    [Conv2DTranspose(3, 3, Strides = 2), Tanh]
    [Conv2DTranspose(2, 2), Sigmoid]
    private sealed partial class Last;

    [Network(4, 4, 16)]
    [PReLU]
    [Conv2DTranspose(48, 3, Padding = Padding.Same), PReLU]
    [Conv2DTranspose(5, 2), PReLU]
    [Flatten, Dense(2)]
    private sealed partial class LearnedSlopes;
}
