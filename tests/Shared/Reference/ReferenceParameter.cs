namespace NetCompiler.Tests;

/// <summary>One learned tensor of the reference, row-major and unpadded, with its gradient.</summary>
internal sealed class ReferenceParameter(string name, params int[] shape)
{
    public string Name { get; } = name;

    public int[] Shape { get; } = shape;

    public double[] Values { get; } = new double[shape.Aggregate(1, (product, dimension) => product * dimension)];

    public double[] Gradient { get; } = new double[shape.Aggregate(1, (product, dimension) => product * dimension)];
}
