namespace NetCompiler;

/// <summary>A transposed convolution, often called a deconvolution: every input spread by the kernel over a window of the larger output,
/// y[i] = b + Σ x[o] W[k] over all o and k with i = o · stride + k · dilation - cut. Input (height, width, channels), output (new height,
/// new width, filters); kernel W (kernel height, kernel width, filters, channels), bias b (filters).</summary>
/// <remarks>Defaults as Keras 3's <c>Conv2DTranspose</c>; the kernel's layout is Keras's, too (PyTorch's is (channels, filters, height,
/// width)). With e = dilation · (kernel - 1) + 1, an axis of n becomes (n - 1) · stride + max(e, stride) with
/// <see cref="NetCompiler.Padding.Valid"/>, n · stride with <see cref="NetCompiler.Padding.Same"/>, and (n - 1) · stride + e - cut with
/// <see cref="NetCompiler.Padding.Explicit"/>: PyTorch's <c>padding</c> p and <c>output_padding</c> q are p before and p - q
/// behind. Strides, dilation and pads count lines and pixels of the output: they are from input to input, and pads are cut off.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv2DTransposeAttribute : KernelAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public Conv2DTransposeAttribute(int filters, int kernelSize) : base(kernelSize, kernelSize) => Filters = filters;

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public Conv2DTransposeAttribute(int filters, int kernelHeight, int kernelWidth)
        : base(kernelHeight, kernelWidth) => Filters = filters;

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;
}
