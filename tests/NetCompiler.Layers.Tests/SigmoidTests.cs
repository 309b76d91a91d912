namespace NetCompiler.Tests;

public partial class SigmoidTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1), new AfterReLU(1), new AfterGELU(1), new AfterMaxima(1)];

    [Network(19)]
    [Sigmoid, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), Sigmoid]
    [Dense(18), Sigmoid]
    [Dense(3)]
    private sealed partial class Hidden;

#pragma warning disable NETC1071 // A sigmoid behind another activation, which is odd but has its gradient.
    // The backward pass reads what comes into the sigmoid, over which the loss would write the answer.
    [Network(6)]
    [Dense(18), ReLU(MaxValue = 1), Sigmoid]
    private sealed partial class AfterReLU;

    [Network(6)]
    [Dense(3), GELU, Sigmoid]
    private sealed partial class AfterGELU;
#pragma warning restore NETC1071

    [Network(5, 4, 2)]
    [Conv2D(3, 2), GlobalMaxPool, Sigmoid]
    private sealed partial class AfterMaxima;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), Sigmoid]
    private sealed partial class Last;
}
