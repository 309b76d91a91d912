namespace NetCompiler.Tests;

public partial class LayerNormTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [
            new First(1), new Hidden(1), new Last(1), new Plain(1), new Image(1), new FirstImage(1), new LastImage(1), new Steps(1),
            new Flattened(1), new Padded(1)];

    [Network(19)]
    [LayerNorm, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), LayerNorm, Tanh]
    [Dense(33), Sigmoid, LayerNorm]
    [Dense(16), LayerNorm(Epsilon = 0.1f), ReLU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6)]
    [Dense(21), LayerNorm]
    private sealed partial class Last;

    [Network(6)]
    [Dense(18), LayerNorm(Scale = false), Tanh]
    [Dense(7), LayerNorm(Center = false), Tanh]
    [Dense(4), LayerNorm(Scale = false, Center = false), Dense(2)]
    private sealed partial class Plain;

    [Network(6, 7, 2)]
    [Conv2D(5, 3), LayerNorm, ReLU]
    [Conv2D(16, 2), LayerNorm, Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Image;

    [Network(4, 5, 3)]
    [LayerNorm]
    [Conv2D(4, 2), Tanh, Flatten, Dense(2)]
    private sealed partial class FirstImage;

    [Network(4, 4, 2)]
    [Conv2D(5, 2), LayerNorm, Tanh]
    private sealed partial class LastImage;

    [Network(4, 16)]
    [LayerNorm, Flatten, Dense(2)]
    private sealed partial class Steps;

    [Network(5, 5, 1)]
    [Conv2D(16, 3), ReLU, Flatten, LayerNorm]
    [Dense(2)]
    private sealed partial class Flattened;

    [Network(6, 5, 2)]
    [Conv2D(6, 3, Padding = Padding.Same), LayerNorm, Tanh]
    [Conv2D(3, 3, Padding = Padding.Same), LayerNorm]
    [MaxPool2D(2, 3, Padding = Padding.Same), Flatten, Dense(2)]
    private sealed partial class Padded;
}
