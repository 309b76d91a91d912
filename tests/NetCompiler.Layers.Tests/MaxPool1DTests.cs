namespace NetCompiler.Tests;

public partial class MaxPool1DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [new Partition(1), new Dropped(1), new Overlapping(1), new Same(1), new Causal(1), new Explicit(1), new First(1), new Last(1)];

    [Network(9, 2)]
    [Conv1D(20, 2), ReLU]
    [MaxPool1D(2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Partition;

#pragma warning disable NETC1020 // that steps are dropped is what this network is about
    [Network(12, 1)]
    [Conv1D(16, 2), Tanh]
    [MaxPool1D(3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Dropped;
#pragma warning restore NETC1020

    [Network(10, 1)]
    [Conv1D(3, 2), Tanh]
    [MaxPool1D(3, Strides = 2)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Overlapping;

    [Network(9, 2)]
    [Conv1D(16, 2), Tanh]
    [MaxPool1D(3, Strides = 2, Padding = Padding.Same)]
    [Conv1D(4, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Same;

    [Network(9, 2)]
    [Conv1D(5, 2), Tanh]
    [MaxPool1D(12, Strides = 1, Padding = Padding.Causal), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Causal;

    [Network(9, 2)]
    [Conv1D(16, 2), Tanh]
    [MaxPool1D(3, Strides = 2, Padding = Padding.Explicit, PadBefore = 1, PadAfter = 2)]
    [Flatten, Dense(2)]
    private sealed partial class Explicit;

    [Network(6, 3)]
    [MaxPool1D(2)]
    [Conv1D(4, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(5, 1)]
    [Conv1D(2, 2)]
    [MaxPool1D(2)]
    private sealed partial class Last;
}
