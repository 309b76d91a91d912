namespace NetCompiler.Tests;

public partial class PermuteTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Sequence(1), new SequenceWhole(1), new First(1), new FirstPixels(1), new ChannelsFirst(1), new ChannelsFirstWhole(1),
        new Lines(1), new Bordered(1), new Volume(1), new Same(1), new Row(1), new Last(1),
    ];

    [Network(6, 3)]
    [Conv1D(5, 2), Tanh]
    [Permute(2, 1)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Sequence;

    [Network(17, 3)]
    [Conv1D(32, 2), Tanh]
    [Permute(2, 1), Tanh]
    [Conv1D(4, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class SequenceWhole;

    [Network(5, 4, 3)]
    [Permute(3, 1, 2)]
    [Conv2D(5, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(5, 4, 16)]
    [Permute(2, 1, 3)]
    [Conv2D(5, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class FirstPixels;

    [Network(5, 4, 2)]
    [Conv2D(6, 2), Tanh]
    [Permute(3, 1, 2)]
    [Flatten, Dense(2)]
    private sealed partial class ChannelsFirst;

    [Network(5, 17, 2)]
    [Conv2D(16, 2), Tanh]
    [Permute(3, 1, 2)]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ChannelsFirstWhole;

    [Network(5, 4, 2)]
    [Conv2D(6, 2), Tanh]
    [Permute(2, 1, 3)]
    [Conv2D(3, 3, 2, Strides = 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Lines;

    [Network(5, 4, 2)]
    [Conv2D(7, 3, Padding = Padding.Same), Tanh]
    [Permute(2, 3, 1)]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Bordered;

    [Network(2, 3, 4, 5)]
    [PReLU, Permute(4, 2, 1, 3)]
    [Flatten, Dense(2)]
    private sealed partial class Volume;

    [Network(5, 4, 2)]
    [Conv2D(3, 2), Tanh]
    [Permute(1, 2, 3)]
    [Flatten, Dense(2)]
    private sealed partial class Same;

    [Network(7)]
    [Permute(1)]
    [Dense(2)]
    private sealed partial class Row;

    [Network(5, 4, 2)]
    [Conv2D(3, 2), Tanh]
    [Permute(2, 3, 1)]
    private sealed partial class Last;
}
