namespace NetCompiler.Tests;

public partial class GlobalMaxPoolTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Image(1), new Small(1), new Sequence(1), new First(1), new Volume(1), new OnePlace(1), new Last(1)];

    [Network(8, 7, 2)]
    [Conv2D(20, 3), Tanh]
    [Conv2D(33, 2), Tanh]
    [GlobalMaxPool, Dense(3), Softmax]
    private sealed partial class Image;

    [Network(4, 3, 1)]
    [Conv2D(16, 2, Padding = Padding.Same), Tanh]
    [Conv2D(5, 2), Tanh]
    [GlobalMaxPool, Tanh, Dense(2)]
    private sealed partial class Small;

    [Network(11, 4)]
    [Conv1D(6, 3, Padding = Padding.Same), Tanh]
    [GlobalMaxPool]
    [Dense(2)]
    private sealed partial class Sequence;

    [Network(2, 1, 7)]
    [PReLU]
    [GlobalMaxPool]
    [Dense(2)]
    private sealed partial class First;

    [Network(1, 2, 1, 16)]
    [PReLU]
    [GlobalMaxPool]
    [Dense(2)]
    private sealed partial class Volume;

    [Network(4, 4, 1)]
    [Conv2D(5, 4), Tanh]
    [GlobalMaxPool]
    [Dense(2)]
    private sealed partial class OnePlace;

    [Network(5, 5, 1)]
    [Conv2D(2, 2), Tanh]
    [GlobalMaxPool]
    private sealed partial class Last;
}
