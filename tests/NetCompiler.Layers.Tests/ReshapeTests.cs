namespace NetCompiler.Tests;

public partial class ReshapeTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new FirstWhole(1), new ToImage(1), new ToImageWhole(1), new ToImageBordered(1), new ToSequence(1),
        new ToSequenceWhole(1), new ToRow(1), new ToPool(1), new ToSlopes(1),
        new Twice(1), new Volume(1), new Learned(1), new Last(1),
    ];

    [Network(30)]
    [Reshape(5, 3, 2)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(96)]
    [Reshape(2, 3, 16)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class FirstWhole;

    [Network(6)]
    [Dense(60), Tanh]
    [Reshape(4, -1, 5)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ToImage;

    [Network(6)]
    [Dense(192), Tanh]
    [Reshape(4, 3, 16)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ToImageWhole;

#pragma warning disable NETC1071 // Functions around a reshape, which must find their numbers in both shapes.
    [Network(6)]
    [Dense(192), Tanh]
    [Reshape(4, 3, 16), ReLU]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ToImageBordered;

    [Network(4, 5, 2)]
    [Conv2D(6, 2), Tanh]
    [Reshape(8, 9)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ToSequence;

    [Network(5, 5, 2)]
    [Conv2D(16, 2), Tanh]
    [Reshape(8, 32)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ToSequenceWhole;

    [Network(4, 5, 2)]
    [Conv2D(6, 2), Tanh]
    [Reshape(72)]
    [Dense(2)]
    private sealed partial class ToRow;

    [Network(6)]
    [Dense(192), Tanh]
    [Reshape(4, 3, 16), ReLU]
    [MaxPool2D(2, 3)]
    [Flatten, Dense(2)]
    private sealed partial class ToPool;

    [Network(6)]
    [Dense(90), Tanh]
    [Reshape(3, 6, 5), PReLU]
    [AveragePool2D(3)]
    [Flatten, Dense(2)]
    private sealed partial class ToSlopes;

    [Network(4, 5, 2)]
    [Conv2D(16, 2), Tanh]
    [Reshape(16, 12), Tanh, Reshape(3, -1)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Twice;
#pragma warning restore NETC1071

    [Network(2, 3, 4, 5)]
    [PReLU, Reshape(8, 15)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Volume;

    [Network(4, 4, 1)]
    [Conv2D(16, 1), Tanh]
    [Reshape(2, 8, 16)]
    [Conv2D(16, 2), Tanh]
    [Reshape(7, 16)]
    [Conv1D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Learned;

    [Network(4)]
    [Dense(6), Tanh]
    [Reshape(2, 3)]
    private sealed partial class Last;
}
