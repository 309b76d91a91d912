namespace NetCompiler.Benchmarks.Peers;

/// <summary>An image, channels last; a vector is an image of one pixel.</summary>
internal readonly record struct ImageShape(int Height, int Width, int Channels)
{
    public int Count => Height * Width * Channels;

    /// <summary>Where value <paramref name="index"/> goes when channels come first.</summary>
    public int ChannelsFirst(int index) => index % Channels * Height * Width + index / Channels;
}

/// <summary>A layer of a <see cref="Net"/>.</summary>
internal abstract record NetLayer(ImageShape Input)
{
    /// <summary>The shape of the result.</summary>
    public virtual ImageShape Output => Input;
}

/// <summary>A dense layer over the flattened input.</summary>
/// <param name="Kernel"><c>[in][out]</c>, the inputs as they lie, channels last.</param>
internal sealed record DenseLayer(ImageShape Input, int Units, float[] Kernel, float[] Bias) : NetLayer(Input)
{
    /// <summary>Whether it works at each step of a sequence.</summary>
    public bool IsAtEachStep { get; init; }

    /// <summary>The numbers that one output is computed from.</summary>
    public int Inputs => IsAtEachStep ? Input.Channels : Input.Count;

    public override ImageShape Output => new(1, IsAtEachStep ? Input.Width : 1, Units);

    /// <summary>The kernel for inputs that were flattened with their channels first: <c>[in][out]</c>.</summary>
    public float[] KernelChannelsFirst()
    {
        if (IsAtEachStep)
            return Kernel;
        float[] kernel = new float[Kernel.Length];
        for (int row = 0; row < Input.Count; row++)
            Kernel.AsSpan(row * Units, Units).CopyTo(kernel.AsSpan(Input.ChannelsFirst(row) * Units));
        return kernel;
    }
}

/// <summary>Dense layers that read the same row, each of which is an output of the network.</summary>
internal sealed record HeadsLayer(ImageShape Input, IReadOnlyList<DenseLayer> Heads) : NetLayer(Input)
{
    public override ImageShape Output => new(1, 1, Heads.Sum(head => head.Units));
}

/// <summary>A convolution with a square kernel.</summary>
/// <param name="Kernel"><c>[line][column][in][out]</c>.</param>
/// <param name="Bias">Empty where there is none.</param>
internal sealed record ConvolutionLayer(
    ImageShape Input, int Filters, int Size, int Stride, bool Same, float[] Kernel, float[] Bias) : NetLayer(Input)
{
    public override ImageShape Output => new(Extent(Input.Height), Extent(Input.Width), Filters);

    /// <summary>Zeros before and after a line or a column.</summary>
    public (int Before, int After) Padding(int extent)
    {
        int total = Same ? Math.Max(0, (Extent(extent) - 1) * Stride + Size - extent) : 0;
        return (total / 2, total - total / 2);
    }

    /// <summary>The kernel as the peers have it: <c>[out][in][line][column]</c>.</summary>
    public float[] KernelFiltersFirst()
    {
        int taps = Size * Size, inputs = Input.Channels;
        float[] kernel = new float[Kernel.Length];
        for (int tap = 0; tap < taps; tap++)
            for (int i = 0; i < inputs; i++)
                for (int o = 0; o < Filters; o++)
                    kernel[(o * inputs + i) * taps + tap] = Kernel[(tap * inputs + i) * Filters + o];
        return kernel;
    }

    private int Extent(int extent) => Same ? (extent + Stride - 1) / Stride : (extent - Size) / Stride + 1;
}

/// <summary>Pooling over squares that do not overlap.</summary>
internal sealed record PoolingLayer(ImageShape Input, int Size, bool Maximum) : NetLayer(Input)
{
    public override ImageShape Output => new(Input.Height / Size, Input.Width / Size, Input.Channels);
}

/// <summary>An activation: ReLU, Tanh or, at the end, Softmax.</summary>
internal sealed record ActivationLayer(ImageShape Input, string Function) : NetLayer(Input);

/// <summary>A batch normalisation of channels: what is added to a variance is <see cref="Epsilon"/>, a moving average keeps 0.9 of
/// itself.</summary>
internal sealed record NormLayer(ImageShape Input, float[] Gamma, float[] Beta, float[] Mean, float[] Variance) : NetLayer(Input)
{
    public const float Epsilon = 1e-5f;
}

/// <summary>The sum of what some layers make of the input, and of the input itself, or what other layers make of it.</summary>
internal sealed record ResidualLayer(
    ImageShape Input, IReadOnlyList<NetLayer> Main, IReadOnlyList<NetLayer> Shortcut) : NetLayer(Input)
{
    public override ImageShape Output => Main[^1].Output;
}

/// <summary>Dropout, in training only.</summary>
internal sealed record DropoutLayer(ImageShape Input, double Rate) : NetLayer(Input);
