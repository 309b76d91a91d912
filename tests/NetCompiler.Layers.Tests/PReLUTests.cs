namespace NetCompiler.Tests;

public partial class PReLUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1), new FirstWithSetting(1), new HiddenWithSetting(1), new LastWithSetting(1)];

    [Network(19)]
    [PReLU, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), PReLU]
    [Dense(18), PReLU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), PReLU]
    private sealed partial class Last;

    [Network(19)]
    [PReLU(AlphaInitializer = Initializer.Ones), Dense(3)]
    private sealed partial class FirstWithSetting;

    [Network(5)]
    [Dense(17), PReLU(AlphaInitializer = Initializer.Ones)]
    [Dense(18), PReLU(AlphaInitializer = Initializer.Ones)]
    [Dense(3)]
    private sealed partial class HiddenWithSetting;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), PReLU(AlphaInitializer = Initializer.Ones)]
    private sealed partial class LastWithSetting;
}
