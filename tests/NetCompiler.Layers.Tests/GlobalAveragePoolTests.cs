namespace NetCompiler.Tests;

public partial class GlobalAveragePoolTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Image(1), new Small(1), new Sequence(1), new First(1), new Volume(1), new OnePlace(1), new Last(1)];

    [Network(8, 7, 2)]
    [Conv2D(20, 3), Tanh]
    [Conv2D(33, 2), Tanh]
    [GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class Image;

    [Network(4, 3, 1)]
    [Conv2D(16, 2, Padding = Padding.Same), Tanh]
    [Conv2D(5, 2), Tanh]
    [GlobalAveragePool, Tanh, Dense(2)]
    private sealed partial class Small;

    [Network(11, 4)]
    [Conv1D(6, 3, Padding = Padding.Same), Tanh]
    [GlobalAveragePool]
    [Dense(2)]
    private sealed partial class Sequence;

    [Network(5, 3, 7)]
    [PReLU]
    [GlobalAveragePool]
    [Dense(2)]
    private sealed partial class First;

    [Network(2, 3, 5, 16)]
    [PReLU]
    [GlobalAveragePool]
    [Dense(2)]
    private sealed partial class Volume;

    [Network(4, 4, 1)]
    [Conv2D(5, 4), Tanh]
    [GlobalAveragePool]
    [Dense(2)]
    private sealed partial class OnePlace;

    [Network(5, 5, 1)]
    [Conv2D(2, 2), Tanh]
    [GlobalAveragePool]
    private sealed partial class Last;
}
