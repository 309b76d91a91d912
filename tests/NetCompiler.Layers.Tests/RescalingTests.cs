using Xunit;

namespace NetCompiler.Tests;

public partial class RescalingTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks => [new First(1), new Image(1), new Hidden(1), new Last(1), new Shifts(1)];

    [Fact]
    public void Bytes_become_what_the_formula_says_to_the_bit_where_multiply_adds_are_fused()
    {
        var net = new Pixels();
        float[] bytes = [.. Enumerable.Range(0, 256).Select(value => (float)value)], scaled = new float[256];
        net.Predict(bytes, scaled);
        for (int i = 0; i < bytes.Length; i++)
            Assert.Equal(MathF.FusedMultiplyAdd(bytes[i], (float)(1 / 127.5), -1), scaled[i], NetworkInfo.IsBitExact ? 0 : 1e-6f);
        Assert.Equal(-1, scaled[0]);
        Assert.Equal(1, scaled[255], 1e-6);
    }

    [Network(19)]
    [Rescaling(1.0 / 255)]
    [Dense(3)]
    private sealed partial class First;

    [Network(5, 6, 3)]
    [Rescaling(1 / 127.5, Offset = -1)]
    [Conv2D(4, 3), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Image;

    [Network(7)]
    [Dense(18), Tanh, Rescaling(-2.5, Offset = 0.5)]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6)]
    [Dense(5), Sigmoid, Rescaling(20, Offset = -10)]
    private sealed partial class Last;

    [Network(6)]
    [Rescaling(1, Offset = 3)]
    [Dense(4), Rescaling(1)]
    private sealed partial class Shifts;

    [Network(256)]
    [Rescaling(1 / 127.5, Offset = -1)]
    private sealed partial class Pixels;
}
