using Xunit;

namespace NetCompiler.Tests;

/// <summary>Networks of extreme form: so deep that the walk over the layers takes several methods; so wide that the largest tiles are
/// used.</summary>
[Trait("Category", "Numbers")]
public partial class DepthTests
{
    [Fact]
    public void Seventy_layers_compute_and_learn()
    {
        NetworkProof.ForwardAgrees(new Deep(1));
        NetworkProof.GradientsAgree(new Deep(1));
    }

    [Fact]
    public void The_largest_tiles_compute_and_learn()
    {
        NetworkProof.ForwardAgrees(new Wide(1), rows: 24);
        NetworkProof.GradientsAgree(new Wide(1), rows: 24);
    }

    [Network(64)]
    [Dense(128), ReLU]
    [Dense(128), ReLU]
    [Dense(4)]
    private sealed partial class Wide;

    [Network(6)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(6), LeakyReLU(0.8f)]
    [Dense(2)]
    private sealed partial class Deep;
}
