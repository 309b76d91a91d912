namespace NetCompiler.Tests;

public partial class ExponentialTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new First(1), new Hidden(1), new Last(1)];

    /// <summary>The exponential of an exponential leaves single precision early.</summary>
    protected override double Far => 2;

    [Network(19)]
    [Exponential, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17), Exponential]
    [Dense(18), Exponential]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(21), Exponential]
    private sealed partial class Last;
}
