using Xunit;

namespace NetCompiler.Tests;

public partial class SeparableConv2DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new Deep(1), new Multiplied(1), new Last(1), new Names(1),
    ];

    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        NetworkInfo info = new Multiplied(1).Compiled.Info;
        Assert.Equal(
            ["separable_conv2d_1/depthwise_kernel", "separable_conv2d_1/pointwise_kernel", "separable_conv2d_1/bias"],
            info.Parameters.Take(3).Select(block => block.Name));
        Assert.Equal([2, 3, 3, 2], info.Parameters[0].Shape);
        Assert.Equal([1, 1, 6, 6], info.Parameters[1].Shape);
        Assert.Equal(
            (18, 12, 6, 6), (info.Parameters[0].FanIn, info.Parameters[0].FanOut, info.Parameters[1].FanIn, info.Parameters[1].FanOut));
    }

    [Network(6, 7, 3)]
    [SeparableConv2D(5, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(8, 8, 1)]
    [Conv2D(16, 2), ReLU]
    [SeparableConv2D(32, 3, Padding = Padding.Same), ReLU]
    [SeparableConv2D(17, 3, Strides = 2, Padding = Padding.Same, UseBias = false), Tanh]
    [SeparableConv2D(3, 2, DilationRate = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Deep;

    [Network(7, 6, 3)]
    [SeparableConv2D(6, 2, 3, DepthMultiplier = 2), PReLU]
    [SeparableConv2D(16, 3, DepthMultiplier = 3), GELU]
    [MaxPool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class Multiplied;

    [Network(6, 5, 2)]
    [SeparableConv2D(3, 2), Tanh]
    [SeparableConv2D(2, 3), Sigmoid]
    private sealed partial class Last;

    [Network(6, 5, 2)]
    [SeparableConv2D(3, 2, Name = "a"), Tanh]
    [Conv2D(4, 2, Name = "a_depthwise"), Tanh]
    [SeparableConv2D(3, 2, Name = "b", DepthMultiplier = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Names;
}
