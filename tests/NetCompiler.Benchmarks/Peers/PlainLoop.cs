namespace NetCompiler.Benchmarks.Peers;

/// <summary>What one writes by hand in an afternoon: scalar loops over arrays, in the order that reads memory forwards.</summary>
internal sealed class PlainLoop(Mlp net, int batch) : IContender
{
    private readonly float[] _samples = net.Samples(batch);
    private readonly float[][] _rows = [.. net.Widths.Skip(1).Select(width => new float[width])];
    private readonly float[] _answers = new float[batch * net.Outputs];

    public string Name => "plain C# loop";

    public string Form => "scalar";

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            for (int sample = 0; sample < batch; sample++)
                Predict(_samples.AsSpan(sample * net.Inputs, net.Inputs), _answers.AsSpan(sample * net.Outputs, net.Outputs));
    }

    public float[] Result() => [.. _answers];

    public void Dispose()
    {
    }

    private void Predict(ReadOnlySpan<float> x, Span<float> answer)
    {
        for (int layer = 0; layer < net.Layers; layer++)
        {
            Span<float> y = _rows[layer];
            Dense(x, net.Kernels[layer], net.Biases[layer], y);
            if (layer < net.Layers - 1)
                for (int o = 0; o < y.Length; o++)
                    y[o] = MathF.Max(0f, y[o]);
            x = y;
        }
        x.CopyTo(answer);
        if (net.Softmax)
            Softmax(answer);
    }

    private static void Dense(ReadOnlySpan<float> x, ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, Span<float> y)
    {
        bias.CopyTo(y);
        for (int i = 0; i < x.Length; i++)
        {
            float value = x[i];
            ReadOnlySpan<float> weights = kernel.Slice(i * y.Length, y.Length);
            for (int o = 0; o < weights.Length && o < y.Length; o++)
                y[o] += value * weights[o];
        }
    }

    private static void Softmax(Span<float> y)
    {
        float largest = y[0], sum = 0f;
        foreach (float value in y)
            largest = MathF.Max(largest, value);
        for (int o = 0; o < y.Length; o++)
            sum += y[o] = MathF.Exp(y[o] - largest);
        for (int o = 0; o < y.Length; o++)
            y[o] /= sum;
    }
}
