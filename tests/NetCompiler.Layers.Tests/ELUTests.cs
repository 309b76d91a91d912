namespace NetCompiler.Tests;

public partial class ELUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1), new FirstWithSetting(1), new HiddenWithSetting(1), new LastWithSetting(1)];

    [Network(19)]
    [ELU, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), ELU]
    [Dense(18), ELU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), ELU]
    private sealed partial class Last;

    [Network(19)]
    [ELU(0.6f), Dense(3)]
    private sealed partial class FirstWithSetting;

    [Network(5)]
    [Dense(17), ELU(0.6f)]
    [Dense(18), ELU(0.6f)]
    [Dense(3)]
    private sealed partial class HiddenWithSetting;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), ELU(0.6f)]
    private sealed partial class LastWithSetting;
}
