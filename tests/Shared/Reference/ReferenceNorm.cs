namespace NetCompiler.Tests;

/// <summary>Groups of channels brought to mean 0 (if centered) and variance 1, over one pixel or all pixels of a sample, then scaled and
/// shifted.</summary>
internal sealed class ReferenceNorm(
    int[] shape, int groups, bool allPixels, bool centered, double epsilon, ReferenceParameter? scale, ReferenceParameter? shift)
    : ReferenceLayer(shape)
{
    private readonly int _channels = shape[^1];

    public override IReadOnlyList<ReferenceParameter> Parameters => [.. new[] { scale, shift }.OfType<ReferenceParameter>()];

    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[x.Length];
        foreach (int[] set in Sets(x.Length))
        {
            (double mean, double deviation) = Moments(x, set);
            foreach (int i in set)
                y[i] = (x[i] - mean) / deviation * Scale(i) + (shift?.Values[i % _channels] ?? 0);
        }
        return y;
    }

    /// <summary>By the full Jacobian: dzᵢ/dxⱼ = (δᵢⱼ - 1/n - zᵢ zⱼ/n) / deviation, without 1/n where nothing is centered.</summary>
    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        foreach (int[] set in Sets(x.Length))
        {
            (double mean, double deviation) = Moments(x, set);
            foreach (int i in set)
            {
                double z = (x[i] - mean) / deviation;
                if (scale is not null)
                    scale.Gradient[i % _channels] += dy[i] * z;
                if (shift is not null)
                    shift.Gradient[i % _channels] += dy[i];
                foreach (int j in set)
                    dx[
                        j]
                        += dy[
                            i]
                            * Scale(
                                i)
                                * (
                                    (i == j ? 1 : 0) - (centered ? 1.0 / set.Length : 0) - z * (x[j] - mean) / deviation / set.Length)
                                    / deviation;
            }
        }
        return dx;
    }

    private double Scale(int i) => scale?.Values[i % _channels] ?? 1;

    private (double Mean, double Deviation) Moments(double[] x, int[] set)
    {
        double mean = centered ? set.Sum(i => x[i]) / set.Length : 0;
        return (mean, Math.Sqrt(set.Sum(i => (x[i] - mean) * (x[i] - mean)) / set.Length + epsilon));
    }

    /// <summary>The numbers that are normalised together.</summary>
    private IEnumerable<int[]> Sets(int length)
    {
        int size = _channels / groups;
        return Enumerable.Range(0, length).GroupBy(i => (allPixels ? 0 : i / _channels, i % _channels / size))
            .Select(group => group.ToArray());
    }
}
