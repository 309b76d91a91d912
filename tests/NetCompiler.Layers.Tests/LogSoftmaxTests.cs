namespace NetCompiler.Tests;

public partial class LogSoftmaxTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Last(1), new Many(1), new Pixels(1)];

    [Network(6)]
    [Dense(10), LogSoftmax]
    private sealed partial class Last;

    [Network(6)]
    [Dense(100), LogSoftmax]
    [Dense(2)]
    private sealed partial class Many;

    // Each pixel's row of its own, with gaps between them.
    [Network(3, 4, 2)]
    [Conv2D(5, 2), LogSoftmax]
    private sealed partial class Pixels;
}
