namespace NetCompiler.Tests;

/// <summary>Attention as its formula says, number by number.</summary>
internal sealed class ReferenceAttention : ReferenceLayer
{
    private readonly MultiHeadAttentionAttribute _layer;
    private readonly int _steps, _features, _otherSteps, _otherFeatures, _values;
    private readonly ReferenceParameter _query, _key, _value, _output;
    private readonly ReferenceParameter? _queryBias, _keyBias, _valueBias, _outputBias;

    /// <param name="name">The layer's name.</param>
    /// <param name="shape">Steps and features that ask.</param>
    /// <param name="other">Those that are asked.</param>
    /// <param name="layer">What was written.</param>
    public ReferenceAttention(string name, int[] shape, int[] other, MultiHeadAttentionAttribute layer) : base(shape)
    {
        _layer = layer;
        (_steps, _features, _otherSteps, _otherFeatures) = (shape[0], shape[1], other[0], other[1]);
        _values = layer.ValueDim == 0 ? layer.KeyDim : layer.ValueDim;
        int heads = layer.NumHeads;
        _query = new($"{name}/query_kernel", _features, heads, layer.KeyDim);
        _key = new($"{name}/key_kernel", _otherFeatures, heads, layer.KeyDim);
        _value = new($"{name}/value_kernel", _otherFeatures, heads, _values);
        _output = new($"{name}/output_kernel", heads, _values, _features);
        if (!layer.UseBias)
            return;
        _queryBias = new($"{name}/query_bias", heads, layer.KeyDim);
        _keyBias = new($"{name}/key_bias", heads, layer.KeyDim);
        _valueBias = new($"{name}/value_bias", heads, _values);
        _outputBias = new($"{name}/output_bias", _features);
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => _layer.UseBias
        ? [_query, _queryBias!, _key, _keyBias!, _value, _valueBias!, _output, _outputBias!] : [_query, _key, _value, _output];

    public override double[] Forward(double[] x, int sample, bool training) => Forward(x, x, _steps, _otherSteps);

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        (double[] dx, double[] dOther) = Backward(x, x, dy, _steps, _otherSteps);
        return [.. dx.Zip(dOther, (a, b) => a + b)];
    }

    public override double[][] ForwardBatch(double[][][] inputs, bool training) =>
        [.. inputs[0].Select((x, i) => Forward(x, Other(inputs)[i], Count(inputs, i, _steps), Count(inputs, i, _otherSteps)))];

    public override double[][][] BackwardBatch(double[][][] inputs, double[][] dy)
    {
        (double[] X, double[] Other)[] both = [.. inputs[0].Select((x, i) =>
            Backward(x, Other(inputs)[i], dy[i], Count(inputs, i, _steps), Count(inputs, i, _otherSteps)))];
        double[][] dx = [.. both.Select(one => one.X)], dOther = [.. both.Select(one => one.Other)];
        double[][][] gradients = IsSelf(inputs) ? [[.. dx.Zip(dOther, (a, b) => a.Zip(b, (p, q) => p + q).ToArray())]] : [dx, dOther];
        return HasLengths(inputs) ? [.. gradients, [.. dx.Select(_ => new double[1])]] : gradients;
    }

    private bool IsSelf(double[][][] inputs) => _layer.With.Count == 0;

    private double[][] Other(double[][][] inputs) => IsSelf(inputs) ? inputs[0] : inputs[1];

    private bool HasLengths(double[][][] inputs) => inputs.Length > 1 + _layer.With.Count;

    private int Count(double[][][] inputs, int sample, int steps) => HasLengths(inputs) ? (int)inputs[^1][sample][0] : steps;

    private double[] Forward(double[] x, double[] other, int queries, int keys)
    {
        double[] y = new double[_steps * _features];
        for (int step = 0; step < _steps; step++)
            for (int feature = 0; feature < _features; feature++)
                y[step * _features + feature] = _outputBias?.Values[feature] ?? 0;
        Each(x, other, queries, keys, (head, step, q, k, v, weights) =>
        {
            for (int c = 0; c < _values; c++)
            {
                double given = weights.Select((weight, j) => weight * v[j][c]).Sum();
                for (int feature = 0; feature < _features; feature++)
                    y[step * _features + feature] += given * _output.Values[(head * _values + c) * _features + feature];
            }
        });
        return y;
    }

