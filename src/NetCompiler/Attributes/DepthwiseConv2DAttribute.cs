namespace NetCompiler;

/// <summary>A two-dimensional convolution that leaves channels apart: every channel with kernels of its own, at every place of the image,
/// y[c · multiplier + m] = x[c] ∗ W[c, m] + b. Input (height, width, channels), output (new height, new width, channels · multiplier); kernel W (kernel height,
/// kernel width, channels, multiplier), bias b (channels · multiplier).</summary>
/// <remarks>Defaults as Keras 3's <c>DepthwiseConv2D</c>; the kernel's layout is Keras's, too. In PyTorch this is <c>Conv2d</c> with <c>groups</c> as many as channels, whose kernel is
/// (channels · multiplier, 1, height, width). With padding p before and after, an axis of n becomes ⌊(n + p - dilation · (kernel - 1) - 1) / stride⌋ + 1.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DepthwiseConv2DAttribute : LayerAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public DepthwiseConv2DAttribute(int kernelSize) => (KernelHeight, KernelWidth) = (kernelSize, kernelSize);

    /// <summary>A rectangular kernel.</summary>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public DepthwiseConv2DAttribute(int kernelHeight, int kernelWidth) => (KernelHeight, KernelWidth) = (kernelHeight, kernelWidth);

    /// <summary>The kernel's height.</summary>
    public int KernelHeight { get; }

    /// <summary>The kernel's width.</summary>
    public int KernelWidth { get; }

    /// <summary>Kernels for each channel: every input channel gives as many output channels, which lie side by side. Default 1.</summary>
    public int DepthMultiplier { get; init; } = 1;

    /// <summary>Input lines and pixels from output to output. Default 1.</summary>
    public int Strides { get; init; } = 1;

    /// <summary>Input lines from output line to output line; left out, <see cref="Strides"/>.</summary>
    public int StrideHeight { get; init; }

    /// <summary>Input pixels from output pixel to output pixel; left out, <see cref="Strides"/>.</summary>
    public int StrideWidth { get; init; }

    /// <summary>Input lines and pixels from kernel element to kernel element. Default 1; above 1 only with stride 1.</summary>
    public int DilationRate { get; init; } = 1;

    /// <summary>Input lines from kernel line to kernel line; left out, <see cref="DilationRate"/>.</summary>
    public int DilationHeight { get; init; }

    /// <summary>Input pixels from kernel element to kernel element; left out, <see cref="DilationRate"/>.</summary>
    public int DilationWidth { get; init; }

    /// <summary>What the window sees beyond the edge. Default <see cref="NetCompiler.Padding.Valid"/>.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>Lines of zeros above the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadTop { get; init; }

    /// <summary>Lines of zeros below the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadBottom { get; init; }

    /// <summary>Zeros left of the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadLeft { get; init; }

    /// <summary>Zeros right of the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadRight { get; init; }

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer DepthwiseInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the bias's first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;
}
