namespace NetCompiler;

/// <summary>A two-dimensional convolution: every filter a weighted sum of a window of all channels, at every place of the image, y = x ∗ W
/// + b. Input (height, width, channels), output (new height, new width, filters); kernel W (kernel height, kernel width, channels,
/// filters), bias b (filters).</summary>
/// <remarks>Defaults as Keras 3's <c>Conv2D</c>; the kernel's layout is Keras's, too (PyTorch's is (filters, channels, height, width)).
/// With padding p before and after, an axis of n becomes ⌊(n + p - dilation · (kernel - 1) - 1) / stride⌋ + 1.</remarks>
/// <example><code>
/// [Network(28, 28, 1)]
/// [Conv2D(32, 3), ReLU]
/// [Conv2D(64, 3, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU]
/// [GlobalAveragePool, Dense(10), Softmax]
/// public sealed partial class Cnn;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv2DAttribute : KernelAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelSize">The kernel's height and width, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelSize) : base(kernelSize, kernelSize) => Filters = filters;

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth)
        : base(kernelHeight, kernelWidth) => Filters = filters;

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Groups into which channels and filters are cut, each by their order; the filters of a group see its channels only, and the
    /// kernel is (kernel height, kernel width, channels / groups, filters). Must divide both. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;
}
