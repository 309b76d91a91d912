namespace NetCompiler.Tests;

public partial class LinearTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1)];

    [Network(19)]
    [Linear, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), Linear, Tanh]
    [Dense(18), Tanh, Linear]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), Linear]
    private sealed partial class Last;
}
