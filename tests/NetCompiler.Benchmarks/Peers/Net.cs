namespace NetCompiler.Benchmarks.Peers;

/// <summary>A network as plain numbers: what every contender of a row is made from. Images are channels last.</summary>
/// <param name="name">What the row is called.</param>
/// <param name="height">Lines of an image; 1 for a vector.</param>
/// <param name="width">Pixels of a line; 1 for a vector.</param>
/// <param name="channels">Values of a pixel.</param>
internal sealed class Net(string name, int height, int width, int channels)
{
    private readonly List<NetLayer> _layers = [];
    private readonly Random _random = new(height + width + channels);
    private bool _isSequence;

    public string Name { get; } = name;

    public ImageShape Input { get; } = new(height, width, channels);

    public ImageShape Output { get; private set; } = new(height, width, channels);

    public IReadOnlyList<NetLayer> Layers => _layers;

    /// <summary>The layers, and those inside of them, in order.</summary>
    public IEnumerable<NetLayer> AllLayers => Flatten(Layers);

    /// <summary>Whether all layers are dense or elementwise.</summary>
    public bool IsPerceptron => AllLayers.All(layer => layer is not
        (ConvolutionLayer or PoolingLayer or CellLayer or AttentionLayer or LayerNormLayer));

    /// <summary>Whether samples are sequences: images of one line.</summary>
    public bool IsSequence => _isSequence || AllLayers.Any(layer => layer is CellLayer);

    /// <summary>Whether each layer reads the one before.</summary>
    public bool IsChain => Layers.All(layer => layer is not (ResidualLayer or HeadsLayer));

    /// <summary>Whether it is a chain of dense, convolutional and pooling layers that gives rows: ReLU and Tanh stand behind the first two,
    /// Softmax at the end.</summary>
    public bool IsPlainChain
    {
        get
        {
            NetLayer[] layers = [.. Layers.Where(layer => layer is not DropoutLayer)];
            return Output is { Height: 1, Width: 1 } && layers.Any(layer => layer is DenseLayer) && layers.Select((layer, i) => layer switch
            {
                DenseLayer dense => !dense.IsAtEachStep,
                ConvolutionLayer convolution => convolution.Bias.Length > 0,
                ActivationLayer { Function: "Softmax" } => i == layers.Length - 1,
                ActivationLayer => i > 0 && layers[i - 1] is DenseLayer or ConvolutionLayer,
                _ => layer is PoolingLayer,
            }).All(isPlain => isPlain);
        }
    }

    /// <summary>Whether batches are normalised.</summary>
    public bool HasNorms => AllLayers.Any(layer => layer is NormLayer);

    /// <summary>The numbers of each output.</summary>
    public IReadOnlyList<int> Widths =>
        Layers is [.., HeadsLayer heads] ? [.. heads.Heads.Select(head => head.Units)] : [Output.Count];

    /// <summary>Kernels and biases in our order: kernel rows input-major.</summary>
    public IEnumerable<float[]> Tensors => AllLayers.SelectMany(layer => layer switch
    {
        DenseLayer dense => new[] { dense.Kernel, dense.Bias },
        ConvolutionLayer { Bias: [] } convolution => [convolution.Kernel],
        ConvolutionLayer convolution => [convolution.Kernel, convolution.Bias],
        NormLayer norm => [norm.Gamma, norm.Beta, norm.Mean, norm.Variance],
        CellLayer cell => [cell.Kernel, cell.RecurrentKernel, cell.Bias],
        AttentionLayer attention => attention.Kernels.Zip(attention.Biases).SelectMany(part => new[] { part.First, part.Second }),
        LayerNormLayer norm => [norm.Gamma, norm.Beta],
        _ => [],
    });

    /// <summary>A multilayer perceptron: inputs, then each layer's units. Hidden layers end in ReLU and in dropout that only
    /// trains.</summary>
    public static Net Perceptron(string name, bool softmax, double dropout, params int[] widths)
    {
        Net net = new(name, 1, 1, widths[0]);
        foreach (int units in widths[1..^1])
        {
            net.Dense(units).Activation("ReLU");
            if (dropout > 0)
                net.Dropout(dropout);
        }
        net.Dense(widths[^1]);
        return softmax ? net.Activation("Softmax") : net;
    }

    /// <summary>From now on, samples have no zeros.</summary>
    public Net WithDenseSamples()
    {
        HasDenseSamples = true;
        return this;
    }

    public Net Dense(int units) => Append(MakeDense(units));

    /// <summary>A recurrent layer: LSTM or GRU.</summary>
    public Net Cell(string kind, int units, bool sequences = true)
    {
        int gates = (kind == "LSTM" ? 4 : 3) * units;
        float limit = MathF.Sqrt(1f / units);
        return Append(new CellLayer(
            Output, kind, units, sequences, Uniform(Output.Channels * gates, limit), Uniform(units * gates, limit),
            Uniform(kind == "LSTM" ? gates : 2 * gates, 0.1f)));
    }

    /// <summary>From the beginning, lines are sequences.</summary>
    public Net AsSequence()
    {
        _isSequence = true;
        return this;
    }

    /// <summary>Self-attention.</summary>
    public Net Attention(int heads)
    {
        int features = Output.Channels;
        float[][] Parts(int count, float limit) => [.. Enumerable.Range(0, 4).Select(_ => Uniform(count, limit))];
        return Append(new AttentionLayer(
            Output, heads, Parts(features * features, MathF.Sqrt(3f / features)), Parts(features, 0.1f)));
    }

