namespace NetCompiler.Tests;

/// <summary>Every channel brought to mean 0 and variance 1 over a whole batch, or by its moving averages; then scaled and
/// shifted.</summary>
internal sealed class ReferenceBatchNorm(string name, int[] shape, double epsilon, bool scales, bool shifts) : ReferenceLayer(shape)
{
    private readonly int _channels = shape[^1];
    private readonly ReferenceParameter? _gamma = scales ? new($"{name}/gamma", shape[^1]) : null,
        _beta = shifts ? new($"{name}/beta", shape[^1]) : null;
    private readonly ReferenceParameter _mean = new($"{name}/moving_mean", shape[^1]),
        _variance = new($"{name}/moving_variance", shape[^1]);

    public override IReadOnlyList<ReferenceParameter> Parameters =>
        [.. new[] { _gamma, _beta, _mean, _variance }.OfType<ReferenceParameter>()];

    /// <summary>Whether the moving averages take the batch's place in training, too.</summary>
    public bool IsFrozen { get; set; }

    public override double[] Forward(double[] x, int sample, bool training) => ForwardBatch([x], training)[0];

    public override double[] Backward(double[] x, double[] dy, int sample) => BackwardBatch([x], [dy])[0];

    public override double[][] ForwardBatch(double[][] x, bool training)
    {
        double[][] y = [.. x.Select(row => new double[row.Length])];
        for (int channel = 0; channel < _channels; channel++)
        {
            (double mean, double variance) = Moments(x, channel, training);
            foreach ((int row, int i) in Places(x, channel))
                y[row][i] =
                    (x[row][i] - mean) / Math.Sqrt(variance + epsilon) * (_gamma?.Values[channel] ?? 1) + (_beta?.Values[channel] ?? 0);
        }
        return y;
    }

    /// <summary>By the chain rule through variance and mean, as in the paper.</summary>
    public override double[][] BackwardBatch(double[][] x, double[][] dy)
    {
        double[][] dx = [.. x.Select(row => new double[row.Length])];
        for (int channel = 0; channel < _channels; channel++)
        {
            (double mean, double variance) = Moments(x, channel, training: true);
            double deviation = Math.Sqrt(variance + epsilon), gamma = _gamma?.Values[channel] ?? 1, byVariance = 0, byMean = 0;
            (int Row, int I)[] places = [.. Places(x, channel)];
            foreach ((int row, int i) in places)
            {
                if (_gamma is not null)
                    _gamma.Gradient[channel] += dy[row][i] * (x[row][i] - mean) / deviation;
                if (_beta is not null)
                    _beta.Gradient[channel] += dy[row][i];
                byVariance += dy[row][i] * gamma * (x[row][i] - mean) * -0.5 * Math.Pow(variance + epsilon, -1.5);
                byMean -= dy[row][i] * gamma / deviation;
            }
            foreach ((int row, int i) in places)
                dx[
                    row]
                    [i] = dy[
                        row]
                        [
                            i]
                            * gamma / deviation + (
                                IsFrozen ? 0 : byVariance * 2 * (x[row][i] - mean) / places.Length + byMean / places.Length);
        }
        return dx;
    }

    /// <summary>What the averages become in a step with these inputs of the layer.</summary>
    public void MoveAverages(double[][] x, double momentum)
    {
        for (int channel = 0; channel < _channels; channel++)
        {
            (double mean, double variance) = Moments(x, channel, training: true);
            _mean.Values[channel] = momentum * _mean.Values[channel] + (1 - momentum) * mean;
            _variance.Values[channel] = momentum * _variance.Values[channel] + (1 - momentum) * variance;
        }
    }

    private (double Mean, double Variance) Moments(double[][] x, int channel, bool training)
    {
        if (!training || IsFrozen)
            return (_mean.Values[channel], _variance.Values[channel]);
        double[] values = [.. Places(x, channel).Select(place => x[place.Row][place.I])];
        double mean = values.Average();
        return (mean, values.Average(value => (value - mean) * (value - mean)));
    }

    private IEnumerable<(int Row, int I)> Places(double[][] x, int channel) =>
        from row in Enumerable.Range(0, x.Length)
        from pixel in Enumerable.Range(0, x[row].Length / _channels)
        select (row, pixel * _channels + channel);
}
