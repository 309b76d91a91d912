namespace NetCompiler.Tests;

public partial class LeakyReLUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1), new FirstWithSetting(1), new HiddenWithSetting(1), new LastWithSetting(1)];

    [Network(19)]
    [LeakyReLU, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), LeakyReLU]
    [Dense(18), LeakyReLU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), LeakyReLU]
    private sealed partial class Last;

    [Network(19)]
    [LeakyReLU(0.05f), Dense(3)]
    private sealed partial class FirstWithSetting;

    [Network(5)]
    [Dense(17), LeakyReLU(0.05f)]
    [Dense(18), LeakyReLU(0.05f)]
    [Dense(3)]
    private sealed partial class HiddenWithSetting;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), LeakyReLU(0.05f)]
    private sealed partial class LastWithSetting;
}
