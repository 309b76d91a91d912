namespace NetCompiler.Tests;

public partial class GroupNormTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Row(1), new Plain(1), new Image(1), new Instance(1), new Last(1), new Wide(1)];

    [Network(5, 4, 6)]
    [GroupNorm(3), Conv2D(4, 2), Tanh, Flatten, Dense(2)]
    private sealed partial class First;

    [Network(5)]
    [Dense(18), GroupNorm(3), Tanh]
    [Dense(40), GroupNorm(1, Epsilon = 0.1f)]
    [Dense(3)]
    private sealed partial class Row;

    [Network(6)]
    [Dense(18), GroupNorm(2, Scale = false), Tanh]
    [Dense(8), GroupNorm(4, Center = false), Tanh]
    [Dense(4), GroupNorm(1, Scale = false, Center = false), Dense(2)]
    private sealed partial class Plain;

    [Network(6, 7, 2)]
    [Conv2D(6, 3, Padding = Padding.Same), GroupNorm(2), ReLU]
    [Conv2D(20, 2, Padding = Padding.Same), GroupNorm(5)]
    [Conv2D(3, 3, Padding = Padding.Same), GroupNorm(1), Tanh]
    [MaxPool2D(2, 3, Padding = Padding.Same), Flatten, Dense(2)]
    private sealed partial class Image;

    [Network(5, 5, 2)]
    [Conv2D(16, 2, UseBias = false), GroupNorm(16), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Instance;

    [Network(4, 4, 2)]
    [Conv2D(6, 2), GroupNorm(3)]
    private sealed partial class Last;

    [Network(3, 3, 1)]
    [Conv2D(64, 2), GroupNorm, Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Wide;
}
