namespace NetCompiler.Tests;

public partial class SoftmaxTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [
            new Last(1), new Two(1), new Many(1), new SquaredError(1), new Divergence(1), new Flattened(1), new Pixels(1), new AfterTanh(1),
            new AfterMaxima(1), new AfterRectifiedMeans(1), new OddPixels(1), new NormalPixels(1)];

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

#pragma warning disable NETC1073 // The softmax's own derivative, which the cross-entropy does without.
    [Network(6, Loss = Loss.MeanSquaredError)]
#pragma warning restore NETC1073
    [Dense(21), Softmax]
    private sealed partial class SquaredError;

    [Network(6, Loss = Loss.KullbackLeiblerDivergence)]
    [Dense(16), Softmax]
    private sealed partial class Divergence;

#pragma warning disable NETC1072 // A softmax behind another activation, which is odd but has its gradient.
    [Network(4, 3, 1)]
    [Conv2D(16, 2), Tanh]
    [Flatten, Softmax]
    private sealed partial class Flattened;

    // The backward pass reads what comes into the softmax, over which the loss would write the answer.
    [Network(6)]
    [Dense(19), Tanh, Softmax]
    private sealed partial class AfterTanh;
#pragma warning restore NETC1072

    [Network(5, 4, 2)]
    [Conv2D(17, 2), GlobalMaxPool, Softmax]
    private sealed partial class AfterMaxima;

    [Network(5, 4, 2)]
#pragma warning disable NETC1072 // As above.
    [Conv2D(5, 2), GlobalAveragePool, ReLU, Softmax]
#pragma warning restore NETC1072
    private sealed partial class AfterRectifiedMeans;

    // Each pixel's row of its own, before the answer is laid out without gaps.
    [Network(3, 4, 2, Loss = Loss.KullbackLeiblerDivergence)]
    [Conv2D(5, 2), Softmax]
    private sealed partial class OddPixels;

    [Network(3, 4, 3, Loss = Loss.MeanSquaredError)]
    [BatchNorm, Softmax]
    private sealed partial class NormalPixels;

    [Network(3, 16, Loss = Loss.MeanSquaredError)]
#pragma warning disable NETC1072 // As above.
    [PReLU, Softmax]
#pragma warning restore NETC1072
    private sealed partial class Pixels;
}
