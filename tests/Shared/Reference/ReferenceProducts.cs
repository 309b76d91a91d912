namespace NetCompiler.Tests;

/// <summary>y = b + Σ x[input] W[weight] over a list of products, which the layer draws up from its geometry.</summary>
/// <param name="output">The shape of one sample's output; the last dimension has a bias each.</param>
/// <param name="kernel">The kernel.</param>
/// <param name="bias">The bias, or null.</param>
internal abstract class ReferenceProducts(int[] output, ReferenceParameter kernel, ReferenceParameter? bias) : ReferenceLayer(output)
{
    private readonly int _length = output.Aggregate(1, (product, size) => product * size);
    private (int Input, int Output, int Weight)[]? _products;

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [kernel] : [kernel, bias];

    /// <summary>What is multiplied, and where it is added, in the order of the sums.</summary>
    protected abstract IEnumerable<(int Input, int Output, int Weight)> Products();

    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[_length], weights = kernel.Values;
        for (int i = 0; i < y.Length && bias is not null; i++)
            y[i] = bias.Values[i % bias.Values.Length];
        foreach ((int input, int output, int weight) in _products ??= [.. Products()])
            y[output] += x[input] * weights[weight];
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        foreach ((int input, int output, int weight) in _products ??= [.. Products()])
        {
            dx[input] += dy[output] * kernel.Values[weight];
            kernel.Gradient[weight] += dy[output] * x[input];
        }
        for (int i = 0; i < dy.Length && bias is not null; i++)
            bias.Gradient[i % bias.Values.Length] += dy[i];
        return dx;
    }
}
