using Xunit;

namespace NetCompiler.Tests;

/// <summary>Convolutions over images of several sizes, which share their tiles (SharedKernelTests of the generator has the same
/// network).</summary>
[Trait("Category", "Numbers")]
public partial class ConvolutionSizesTests
{
    [Fact]
    public void Predictions_are_the_references() => NetworkProof.ForwardAgrees(new Sizes(1));

    [Fact]
    public void Gradients_are_the_references_and_central_differences() => NetworkProof.GradientsAgree(new Sizes(1), rows: 3);

    [Network(6, 26, 16)]
    [Conv2D(16, 3), ReLU, MaxPool2D(1, 2)]
    [Conv2D(16, 3, Padding = Padding.Same), ReLU]
    [Conv2D(16, 3, Padding = Padding.Same), ReLU]
    [Conv2D(16, 3), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Sizes;
}
