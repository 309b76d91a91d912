namespace NetCompiler;

/// <summary>A two-dimensional convolution: every filter a weighted sum of a window of all channels, at every place of the image, y = x ∗ W + b.
/// Input (height, width, channels), output (new height, new width, filters); kernel W (kernel height, kernel width, channels, filters), bias b (filters).</summary>
/// <remarks>Defaults as Keras 3's <c>Conv2D</c>; the kernel's layout is Keras's, too (PyTorch's is (filters, channels, height, width)).
/// With padding p before and after, an axis of n becomes ⌊(n + p - dilation · (kernel - 1) - 1) / stride⌋ + 1.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv2DAttribute : LayerAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelSize) => (Filters, KernelHeight, KernelWidth) = (filters, kernelSize, kernelSize);

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth) => (Filters, KernelHeight, KernelWidth) = (filters, kernelHeight, kernelWidth);

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>The kernel's height.</summary>
    public int KernelHeight { get; }

    /// <summary>The kernel's width.</summary>
    public int KernelWidth { get; }

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

    /// <summary>Groups into which channels and filters are cut, each by their order; the filters of a group see its channels only, and the kernel is (kernel height, kernel width,
    /// channels / groups, filters). Must divide both. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the bias's first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;
}
