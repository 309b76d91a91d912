namespace NetCompiler;

/// <summary>A transposed convolution, often called a deconvolution: every input spread by the kernel over a window of the larger output, y[i] = b + Σ x[o] W[k] over all o and k with
/// i = o · stride + k · dilation - cut. Input (height, width, channels), output (new height, new width, filters); kernel W (kernel height, kernel width, filters,
/// channels), bias b (filters).</summary>
/// <remarks>Defaults as Keras 3's <c>Conv2DTranspose</c>; the kernel's layout is Keras's, too (PyTorch's is (channels, filters, height, width)). With e = dilation · (kernel - 1) + 1, an axis of n
/// becomes (n - 1) · stride + max(e, stride) with <see cref="NetCompiler.Padding.Valid"/>, n · stride with <see cref="NetCompiler.Padding.Same"/>, and (n - 1) · stride + e - cut with
/// <see cref="NetCompiler.Padding.Explicit"/>: PyTorch's <c>padding</c> p and <c>output_padding</c> q are p before and p - q behind.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv2DTransposeAttribute : LayerAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public Conv2DTransposeAttribute(int filters, int kernelSize) => (Filters, KernelHeight, KernelWidth) = (filters, kernelSize, kernelSize);

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public Conv2DTransposeAttribute(int filters, int kernelHeight, int kernelWidth) => (Filters, KernelHeight, KernelWidth) = (filters, kernelHeight, kernelWidth);

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>The kernel's height.</summary>
    public int KernelHeight { get; }

    /// <summary>The kernel's width.</summary>
    public int KernelWidth { get; }

    /// <summary>Output lines and pixels from input to input. Default 1.</summary>
    public int Strides { get; init; } = 1;

    /// <summary>Output lines from input line to input line; left out, <see cref="Strides"/>.</summary>
    public int StrideHeight { get; init; }

    /// <summary>Output pixels from input pixel to input pixel; left out, <see cref="Strides"/>.</summary>
    public int StrideWidth { get; init; }

    /// <summary>Output lines and pixels from kernel element to kernel element. Default 1; above 1 only with stride 1.</summary>
    public int DilationRate { get; init; } = 1;

    /// <summary>Output lines from kernel line to kernel line; left out, <see cref="DilationRate"/>.</summary>
    public int DilationHeight { get; init; }

    /// <summary>Output pixels from kernel element to kernel element; left out, <see cref="DilationRate"/>.</summary>
    public int DilationWidth { get; init; }

    /// <summary>What is cut off the output. Default <see cref="NetCompiler.Padding.Valid"/>, nothing; <see cref="NetCompiler.Padding.Causal"/> has no meaning here.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>Lines cut off above, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadTop { get; init; }

    /// <summary>Lines cut off below, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadBottom { get; init; }

    /// <summary>Pixels cut off on the left, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadLeft { get; init; }

    /// <summary>Pixels cut off on the right, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadRight { get; init; }

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the bias's first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;
}
