namespace NetCompiler.Tests;

/// <summary>y = x where x &gt; 0, else αᵢ xᵢ with a learned αᵢ for every number of a sample.</summary>
internal sealed class ReferencePReLU(string name, int[] shape) : ReferenceLayer(shape)
{
    private readonly ReferenceParameter _alpha = new($"{name}/alpha", shape);

    public override IReadOnlyList<ReferenceParameter> Parameters => [_alpha];

    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] > 0 ? x[i] : _alpha.Values[i] * x[i];
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            dx[i] = x[i] > 0 ? dy[i] : _alpha.Values[i] * dy[i];
            _alpha.Gradient[i] += x[i] > 0 ? 0 : x[i] * dy[i];
        }
        return dx;
    }
}
