// Windows that leave lines out are the harder case.
#pragma warning disable NETC1020
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Convolutions that predict together with the pool behind them: line by line, by Winograd's algorithm, with several pixels in a
/// vector.</summary>
[Trait("Category", "Numbers")]
public partial class ConvolutionWithPoolTests
{
    private static IEnumerable<INetwork> Networks =>
    [
        new Lines(1), new LinesOfActivations(1), new Bordered(1), new Sequence(1), new Lanes(1), new Transformed(1),
        new TransformedAndActivated(1), new Grouped(1), new GroupedMaxima(1), new Overlapping(1),
        new Folded(1), new Last(1), new Transposed(1),
    ];

    [Fact]
    public void Predictions_are_the_references()
    {
        foreach (INetwork network in Networks)
        {
            NetworkProof.ForwardAgrees(network);
            NetworkProof.ForwardAgrees(network, inputDeviation: 12);
        }
    }

    [Fact]
    public void What_lies_between_takes_no_memory_of_its_own() =>
        Assert.True(new Lines(1).Compiled.Info.InferenceFloats < new NotTogether(1).Compiled.Info.InferenceFloats / 2);

    [Network(13, 12, 1)]
    [Conv2D(20, 3), ReLU, MaxPool2D(2, 3), Dropout(0)]
    [Flatten, Dense(3)]
    private sealed partial class Lines;

    [Network(13, 12, 1)]
    [Conv2D(20, 3), ReLU, MaxPool2D(1, 2, StrideHeight = 2, StrideWidth = 3)]
    [Flatten, Dense(3)]
    private sealed partial class NotTogether;

    [Network(14, 12, 2)]
    [Conv2D(10, 3, Strides = 2, Padding = Padding.Same), Softplus, AveragePool2D(3, 2, StrideHeight = 3, StrideWidth = 2)]
    [Conv2D(33, 1), Tanh, MaxPool2D(1, 2)]
    [Flatten, Dense(3)]
    private sealed partial class LinesOfActivations;

    [Network(16, 16, 1)]
    [Conv2D(12, 3, Padding = Padding.Same), ReLU, MaxPool2D(2)]
    [Conv2D(12, 5, Padding = Padding.Same, UseBias = false), SiLU, AveragePool2D(2)]
    [Conv2D(5, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(3)]
    private sealed partial class Bordered;

    // Walks through its kernel from the end.
    [Network(6, 4, 2)]
    [Conv2DTranspose(5, 3), ReLU, MaxPool2D(2)]
    [Flatten, Dense(3)]
    private sealed partial class Transposed;

    [Network(20, 3)]
    [Conv1D(10, 3), ReLU, MaxPool1D(2)]
    [Conv1D(18, 2), Tanh, AveragePool1D(2)]
    [Flatten, Dense(3)]
    private sealed partial class Sequence;

    [Network(10, 10, 6)]
    [DepthwiseConv2D(3), ReLU, MaxPool2D(2)]
    [SeparableConv2D(20, 2, Padding = Padding.Same), ReLU, AveragePool2D(2)]
    [Flatten, Dense(3)]
    private sealed partial class Lanes;

    [Network(14, 14, 16)]
    [Conv2D(32, 3), ReLU, MaxPool2D(2)]
    [Conv2D(32, 3, Padding = Padding.Same), ReLU, AveragePool2D(3, 2, StrideHeight = 3, StrideWidth = 2)]
    [Flatten, Dense(3)]
    private sealed partial class Transformed;

    [Network(10, 12, 16)]
#pragma warning disable NETC1071 // Two functions in one kernel.
    [Conv2D(32, 3), LeakyReLU, Tanh, MaxPool2D(2)]
#pragma warning restore NETC1071
    [Conv2D(32, 3, Padding = Padding.Same), ELU, GlobalAveragePool]
    [Dense(3)]
    private sealed partial class TransformedAndActivated;

    [Network(17, 17, 1)]
    [Conv2D(6, 5, Padding = Padding.Same), Tanh, AveragePool2D(2, Strides = 3)]
    [Conv2D(3, 3), ReLU, AveragePool2D(2)]
    [Flatten, Dense(3)]
    private sealed partial class Grouped;

    [Network(16, 17, 1)]
    [Conv2D(4, 3), ReLU, MaxPool2D(3, Strides = 1)]
    [Conv2D(8, 4), Softsign, MaxPool2D(3, 2, StrideHeight = 3, StrideWidth = 2)]
    [Flatten, Dense(3)]
    private sealed partial class GroupedMaxima;

    [Network(11, 11, 2)]
    [Conv2D(9, 3), ReLU, MaxPool2D(3, Strides = 2)]
    [Conv2D(9, 2), ReLU, MaxPool2D(2, Padding = Padding.Same)]
    [Flatten, Dense(3)]
    private sealed partial class Overlapping;

    [Network(12, 12, 1)]
    [Conv2D(12, 3, UseBias = false), BatchNorm, ReLU, MaxPool2D(2)]
    [Conv2D(6, 2, UseBias = false), BatchNorm, ReLU, AveragePool2D(2)]
    [Flatten, Dense(3)]
    private sealed partial class Folded;

    [Network(8, 8, 1)]
    [Conv2D(5, 3), Tanh, MaxPool2D(2)]
    private sealed partial class Last;
}
