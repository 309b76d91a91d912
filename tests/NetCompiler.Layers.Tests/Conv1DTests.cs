using Xunit;

namespace NetCompiler.Tests;

public partial class Conv1DTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new Deep(1), new Same(1), new Causal(1), new CausalStrided(1), new Strided(1), new StrideBeyondKernel(1),
        new Dilated(1), new Explicit(1), new PointWise(1), new Last(1),
    ];

    [Fact]
    public void Parameters_are_named_and_shaped_as_in_Keras()
    {
        NetworkInfo info = new First(1).Compiled.Info;
        Assert.Equal(["conv1d_1/kernel", "conv1d_1/bias", "dense_1/kernel", "dense_1/bias"], info.Parameters.Select(block => block.Name));
        Assert.Equal([3, 2, 5], info.Parameters[0].Shape);
        Assert.Equal((6, 15), (info.Parameters[0].FanIn, info.Parameters[0].FanOut));
    }

    /// <summary>With causal padding, an output knows nothing of later steps.</summary>
    [Fact]
    public void Causal_outputs_see_no_later_step()
    {
        var network = new CausalOnly(1);
        float[] inputs = new Samples(3).Normal(CausalOnly.InputLength), before = new float[CausalOnly.OutputLength],
            after = new float[CausalOnly.OutputLength];
        network.Predict(inputs, before);
        inputs.AsSpan(4 * 6).Fill(9);
        network.Predict(inputs, after);
        Assert.Equal(before[..(4 * 3)], after[..(4 * 3)]);
        for (int step = 4; step < 11; step++)
            Assert.NotEqual(before[(3 * step)..(3 * step + 3)], after[(3 * step)..(3 * step + 3)]);
    }

    [Network(7, 2)]
    [Conv1D(5, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class First;

    [Network(13, 3)]
    [Conv1D(16, 3), ReLU]
    [Conv1D(33, 2), Tanh]
    [Conv1D(3, 5), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Deep;

    [Network(6, 3)]
    [Conv1D(4, 3, Padding = Padding.Same), Tanh]
    [Conv1D(16, 4, Padding = Padding.Same), Sigmoid]
    [Conv1D(17, 3, Strides = 2, Padding = Padding.Same, UseBias = false), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Same;

    [Network(9, 2)]
    [Conv1D(8, 2, Padding = Padding.Causal), Tanh]
    [Conv1D(16, 2, Padding = Padding.Causal, DilationRate = 2), Tanh]
    [Conv1D(8, 2, Padding = Padding.Causal, DilationRate = 4), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Causal;

    [Network(10, 1)]
    [Conv1D(16, 3, Padding = Padding.Causal, Strides = 2), Tanh]
    [Conv1D(5, 3, Padding = Padding.Causal, Strides = 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class CausalStrided;

    [Network(17, 1)]
    [Conv1D(16, 3), Tanh]
    [Conv1D(5, 3, Strides = 2), Tanh]
    [Conv1D(20, 2, Strides = 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Strided;

    [Network(9, 2)]
    [Conv1D(4, 2), Tanh]
    [Conv1D(5, 1, Strides = 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StrideBeyondKernel;

    [Network(14, 2)]
    [Conv1D(6, 3, DilationRate = 2), Tanh]
    [Conv1D(16, 2, DilationRate = 3, Padding = Padding.Same), Tanh]
    [Conv1D(3, 2, DilationRate = 5), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Dilated;

    [Network(5, 2)]
    [Conv1D(4, 3, Padding = Padding.Explicit, PadBefore = 2), Tanh]
    [Conv1D(16, 3, Padding = Padding.Explicit, PadBefore = 1, PadAfter = 2), PReLU]
    [Flatten, Dense(2)]
    private sealed partial class Explicit;

    [Network(5, 3)]
    [Conv1D(32, 1), ReLU]
    [Conv1D(33, 1), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class PointWise;

    [Network(5, 1)]
    [Conv1D(3, 2), Tanh]
    [Conv1D(2, 2), Sigmoid]
    private sealed partial class Last;

    [Network(11, 6)]
    [Conv1D(3, 3, Padding = Padding.Causal, DilationRate = 2)]
    private sealed partial class CausalOnly;
}
