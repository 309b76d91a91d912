namespace NetCompiler.Tests;

/// <summary>yᵢ = e^xᵢ / Σ e^xⱼ over the last dimension.</summary>
internal sealed class ReferenceSoftmax(int[] shape) : ReferenceLayer(shape)
{
    public static double[] Of(ReadOnlySpan<double> x)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double value in x)
            largest = Math.Max(largest, value);
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            sum += y[i] = Math.Exp(x[i] - largest);
        for (int i = 0; i < x.Length; i++)
            y[i] /= sum;
        return y;
    }

    public override double[] Forward(double[] x, int sample, bool training)
    {
        int n = OutputShape[^1];
        double[] y = new double[x.Length];
        for (int start = 0; start < x.Length; start += n)
            Of(x.AsSpan(start, n)).CopyTo(y, start);
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        int n = OutputShape[^1];
        double[] dx = new double[x.Length];
        for (int start = 0; start < x.Length; start += n)
        {
            double[] y = Of(x.AsSpan(start, n));
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    dx[start + i] += y[j] * ((i == j ? 1 : 0) - y[i]) * dy[start + j];
        }
        return dx;
    }
}
