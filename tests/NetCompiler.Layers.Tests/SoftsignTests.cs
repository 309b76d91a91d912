namespace NetCompiler.Tests;

public partial class SoftsignTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1)];

    [Network(19)]
    [Softsign, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), Softsign]
    [Dense(18), Softsign]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), Softsign]
    private sealed partial class Last;
}
