namespace NetCompiler.Tests;

public partial class GELUTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1), new FirstWithSetting(1), new HiddenWithSetting(1), new LastWithSetting(1)];

    [Network(19)]
    [GELU, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), GELU]
    [Dense(18), GELU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), GELU]
    private sealed partial class Last;

    [Network(19)]
    [GELU(Approximate = true), Dense(3)]
    private sealed partial class FirstWithSetting;

    [Network(5)]
    [Dense(17), GELU(Approximate = true)]
    [Dense(18), GELU(Approximate = true)]
    [Dense(3)]
    private sealed partial class HiddenWithSetting;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), GELU(Approximate = true)]
    private sealed partial class LastWithSetting;
}
