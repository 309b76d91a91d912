namespace NetCompiler;

/// <summary>A two-dimensional convolution that leaves channels apart: every channel with kernels of its own, at every place of the image,
/// y[c · multiplier + m] = x[c] ∗ W[c, m] + b. Input (height, width, channels), output (new height, new width, channels · multiplier);
/// kernel W (kernel height, kernel width, channels, multiplier), bias b (channels · multiplier).</summary>
/// <remarks>Defaults as Keras 3's <c>DepthwiseConv2D</c>; the kernel's layout is Keras's, too. In PyTorch this is <c>Conv2d</c> with
/// <c>groups</c> as many as channels, whose kernel is (channels · multiplier, 1, height, width). With padding p before and after, an axis
/// of n becomes ⌊(n + p - dilation · (kernel - 1) - 1) / stride⌋ + 1.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DepthwiseConv2DAttribute : KernelAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public DepthwiseConv2DAttribute(int kernelSize) : base(kernelSize, kernelSize)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public DepthwiseConv2DAttribute(int kernelHeight, int kernelWidth) : base(kernelHeight, kernelWidth)
    {
    }

    /// <summary>Kernels for each channel: every input channel gives as many output channels, which lie side by side. Default 1.</summary>
    public int DepthMultiplier { get; init; } = 1;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer DepthwiseInitializer { get; init; } = Initializer.GlorotUniform;
}
