using Xunit;

namespace NetCompiler.Tests;

/// <summary>The base of a layer's test file: says which networks show the layer in every position, and inherits the proofs.</summary>
[Trait("Category", "Numbers")]
public abstract class LayerProof
{
    /// <summary>Networks with the layer in them, with fresh parameters.</summary>
    protected abstract IEnumerable<INetwork> Networks { get; }

    /// <summary>The standard deviation of the inputs of the test far from zero.</summary>
    protected virtual double Far => 12;

    [Fact]
    public void Predictions_are_the_references()
    {
        foreach (INetwork network in Networks)
            NetworkProof.ForwardAgrees(network);
    }

    [Fact]
    public void Predictions_are_the_references_far_from_zero()
    {
        foreach (INetwork network in Networks)
            NetworkProof.ForwardAgrees(network, inputDeviation: Far);
    }

    [Fact]
    public void Gradients_are_the_references_and_the_central_differences()
    {
        foreach (INetwork network in Networks)
            NetworkProof.GradientsAgree(network);
    }
}
