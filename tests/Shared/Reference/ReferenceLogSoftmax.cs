namespace NetCompiler.Tests;

/// <summary>yᵢ = log(e^xᵢ / Σ e^xⱼ) over the last dimension.</summary>
internal sealed class ReferenceLogSoftmax(int[] shape) : ReferenceLayer(shape)
{
    public override double[] Forward(double[] x, int sample, bool training) =>
        [.. x.Chunk(OutputShape[^1]).SelectMany(row =>
        {
            double largest = row.Max(), log = largest + Math.Log(row.Sum(value => Math.Exp(value - largest)));
            return row.Select(value => value - log);
        })];

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        int n = OutputShape[^1];
        double[] dx = new double[x.Length];
        for (int start = 0; start < x.Length; start += n)
        {
            double[] probabilities = ReferenceSoftmax.Of(x.AsSpan(start, n));
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    dx[start + i] += ((i == j ? 1 : 0) - probabilities[i]) * dy[start + j];
        }
        return dx;
    }
}
