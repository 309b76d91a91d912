namespace NetCompiler.Tests;

public partial class RMSNormTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new First(1), new Hidden(1), new Last(1), new Image(1)];

    [Network(19)]
    [RMSNorm, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), RMSNorm, Tanh]
    [Dense(34), RMSNorm(Epsilon = 0.1f)]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6)]
    [Dense(21), RMSNorm]
    private sealed partial class Last;

    [Network(6, 7, 2)]
    [Conv2D(5, 3, Padding = Padding.Same), RMSNorm, ReLU]
    [Conv2D(16, 2, Padding = Padding.Same), RMSNorm]
    [Conv2D(3, 2), Tanh, Flatten, Dense(2)]
    private sealed partial class Image;
}
