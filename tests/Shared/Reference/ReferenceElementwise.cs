namespace NetCompiler.Tests;

/// <summary>y = f(x), number by number, with its derivative.</summary>
internal sealed class ReferenceElementwise(int[] shape, Func<double, double> f, Func<double, double> derivative) : ReferenceLayer(shape)
{
    public override double[] Forward(double[] x, int sample, bool training) => Array.ConvertAll(x, value => f(value));

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            dx[i] = derivative(x[i]) * dy[i];
        return dx;
    }
}
