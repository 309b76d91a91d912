using Xunit;

namespace NetCompiler.Tests;

public partial class Conv2DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new Deep(1), new SameOdd(1), new SameStrided(1), new Strided(1), new StridedUneven(1), new StrideBeyondKernel(1),
        new Dilated(1), new Rectangular(1), new Explicit(1),
        new PointWise(1), new ManyChannels(1), new GapsInside(1), new Last(1), new LearnedSlopes(1), new RowsToImage(1), new OnePixel(1),
        new OnePixelLanewise(1),
    ];

    /// <summary>Keras's fans are the channels times the taps.</summary>
    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        NetworkInfo info = new First(1).Compiled.Info;
        Assert.Equal(["conv2d_1/kernel", "conv2d_1/bias", "dense_1/kernel", "dense_1/bias"], info.Parameters.Select(block => block.Name));
        Assert.Equal([3, 3, 1, 5], info.Parameters[0].Shape);
        Assert.Equal((9, 45), (info.Parameters[0].FanIn, info.Parameters[0].FanOut));
    }

    [Network(6, 7, 1)]
    [Conv2D(5, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    // The last convolution gives one pixel, as LeNet's C5, whose gradient has a border.
    [Network(6, 6, 2)]
    [Conv2D(5, 3), Tanh]
    [Conv2D(18, 4), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OnePixel;

    [Network(5, 5, 2)]
    [Conv2D(4, 3), Tanh]
    [DepthwiseConv2D(3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OnePixelLanewise;

    [Network(9, 8, 2)]
    [Conv2D(16, 3), ReLU]
    [Conv2D(32, 2), Tanh]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Deep;

    [Network(5, 6, 3)]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh]
    [Conv2D(16, 4, Padding = Padding.Same), Sigmoid]
    [Conv2D(17, 3, Padding = Padding.Same, UseBias = false), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class SameOdd;

    [Network(7, 8, 2)]
    [Conv2D(16, 3, Strides = 2, Padding = Padding.Same), Tanh]
    [Conv2D(6, 3, Strides = 2, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class SameStrided;

    [Network(11, 9, 1)]
    [Conv2D(16, 3), Tanh]
    [Conv2D(5, 3, Strides = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Strided;

    [Network(12, 11, 1)]
    [Conv2D(6, 3), Tanh]
    [Conv2D(7, 3, StrideHeight = 3, StrideWidth = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StridedUneven;

    [Network(8, 8, 2)]
    [Conv2D(4, 2), Tanh]
    [Conv2D(5, 1, Strides = 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StrideBeyondKernel;

    [Network(9, 10, 2)]
    [Conv2D(6, 3, DilationRate = 2), Tanh]
    [Conv2D(16, 2, DilationHeight = 3, DilationWidth = 2, Padding = Padding.Same), Tanh]
    [Conv2D(3, 2, DilationRate = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Dilated;

    [Network(5, 12, 2)]
    [Conv2D(6, 2, 5), Tanh]
    [Conv2D(4, 1, 3), Tanh]
    [Conv2D(4, 3, 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Rectangular;

    [Network(4, 5, 2)]
    [Conv2D(4, 3, Padding = Padding.Explicit, PadTop = 2, PadRight = 1), Tanh]
    [Conv2D(16, 3, Padding = Padding.Explicit, PadBottom = 1, PadLeft = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Explicit;

    [Network(4, 5, 3)]
    [Conv2D(32, 1), ReLU]
    [Conv2D(33, 1), Tanh]
    [Conv2D(4, 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class PointWise;

    [Network(3, 9, 16)]
    [Conv2D(64, 3, Padding = Padding.Same), ReLU]
    [Conv2D(80, 3), GELU]
    [Flatten, Dense(2)]
    private sealed partial class ManyChannels;

    [Network(6, 6, 1)]
    [Conv2D(20, 3), Tanh]
    [Conv2D(5, 3), Tanh, Flatten]
    [Dense(4), Tanh]
    [Dense(2)]
    private sealed partial class GapsInside;

    [Network(5, 4, 1)]
    [Conv2D(3, 2), Tanh]
    [Conv2D(2, 2), Sigmoid]
    private sealed partial class Last;

    [Network(5, 5, 3)]
    [PReLU]
    [Conv2D(6, 3, Padding = Padding.Same), PReLU]
    [Conv2D(16, 3, Padding = Padding.Same), PReLU]
    [Conv2D(4, 2), PReLU]
    [Flatten, Dense(2)]
    private sealed partial class LearnedSlopes;

    [Network(4, 4, 1)]
    [Dropout(0), Tanh]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh]
    [Flatten]
    [Dense(3), Softmax]
    private sealed partial class RowsToImage;
}
