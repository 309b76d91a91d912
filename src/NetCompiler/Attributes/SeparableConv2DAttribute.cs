namespace NetCompiler;

/// <summary>A depthwise convolution, then a weighted sum of the channels at every pixel, y = (x ∗ D) P + b: a fraction of a convolution's
/// parameters and work. Input (height, width, channels), output (new height, new width, filters); depthwise kernel D (kernel height, kernel
/// width, channels, multiplier), pointwise kernel P (1, 1, channels · multiplier, filters), bias b (filters).</summary>
/// <remarks>Defaults as Keras 3's <c>SeparableConv2D</c>, without a bias or an activation between the two; the kernels' layouts are
/// Keras's, too. PyTorch has two <c>Conv2d</c> instead, the first with <c>groups</c> as many as channels. With padding p before and after,
/// an axis of n becomes ⌊(n + p - dilation · (kernel - 1) - 1) / stride⌋ + 1.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SeparableConv2DAttribute : KernelAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public SeparableConv2DAttribute(int filters, int kernelSize) : base(kernelSize, kernelSize) => Filters = filters;

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public SeparableConv2DAttribute(int filters, int kernelHeight, int kernelWidth)
        : base(kernelHeight, kernelWidth) => Filters = filters;

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Kernels for each channel: the sum at every pixel is over channels · multiplier numbers. Default 1.</summary>
    public int DepthMultiplier { get; init; } = 1;

    /// <summary>How the depthwise kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer DepthwiseInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the pointwise kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer PointwiseInitializer { get; init; } = Initializer.GlorotUniform;
}