    private (double[] X, double[] Other) Backward(double[] x, double[] other, double[] dy, int queries, int keys)
    {
        double[] dx = new double[x.Length], dOther = new double[other.Length];
        for (int step = 0; step < _steps && _outputBias is not null; step++)
            for (int feature = 0; feature < _features; feature++)
                _outputBias.Gradient[feature] += dy[step * _features + feature];
        Each(x, other, queries, keys, (head, step, q, k, v, weights) =>
        {
            double[] given = new double[_values], dq = new double[q.Length], dWeights = new double[weights.Length];
            for (int c = 0; c < _values; c++)
            {
                double sum = weights.Select((weight, j) => weight * v[j][c]).Sum();
                for (int feature = 0; feature < _features; feature++)
                {
                    double d = dy[step * _features + feature];
                    _output.Gradient[(head * _values + c) * _features + feature] += sum * d;
                    given[c] += _output.Values[(head * _values + c) * _features + feature] * d;
                }
            }
            for (int j = 0; j < weights.Length; j++)
                dWeights[j] = given.Select((d, c) => d * v[j][c]).Sum();
            double mean = weights.Zip(dWeights, (p, d) => p * d).Sum();
            for (int j = 0; j < weights.Length; j++)
            {
                double score = weights[j] * (dWeights[j] - mean) / Math.Sqrt(q.Length);
                for (int c = 0; c < q.Length; c++)
                    dq[c] += score * k[j][c];
                ProjectBack(_key, _keyBias, head, other, dOther, j, _otherFeatures, [.. q.Select(value => score * value)]);
                ProjectBack(_value, _valueBias, head, other, dOther, j, _otherFeatures, [.. given.Select(d => weights[j] * d)]);
            }
            ProjectBack(_query, _queryBias, head, x, dx, step, _features, dq);
        });
        return (dx, dOther);
    }

    /// <summary>For each step of each head: query, keys and values that it sees, and their weights.</summary>
    private void Each(
        double[] x, double[] other, int queries, int keys, Action<int, int, double[], double[][], double[][], double[]> action)
    {
        for (int head = 0; head < _layer.NumHeads; head++)
            for (int step = 0; step < queries; step++)
            {
                int seen = _layer.Causal ? Math.Min(step + 1, keys) : keys;
                double[] q = Project(_query, _queryBias, head, x, step, _features);
                double[][] k = [.. Enumerable.Range(0, seen).Select(j => Project(_key, _keyBias, head, other, j, _otherFeatures))];
                double[][] v = [.. Enumerable.Range(0, seen).Select(j => Project(_value, _valueBias, head, other, j, _otherFeatures))];
                double[] scores = [.. k.Select(row => row.Zip(q, (a, b) => a * b).Sum() / Math.Sqrt(q.Length))];
                double[] powers = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
                action(head, step, q, k, v, [.. powers.Select(power => power / powers.Sum())]);
            }
    }

    private static double[] Project(ReferenceParameter kernel, ReferenceParameter? bias, int head, double[] x, int step, int features)
    {
        int heads = kernel.Shape[1], units = kernel.Shape[2];
        double[] y = new double[units];
        for (int unit = 0; unit < units; unit++)
        {
            y[unit] = bias?.Values[head * units + unit] ?? 0;
            for (int feature = 0; feature < features; feature++)
                y[unit] += x[step * features + feature] * kernel.Values[(feature * heads + head) * units + unit];
        }
        return y;
    }

    private static void ProjectBack(
        ReferenceParameter kernel, ReferenceParameter? bias, int head, double[] x, double[] dx, int step, int features, double[] dy)
    {
        int heads = kernel.Shape[1], units = kernel.Shape[2];
        for (int unit = 0; unit < units; unit++)
        {
            if (bias is not null)
                bias.Gradient[head * units + unit] += dy[unit];
            for (int feature = 0; feature < features; feature++)
            {
                kernel.Gradient[(feature * heads + head) * units + unit] += x[step * features + feature] * dy[unit];
                dx[step * features + feature] += kernel.Values[(feature * heads + head) * units + unit] * dy[unit];
            }
        }
    }
}
