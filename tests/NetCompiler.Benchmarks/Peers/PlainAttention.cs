namespace NetCompiler.Benchmarks.Peers;

/// <summary>Attention and what stands beside it, as scalar loops.</summary>
internal sealed class PlainAttention(AttentionLayer layer)
{
    private readonly float[][] _parts = [.. Enumerable.Range(0, 4).Select(_ => new float[layer.Input.Count])];
    private readonly float[] _weights = new float[layer.Input.Width];

    public void Run(ReadOnlySpan<float> x, Span<float> y)
    {
        (int steps, int features, int width) = (layer.Input.Width, layer.Input.Channels, layer.Width);
        for (int part = 0; part < 3; part++)
            Project(part, x, _parts[part]);
        Span<float> seen = _parts[3];
        seen.Clear();
        for (int head = 0; head < features; head += width)
            for (int step = 0; step < steps; step++)
            {
                ReadOnlySpan<float> query = _parts[0].AsSpan(step * features + head, width);
                for (int other = 0; other < steps; other++)
                {
                    ReadOnlySpan<float> key = _parts[1].AsSpan(other * features + head, width);
                    float sum = 0;
                    for (int i = 0; i < query.Length && i < key.Length; i++)
                        sum += query[i] * key[i];
                    _weights[other] = sum * layer.Scale;
                }
                PlainLoop.Softmax(_weights);
                Span<float> into = seen.Slice(step * features + head, width);
                for (int other = 0; other < steps; other++)
                {
                    ReadOnlySpan<float> value = _parts[2].AsSpan(other * features + head, width);
                    for (int i = 0; i < into.Length && i < value.Length; i++)
                        into[i] += _weights[other] * value[i];
                }
            }
        Project(3, seen, y);
    }

    private void Project(int part, ReadOnlySpan<float> x, Span<float> y)
    {
        int features = layer.Input.Channels;
        for (int step = 0; step < layer.Input.Width; step++)
        {
            Span<float> row = y.Slice(step * features, features);
            layer.Biases[part].CopyTo(row);
            PlainLoop.AddProduct(x.Slice(step * features, features), layer.Kernels[part], row);
        }
    }

    /// <summary>Each step by itself.</summary>
    public static void Normalize(LayerNormLayer layer, ReadOnlySpan<float> x, Span<float> y)
    {
        int features = layer.Gamma.Length;
        for (int first = 0; first < x.Length; first += features)
        {
            ReadOnlySpan<float> row = x.Slice(first, features);
            float mean = 0, square = 0;
            foreach (float value in row)
                mean += value / features;
            foreach (float value in row)
                square += (value - mean) * (value - mean) / features;
            float scale = 1 / MathF.Sqrt(square + LayerNormLayer.Epsilon);
            for (int i = 0; i < features; i++)
                y[first + i] = layer.Gamma[i] * (row[i] - mean) * scale + layer.Beta[i];
        }
    }

    /// <summary>x Φ(x), with the error function of Abramowitz and Stegun, 7.1.26.</summary>
    public static void Gelu(Span<float> y)
    {
        foreach (ref float value in y)
        {
            float x = MathF.Abs(value) * 0.70710678f, t = 1 / (1 + 0.3275911f * x);
            float rest = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t
                * MathF.Exp(-x * x);
            value *= value < 0 ? 0.5f * rest : 1 - 0.5f * rest;
        }
    }
}
