namespace NetCompiler.Tests;

/// <summary>One learned tensor of the reference, row-major and unpadded, with its gradient.</summary>
internal sealed class ReferenceParameter(string name, params int[] shape)
{
    public string Name { get; } = name;

    public int[] Shape { get; } = shape;

    public double[] Values { get; private set; } = new double[shape.Aggregate(1, (product, dimension) => product * dimension)];

    public double[] Gradient { get; private set; } = new double[shape.Aggregate(1, (product, dimension) => product * dimension)];

    /// <summary>Whether these are another tensor's numbers.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Uses another tensor's numbers from now on: gradients add up there.</summary>
    public void Share(ReferenceParameter other) => (Values, Gradient, IsShared) = (other.Values, other.Gradient, true);
}
