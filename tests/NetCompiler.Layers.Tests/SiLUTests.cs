namespace NetCompiler.Tests;

public partial class SiLUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1)];

    [Network(19)]
    [SiLU, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), SiLU]
    [Dense(18), SiLU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), SiLU]
    private sealed partial class Last;
}
