namespace NetCompiler.Tests;

public partial class ReflectionPad2DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Odd(1), new Whole(1), new First(1), new None(1), new BetweenBorders(1), new Last(1)];

    [Network(6, 7, 2)]
    [Conv2D(5, 2), Tanh]
    [ReflectionPad2D(2, 1, 0, 3), Tanh]
    [Conv2D(3, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Odd;

    [Network(4, 5, 2)]
    [Conv2D(16, 2), Tanh]
    [ReflectionPad2D(1, 2)]
    [Conv2D(32, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Whole;

    [Network(3, 4, 3)]
    [ReflectionPad2D(2)]
    [Conv2D(5, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(5, 4, 2)]
    [Conv2D(4, 2), Tanh]
    [ReflectionPad2D(0)]
    [Conv2D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class None;

    [Network(5, 4, 2)]
    [Conv2D(17, 3, Padding = Padding.Same), Tanh(Name = "small")]
    [ReflectionPad2D(1)]
    [Conv2D(17, 3), Tanh, Add("small")]
    private sealed partial class BetweenBorders;

    [Network(5, 5, 1)]
    [Conv2D(2, 2), Tanh]
    [ReflectionPad2D(0, 1)]
    private sealed partial class Last;
}
