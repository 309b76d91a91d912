using Xunit;

namespace NetCompiler.Tests;

/// <summary>Convolutions whose lanes are several pixels, because they have few filters.</summary>
[Trait("Category", "Numbers")]
public partial class PixelGroupTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new LeNetsFirst(1), new WholeVectors(1), new FewLanes(1), new Colours(1), new OneFilter(1), new NoBias(1)];

    [Fact]
    public void These_networks_use_it_and_those_with_enough_filters_do_not()
    {
        foreach (INetwork network in Networks)
            Assert.True(network.Compiled.Info.PreparedFloats > 0, $"{network.Compiled.Info.Name} takes filters as lanes.");
        Assert.Equal(0, new EnoughFilters(1).Compiled.Info.PreparedFloats);
    }

    [Network(14, 12, 1)]
    [Conv2D(6, 5, Padding = Padding.Same), Tanh]
    [AveragePool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class LeNetsFirst;

    [Network(12, 12, 1)]
    [Conv2D(8, 5), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class WholeVectors;

    [Network(9, 12, 1)]
    [Conv2D(4, 4), Sigmoid]
    [Flatten, Dense(2)]
    private sealed partial class FewLanes;

    [Network(10, 14, 3)]
    [Conv2D(7, 3, Padding = Padding.Same), GELU]
    [MaxPool2D(2)]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Colours;

    [Network(7, 19, 2)]
    [Conv2D(1, 3, 5), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OneFilter;

    [Network(12, 11, 1)]
    [Conv2D(5, 4, UseBias = false)]
    [Flatten, Tanh, Dense(2)]
    private sealed partial class NoBias;

    [Network(12, 12, 1)]
    [Conv2D(9, 5), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class EnoughFilters;
}
