using Xunit;

namespace NetCompiler.Tests;

public partial class DepthwiseConv2DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new Deep(1), new Strided(1), new StridedUneven(1), new Dilated(1), new Multiplied(1), new LargeKernels(1),
        new VeryWide(1), new Explicit(1), new ManyChannels(1), new Last(1),
    ];

    /// <summary>Keras's fans: channels and multiplier, times the taps.</summary>
    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        NetworkInfo info = new Multiplied(1).Compiled.Info;
        Assert.Equal(
            ["depthwise_conv2d_1/kernel", "depthwise_conv2d_1/bias", "depthwise_conv2d_2/kernel"],
            info.Parameters.Take(3).Select(block => block.Name));
        Assert.Equal([3, 3, 3, 2], info.Parameters[0].Shape);
        Assert.Equal((27, 18, 6), (info.Parameters[0].FanIn, info.Parameters[0].FanOut, info.Parameters[0].Columns));
    }

    [Network(6, 7, 3)]
    [DepthwiseConv2D(3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(9, 8, 2)]
    [Conv2D(16, 2), ReLU]
    [DepthwiseConv2D(3), ReLU]
    [Conv2D(33, 1), Tanh]
    [DepthwiseConv2D(3, Padding = Padding.Same), Tanh]
    [Conv2D(4, 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Deep;

    [Network(11, 12, 1)]
    [Conv2D(20, 2), Tanh]
    [DepthwiseConv2D(3, Strides = 2), Tanh]
    [DepthwiseConv2D(3, Strides = 2, Padding = Padding.Same, UseBias = false), Sigmoid]
    [Flatten, Dense(2)]
    private sealed partial class Strided;

    [Network(10, 9, 2)]
    [Conv2D(5, 1), Tanh]
    [DepthwiseConv2D(2, 3, StrideHeight = 3, StrideWidth = 2), Tanh]
    [DepthwiseConv2D(1, Strides = 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StridedUneven;

    [Network(12, 11, 2)]
    [Conv2D(17, 1), Tanh]
    [DepthwiseConv2D(3, DilationRate = 2), Tanh]
    [DepthwiseConv2D(2, DilationHeight = 3, DilationWidth = 2, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Dilated;

    [Network(7, 6, 3)]
    [DepthwiseConv2D(3, DepthMultiplier = 2), Tanh]
    [DepthwiseConv2D(2, 3, DepthMultiplier = 3, Strides = 2, Padding = Padding.Same), Tanh]
    [DepthwiseConv2D(2, DepthMultiplier = 2, UseBias = false), Tanh]
#pragma warning disable NETC1078 // A pool that hands the repeated channels on.
    [MaxPool2D(1)]
#pragma warning restore NETC1078
    [Flatten, Dense(2)]
    private sealed partial class Multiplied;

    [Network(9, 12, 1)]
    [Conv2D(3, 1), Tanh]
    [DepthwiseConv2D(5, Padding = Padding.Same), Tanh]
    [DepthwiseConv2D(7, Padding = Padding.Same), Tanh]
    [DepthwiseConv2D(2, 11), GELU]
    [DepthwiseConv2D(4, 1, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class LargeKernels;

    [Network(3, 40, 1)]
    [Conv2D(3, 1), Tanh]
    [DepthwiseConv2D(2, 31, Padding = Padding.Same), Tanh]
    [DepthwiseConv2D(1, 15), SELU]
    [Flatten, Dense(2)]
    private sealed partial class VeryWide;

    [Network(5, 6, 2)]
    [Conv2D(6, 2), Tanh]
    [DepthwiseConv2D(3, Padding = Padding.Explicit, PadTop = 2, PadRight = 1), Tanh]
    [MaxPool2D(2, Strides = 1)]
    [Flatten, Dense(2)]
    private sealed partial class Explicit;

    [Network(5, 6, 16)]
    [DepthwiseConv2D(3, Padding = Padding.Same), PReLU]
    [Conv2D(80, 1), PReLU]
    [DepthwiseConv2D(3), PReLU]
    [Flatten, Dense(2)]
    private sealed partial class ManyChannels;

    [Network(6, 5, 2)]
    [Conv2D(3, 2), Tanh]
    [DepthwiseConv2D(3), Sigmoid]
    private sealed partial class Last;
}
