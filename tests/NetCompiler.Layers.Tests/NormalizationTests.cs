using Xunit;

namespace NetCompiler.Tests;

public partial class NormalizationTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Table(1), new Wide(1), new Image(1), new Lines(1), new Whole(1), new ChannelsFirst(1), new PermutedAfter(1), new Padded(1),
        new Sequence(1), new Both(1), new BothInARow(1), new Alone(1), new InvertedImage(1), new WithBatchNorm(1), new OnlyPredicts(1),
    ];

    [Network(13)]
    [Normalization]
    [Dense(17), ReLU, Dense(3)]
    private sealed partial class Table;

    [Network(784)]
    [Normalization(Axis = 1)]
    [Dense(40), Tanh, Dense(3)]
    private sealed partial class Wide;

    [Network(7, 6, 3)]
    [Normalization]
    [Conv2D(5, 3), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Image;

    [Network(7, 6, 3)]
    [Normalization(Axis = -3)]
    [Conv2D(16, 3, Padding = Padding.Same), ReLU]
    [GlobalAveragePool, Dense(2)]
    private sealed partial class Lines;

    [Network(9, 9, 2)]
    [Normalization(Axis = 0)]
    [MaxPool2D(3)]
    [Flatten, Dense(2)]
    private sealed partial class Whole;

    [Network(3, 8, 7)]
    [Permute(2, 3, 1), Normalization]
    [Conv2D(16, 3, Padding = Padding.Same), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class ChannelsFirst;

    [Network(3, 8, 7)]
    [Normalization(Axis = 1), Permute(2, 3, 1), Rescaling(2)]
    [Conv2D(16, 3), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class PermutedAfter;

    [Network(4, 5, 3)]
    [Permute(2, 1, 3), Normalization(Axis = 2)]
    [DepthwiseConv2D(3, Padding = Padding.Same)]
    [Flatten, Dense(2)]
    private sealed partial class Padded;

    [Network(12, 5)]
    [Rescaling(0.5, Offset = -1), Normalization]
    [Conv1D(6, 3, Padding = Padding.Causal), ReLU]
    [GlobalMaxPool, Dense(2)]
    private sealed partial class Sequence;

    [Network(5)]
    [Normalization]
    [Dense(20), Tanh]
    [Dense(3), Normalization(Invert = true)]
    private sealed partial class Both;

    [Network(5)]
    [Normalization, Tanh, Normalization(Invert = true)]
    private sealed partial class BothInARow;

    [Network(33)]
    [Normalization]
    private sealed partial class Alone;

    [Network(6, 5, 2)]
    [Normalization(Axis = 0)]
    [Conv2D(3, 3, Padding = Padding.Same), Normalization(Invert = true), Flatten]
    private sealed partial class InvertedImage;

    [Network(6, 5, 2)]
    [Normalization]
    [Conv2D(4, 3, UseBias = false), BatchNorm, ReLU]
    [Flatten, Dense(4), Normalization(Invert = true, Axis = 0)]
    private sealed partial class WithBatchNorm;

    [Network(5, Mode = NetworkMode.InferenceOnly)]
    [Normalization]
    [Dense(20), Tanh]
    [Dense(3), Normalization(Invert = true)]
    private sealed partial class OnlyPredicts;
}
