namespace NetCompiler.Benchmarks.Peers;

/// <summary>What one writes by hand in an afternoon: scalar loops over arrays, in the order that reads memory forwards.</summary>
/// <param name="net">The network.</param>
/// <param name="batch">Samples.</param>
/// <param name="worksPerCall">The steps of a sequence, if each of them is a work; else 1.</param>
internal sealed class PlainLoop(Net net, int batch, int worksPerCall = 1) : IContender
{
    private readonly float[] _samples = net.Samples(batch);
    private readonly Branch _branch = new(net.Layers);
    private readonly float[] _answers = new float[batch * net.Output.Count];

    public string Name => "plain C# loop";

    public string Form => "scalar";

    public int WorksPerCall => worksPerCall;

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            for (int sample = 0; sample < batch; sample++)
                _branch.Predict(_samples.AsSpan(sample * net.Input.Count, net.Input.Count))
                    .CopyTo(_answers.AsSpan(sample * net.Output.Count, net.Output.Count));
    }

    public float[] Result() => [.. _answers];

    public void Dispose()
    {
    }

    private static void Normalize(NormLayer layer, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int c = i % layer.Gamma.Length;
            y[i] = layer.Gamma[c] * (x[i] - layer.Mean[c]) / MathF.Sqrt(layer.Variance[c] + NormLayer.Epsilon) + layer.Beta[c];
        }
    }

    /// <summary>y += x kernel.</summary>
    public static void AddProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> kernel, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            float value = x[i];
            ReadOnlySpan<float> weights = kernel.Slice(i * y.Length, y.Length);
            for (int o = 0; o < weights.Length && o < y.Length; o++)
                y[o] += value * weights[o];
        }
    }

    private static void Convolve(ConvolutionLayer layer, ReadOnlySpan<float> x, Span<float> y)
    {
        (ImageShape input, ImageShape output) = (layer.Input, layer.Output);
        int top = layer.Padding(input.Height).Before, left = layer.Padding(input.Width).Before;
        for (int line = 0; line < output.Height; line++)
            for (int column = 0; column < output.Width; column++)
            {
                Span<float> pixel = y.Slice((line * output.Width + column) * layer.Filters, layer.Filters);
                pixel.Clear();
                layer.Bias.CopyTo(pixel);
                for (int i = 0; i < layer.Size; i++)
                    for (int j = 0; j < layer.Size; j++)
                    {
                        int xLine = line * layer.Stride + i - top, xColumn = column * layer.Stride + j - left;
                        if (xLine < 0 || xLine >= input.Height || xColumn < 0 || xColumn >= input.Width)
                            continue;
                        int floats = input.Channels * layer.Filters;
                        AddProduct(
                            x.Slice((xLine * input.Width + xColumn) * input.Channels, input.Channels),
                            layer.Kernel.AsSpan((i * layer.Size + j) * floats, floats), pixel);
                    }
            }
    }

    private static void Pool(PoolingLayer layer, ReadOnlySpan<float> x, Span<float> y)
    {
        (int channels, int width, ImageShape output) = (layer.Input.Channels, layer.Input.Width, layer.Output);
        for (int i = 0; i < y.Length; i++)
        {
            int line = i / channels / output.Width * layer.Size, column = i / channels % output.Width * layer.Size;
            float value = layer.Maximum ? float.MinValue : 0f;
            for (int l = line; l < line + layer.Size; l++)
                for (int c = column; c < column + layer.Size; c++)
                {
                    float next = x[(l * width + c) * channels + i % channels];
                    value = layer.Maximum ? MathF.Max(value, next) : value + next;
                }
            y[i] = layer.Maximum ? value : value / (layer.Size * layer.Size);
        }
    }

    private static void Activate(string function, Span<float> y)
    {
        switch (function)
        {
            case "ReLU":
                for (int o = 0; o < y.Length; o++)
                    y[o] = MathF.Max(0f, y[o]);
                break;
            case "Tanh":
                for (int o = 0; o < y.Length; o++)
                    y[o] = MathF.Tanh(y[o]);
                break;
            case "GELU":
                PlainAttention.Gelu(y);
                break;
            case "Softmax":
                Softmax(y);
                break;
            default:
                throw new ArgumentException($"No loop for {function}.", nameof(function));
        }
    }

    public static void Softmax(Span<float> y)
    {
        float largest = y[0], sum = 0f;
        foreach (float value in y)
            largest = MathF.Max(largest, value);
        for (int o = 0; o < y.Length; o++)
            sum += y[o] = MathF.Exp(y[o] - largest);
        for (int o = 0; o < y.Length; o++)
            y[o] /= sum;
    }

    /// <summary>Layers that follow each other, with memory for their values.</summary>
    private sealed class Branch(IReadOnlyList<NetLayer> layers)
    {
        private readonly float[][] _values = [.. layers.Select(layer => new float[layer.Output.Count])];
        private readonly (Branch Main, Branch Shortcut)?[] _branches =
            [.. layers.Select(layer => layer is ResidualLayer residual
                ? (new Branch(residual.Main), new Branch(residual.Shortcut)) : ((Branch, Branch)?)null)];

        private readonly PlainAttention?[] _attentions =
            [.. layers.Select(layer => layer is AttentionLayer attention ? new PlainAttention(attention) : null)];

        private readonly PlainCell?[] _cells = [.. layers.Select(layer => layer is CellLayer cell ? new PlainCell(cell) : null)];

        public ReadOnlySpan<float> Predict(ReadOnlySpan<float> x)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                Compute(i, x, _values[i]);
                x = _values[i];
            }
            return x;
        }

        private void Compute(int i, ReadOnlySpan<float> x, Span<float> y)
        {
            switch (layers[i])
            {
                case DenseLayer dense:
                    for (int step = 0; step < dense.Output.Width; step++)
                    {
                        Span<float> units = y.Slice(step * dense.Units, dense.Units);
                        dense.Bias.CopyTo(units);
                        AddProduct(x.Slice(step * dense.Inputs, dense.Inputs), dense.Kernel, units);
                    }
                    break;
                case CellLayer:
                    _cells[i]!.Run(x, y);
                    break;
                case AttentionLayer:
                    _attentions[i]!.Run(x, y);
                    break;
                case LayerNormLayer norm:
                    PlainAttention.Normalize(norm, x, y);
                    break;
                case HeadsLayer heads:
                    int first = 0;
                    foreach (DenseLayer head in heads.Heads)
                    {
                        head.Bias.CopyTo(y[first..]);
                        AddProduct(x, head.Kernel, y.Slice(first, head.Units));
                        first += head.Units;
                    }
                    break;
                case ConvolutionLayer convolution:
                    Convolve(convolution, x, y);
                    break;
                case NormLayer norm:
                    Normalize(norm, x, y);
                    break;
                case ResidualLayer:
                    (Branch main, Branch shortcut) = _branches[i]!.Value;
                    ReadOnlySpan<float> left = main.Predict(x), right = shortcut.Predict(x);
                    for (int o = 0; o < y.Length; o++)
                        y[o] = left[o] + right[o];
                    break;
                case PoolingLayer pooling:
                    Pool(pooling, x, y);
                    break;
                case ActivationLayer activation:
                    x.CopyTo(y);
                    Activate(activation.Function, y);
                    break;
                default:
                    x.CopyTo(y);
                    break;
            }
        }
    }
}