    /// <summary>Each step's features by themselves.</summary>
    public Net LayerNorm() => Append(new LayerNormLayer(
        Output, Array.ConvertAll(Uniform(Output.Channels, 0.3f), value => 1 + value), Uniform(Output.Channels, 0.3f)));

    /// <summary>Ends in several outputs.</summary>
    public Net Heads(params int[] widths) => Append(new HeadsLayer(Output, [.. widths.Select(MakeDense)]));

    /// <summary>A square kernel. <paramref name="same"/>: outputs are inputs / stride, rounded up, with any odd zero at the bottom and the
    /// right.</summary>
    public Net Convolution(int filters, int kernel, int stride = 1, bool same = false, bool bias = true)
    {
        float limit = MathF.Sqrt(6f / (kernel * kernel * (Output.Channels + filters)));
        return Append(new ConvolutionLayer(
            Output, filters, kernel, stride, same, Uniform(kernel * kernel * Output.Channels * filters, limit),
            bias ? Uniform(filters, 0.1f) : []));
    }

    /// <summary>Statistics as of a trained network.</summary>
    public Net Norm()
    {
        float[] Around(float middle) => Array.ConvertAll(Uniform(Output.Channels, 0.3f), value => middle + value);
        return Append(new NormLayer(Output, Around(1), Around(0), Around(0), Around(1)));
    }

    /// <summary>A sum of what layers make of the value and of the value itself, or what others make of it.</summary>
    public Net Residual(Action<Net> main, Action<Net>? shortcut = null)
    {
        (NetLayer[] before, ImageShape input) = ([.. _layers], Output);
        ResidualLayer layer = new(input, Branch(main), shortcut is null ? [] : Branch(shortcut));
        _layers.AddRange(before);
        return Append(layer);

        NetLayer[] Branch(Action<Net> build)
        {
            (Output, NetLayer[] made) = (input, []);
            _layers.Clear();
            build(this);
            made = [.. _layers];
            _layers.Clear();
            return made;
        }
    }

    public Net Pooling(int size, bool maximum) => Append(new PoolingLayer(Output, size, maximum));

    public Net Activation(string function) => Append(new ActivationLayer(Output, function));

    public Net Dropout(double rate) => Append(new DropoutLayer(Output, rate));

    /// <summary>Whether samples have no zeros, so that there is nothing to skip.</summary>
    public bool HasDenseSamples { get; private set; }

    /// <summary>Pictures of digits for networks that take those, if they are there; else random numbers between 0 and 1, of which half are
    /// zero. Dense samples are random numbers between -1 and 1: units behind them are off for one sample and on for the next.</summary>
    public float[] Samples(int batch)
    {
        if (Input.Count == Digits.Length && Digits.Exist && !HasDenseSamples)
            return Digits.Take(batch);
        Random random = new(batch);
        float[] samples = new float[batch * Input.Count];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = HasDenseSamples ? 2f * random.NextSingle() - 1f : Math.Max(0f, 2f * random.NextSingle() - 1f);
        return samples;
    }

    /// <summary>The same samples as the peers have them: images channels first, sequences step by step.</summary>
    public float[] PeerSamples(int batch)
    {
        if (IsSequence)
            return SwapFirst(Samples(batch), batch, Input.Width);
        float[] last = Samples(batch), first = new float[last.Length];
        for (int sample = 0; sample < batch; sample++)
            for (int i = 0; i < Input.Count; i++)
                first[sample * Input.Count + Input.ChannelsFirst(i)] = last[sample * Input.Count + i];
        return first;
    }

    /// <summary>Turns <c>[first][second][...]</c> into <c>[second][first][...]</c>.</summary>
    public static float[] SwapFirst(float[] values, int first, int second)
    {
        int length = values.Length / first / second;
        float[] swapped = new float[values.Length];
        for (int i = 0; i < first * second; i++)
            values.AsSpan(i * length, length).CopyTo(swapped.AsSpan((i % second * first + i / second) * length));
        return swapped;
    }

    /// <summary>A class for each sample.</summary>
    public int[] Labels(int batch)
    {
        Random random = new(batch + 1);
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++)
            labels[i] = random.Next(Output.Count);
        return labels;
    }

    private static IEnumerable<NetLayer> Flatten(IEnumerable<NetLayer> layers) => layers.SelectMany(layer => layer switch
    {
        ResidualLayer residual => Flatten([.. residual.Main, .. residual.Shortcut]),
        HeadsLayer heads => heads.Heads,
        _ => [layer],
    });

    private Net Append(NetLayer layer)
    {
        _layers.Add(layer);
        Output = layer.Output;
        return this;
    }

    private DenseLayer MakeDense(int units)
    {
        // Over a sequence it works at every step.
        int inputs = IsSequence ? Output.Channels : Output.Count;
        float limit = MathF.Sqrt(6f / (inputs + units));
        return new DenseLayer(Output, units, Uniform(inputs * units, limit), Uniform(units, 0.1f)) { IsAtEachStep = IsSequence };
    }

    private float[] Uniform(int count, float limit)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = limit * (2f * _random.NextSingle() - 1f);
        return values;
    }
}
