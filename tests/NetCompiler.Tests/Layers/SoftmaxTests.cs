namespace NetCompiler.Tests;

public partial class SoftmaxTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new Last(1), new Two(1), new Many(1), new SquaredError(1), new Divergence(1), new Flattened(1), new Pixels(1)];

    [Network(6)]
    [Dense(5), Tanh]
    [Dense(10), Softmax]
    private sealed partial class Last;

    [Network(6)]
    [Dense(2), Softmax]
    private sealed partial class Two;

    [Network(6)]
    [Dense(100), Softmax]
    private sealed partial class Many;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), Softmax]
    private sealed partial class SquaredError;

    [Network(6, Loss = Loss.KullbackLeiblerDivergence)]
    [Dense(16), Softmax]
    private sealed partial class Divergence;

    [Network(4, 3, 1)]
    [Conv2D(16, 2), Tanh]
    [Flatten, Softmax]
    private sealed partial class Flattened;

    [Network(3, 16, Loss = Loss.MeanSquaredError)]
    [PReLU, Softmax]
    private sealed partial class Pixels;
}
