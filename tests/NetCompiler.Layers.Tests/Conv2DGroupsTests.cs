using Xunit;

namespace NetCompiler.Tests;

/// <summary>Groups of one channel, of whole vectors, and of sizes between.</summary>
public partial class Conv2DGroupsTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
        [
            new First(1), new Uneven(1), new WholeVectors(1), new OneChannel(1), new Strided(1), new Dilated(1), new PointWise(1),
            new Last(1), new LearnedSlopes(1), new Sequence(1)];

    /// <summary>Keras's kernel is (height, width, channels of a group, filters).</summary>
    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        NetworkInfo info = new First(1).Compiled.Info;
        Assert.Equal(["conv2d_1/kernel", "conv2d_1/bias"], info.Parameters.Take(2).Select(block => block.Name));
        Assert.Equal([3, 3, 2, 6], info.Parameters[0].Shape);
        Assert.Equal([6], info.Parameters[1].Shape);
        Assert.Equal((18, 54), (info.Parameters[0].FanIn, info.Parameters[0].FanOut));
    }

    [Fact]
    public void Files_have_Kerass_order()
    {
        var network = new First(1);
        float[] kernel = [.. Enumerable.Range(0, 108).Select(i => (float)i)], bias = [1, 2, 3, 4, 5, 6];
        network.Compiled.SetParameter("conv2d_1/kernel", kernel);
        network.Compiled.SetParameter("conv2d_1/bias", bias);
        GradientStep.AssertPaddingZero(network.Compiled.Weights, network.Compiled.Info, "after setting");
        foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
        {
            using var file = new MemoryStream();
            NetworkFile.Save(network.Compiled, file, format);
            file.Position = 0;
            var other = new First(2);
            NetworkFile.Load(other.Compiled, file);
            Assert.Equal(bias, other.Compiled.GetParameter("conv2d_1/bias"));
            double most = format == WeightFormat.Int8 ? 107.0 / 254 : format == WeightFormat.Float32 ? 0 : 0.25;
            foreach ((float expected, float actual) in kernel.Zip(other.Compiled.GetParameter("conv2d_1/kernel")))
                Assert.InRange(Math.Abs(expected - actual), 0, most + 1e-4);
        }
    }

    [Network(6, 7, 4)]
    [Conv2D(6, 3, Groups = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(7, 6, 2)]
    [Conv2D(15, 2), Tanh]
    [Conv2D(12, 3, Groups = 3, Padding = Padding.Same), Tanh]
    [Conv2D(36, 2, Groups = 2, UseBias = false), ReLU]
    [Conv2D(4, 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Uneven;

    [Network(4, 5, 1)]
    [Conv2D(32, 2), Tanh]
    [Conv2D(64, 2, Groups = 2, Padding = Padding.Same), Tanh]
    [Conv2D(32, 2, Groups = 2), Sigmoid]
    [Flatten, Dense(2)]
    private sealed partial class WholeVectors;

    [Network(6, 7, 1)]
    [Conv2D(6, 2), Tanh]
    [Conv2D(6, 3, Groups = 6, Padding = Padding.Same), Tanh]
    [Conv2D(18, 2, Groups = 6), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OneChannel;

    [Network(9, 10, 2)]
    [Conv2D(8, 2), Tanh]
    [Conv2D(16, 3, Groups = 4, Strides = 2, Padding = Padding.Same), Tanh]
    [Conv2D(6, 2, Groups = 2, StrideHeight = 3, StrideWidth = 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Strided;

    [Network(9, 8, 4)]
    [Conv2D(32, 2, DilationRate = 2, Groups = 2), Tanh]
    [Conv2D(6, 3, DilationRate = 2, Groups = 2, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Dilated;

    [Network(4, 5, 6)]
    [Conv2D(20, 1, Groups = 2), GELU]
    [Conv2D(10, 1, Groups = 5), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class PointWise;

    [Network(5, 4, 4)]
    [Conv2D(8, 2, Groups = 4), Tanh]
    [Conv2D(4, 2, Groups = 2), Sigmoid]
    private sealed partial class Last;

    [Network(5, 5, 4)]
    [PReLU]
    [Conv2D(6, 3, Groups = 2, Padding = Padding.Same), PReLU]
    [Conv2D(32, 2, Groups = 2), PReLU]
    [Flatten, Dense(2)]
    private sealed partial class LearnedSlopes;

    [Network(12, 4)]
    [Conv1D(6, 3, Groups = 2, Padding = Padding.Causal, DilationRate = 2), Tanh]
    [Conv1D(32, 3, Groups = 2, Strides = 2), Tanh]
    [Conv1D(32, 2, Groups = 2), Tanh]
    [Conv1D(64, 2, Groups = 32, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Sequence;
}
