namespace NetCompiler.Tests;

public partial class ReLUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1), new FirstWithSetting(1), new HiddenWithSetting(1), new LastWithSetting(1)];

    [Network(19)]
    [ReLU, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), ReLU]
    [Dense(18), ReLU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), ReLU]
    private sealed partial class Last;

    [Network(19)]
    [ReLU(MaxValue = 0.75f), Dense(3)]
    private sealed partial class FirstWithSetting;

    [Network(5)]
    [Dense(17), ReLU(MaxValue = 0.75f)]
    [Dense(18), ReLU(MaxValue = 0.75f)]
    [Dense(3)]
    private sealed partial class HiddenWithSetting;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), ReLU(MaxValue = 0.75f)]
    private sealed partial class LastWithSetting;
}
