namespace NetCompiler.Tests;

public partial class AveragePool2DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Partition(1), new Dropped(1), new Overlapping(1), new Same(1), new First(1), new Large(1), new Last(1)];

    [Network(8, 6, 2)]
    [Conv2D(20, 3), ReLU]
    [AveragePool2D(2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Partition;

#pragma warning disable NETC1020 // that lines are dropped is what this network is about
    [Network(9, 8, 1)]
    [Conv2D(16, 3), Tanh]
    [AveragePool2D(2, 4), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Dropped;
#pragma warning restore NETC1020

    [Network(8, 8, 1)]
    [Conv2D(3, 2), Tanh]
    [AveragePool2D(3, Strides = 2)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Overlapping;

    [Network(6, 7, 2)]
    [Conv2D(16, 2), Tanh]
    [AveragePool2D(3, Strides = 2, Padding = Padding.Same)]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Same;

    [Network(6, 6, 3)]
    [AveragePool2D(2)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(9, 9, 1)]
    [Conv2D(5, 2), Tanh]
    [AveragePool2D(4)]
    [Flatten, Dense(2)]
    private sealed partial class Large;

    [Network(5, 5, 1)]
    [Conv2D(2, 2), Tanh]
    [AveragePool2D(2)]
    private sealed partial class Last;
}
