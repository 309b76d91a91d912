using Xunit;

namespace NetCompiler.Tests;

public partial class UpSampling2DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new NearestTwice(1), new NearestWhole(1), new NearestFirst(1), new NearestBordered(1), new NearestOnePixel(1), new NearestPooled(1),
        new NearestLast(1),
        new BilinearTwice(1), new BilinearWhole(1), new BilinearFirst(1), new BilinearBordered(1), new BilinearOnePixel(1),
        new BilinearPooled(1), new BilinearLast(1),
    ];

    /// <summary>By hand from (o + ½) / 4 - ½: the first input lies between outputs 1 and 2, the second between 5 and 6.</summary>
    [Fact]
    public void Bilinear_puts_the_centres_of_pixels_at_their_middle()
    {
        float[] y = new float[8];
        new Ramp(1).Predict([0, 4], y);
        Assert.Equal([0, 0, 0.5f, 1.5f, 2.5f, 3.5f, 4, 4], y);
    }

    [Network(4, 5, 2)]
    [Conv2D(5, 2), Tanh]
    [UpSampling2D(2), Tanh]
    [Conv2D(3, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class NearestTwice;

    [Network(4, 3, 1)]
    [Conv2D(16, 2), Tanh]
    [UpSampling2D(3, 2)]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class NearestWhole;

    [Network(3, 4, 3)]
    [UpSampling2D(1, 3)]
    [Conv2D(3, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class NearestFirst;

    [Network(3, 4, 3)]
    [Conv2D(18, 3, Padding = Padding.Same), ReLU]
    [UpSampling2D(2)]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class NearestBordered;

    [Network(6)]
    [Dense(16), Tanh]
    [Reshape(1, 1, 16)]
    [UpSampling2D(4, 5)]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class NearestOnePixel;

    [Network(3, 5, 2)]
    [Conv2D(4, 2), Tanh]
    [UpSampling2D(5, 1)]
    [MaxPool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class NearestPooled;

    [Network(3, 3, 1)]
    [Conv2D(2, 2), Tanh]
    [UpSampling2D(2)]
    private sealed partial class NearestLast;

    [Network(4, 5, 2)]
    [Conv2D(5, 2), Tanh]
    [UpSampling2D(2, Interpolation = Interpolation.Bilinear), Tanh]
    [Conv2D(3, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class BilinearTwice;

    [Network(4, 3, 1)]
    [Conv2D(16, 2), Tanh]
    [UpSampling2D(3, 2, Interpolation = Interpolation.Bilinear)]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class BilinearWhole;

    [Network(3, 4, 3)]
    [UpSampling2D(1, 3, Interpolation = Interpolation.Bilinear)]
    [Conv2D(3, 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class BilinearFirst;

    [Network(3, 4, 3)]
    [Conv2D(18, 3, Padding = Padding.Same), ReLU]
    [UpSampling2D(2, Interpolation = Interpolation.Bilinear)]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class BilinearBordered;

    [Network(6)]
    [Dense(16), Tanh]
    [Reshape(1, 1, 16)]
    [UpSampling2D(4, 5, Interpolation = Interpolation.Bilinear)]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class BilinearOnePixel;

    [Network(3, 5, 2)]
    [Conv2D(4, 2), Tanh]
    [UpSampling2D(5, 1, Interpolation = Interpolation.Bilinear)]
    [MaxPool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class BilinearPooled;

    [Network(3, 3, 1)]
    [Conv2D(2, 2), Tanh]
    [UpSampling2D(2, Interpolation = Interpolation.Bilinear)]
    private sealed partial class BilinearLast;

    [Network(1, 2, 1)]
    [UpSampling2D(1, 4, Interpolation = Interpolation.Bilinear)]
    private sealed partial class Ramp;
}
