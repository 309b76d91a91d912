namespace NetCompiler.Tests;

public partial class FlattenTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Image(1), new Later(1), new Twice(1)];

    [Network(3, 5, 2)]
    [Flatten]
    [Dense(4), Tanh]
    [Dense(2)]
    private sealed partial class Image;

    [Network(3, 7)]
    [PReLU, Flatten]
    [Dense(4)]
    private sealed partial class Later;

    [Network(2, 3, 2)]
#pragma warning disable NETC1078 // A layer that changes nothing.
    [Flatten, Flatten]
#pragma warning restore NETC1078
    [Dense(4)]
    private sealed partial class Twice;
}
