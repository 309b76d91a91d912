namespace NetCompiler;

/// <summary>A one-dimensional convolution: every filter a weighted sum of a window of all features, at every step of the sequence, y = x ∗
/// W + b. Input (steps, features), output (new steps, filters); kernel W (kernel size, features, filters), bias b (filters).</summary>
/// <remarks>y[o, f] = b[f] + Σ x[o · stride + k · dilation - pads before, c] W[k, c, f] over the window's steps k and all features c. With
/// padding p before and after, n steps become ⌊(n + p - dilation · (kernel size - 1) - 1) / stride⌋ + 1. Defaults as Keras 3's
/// <c>Conv1D</c>; the kernel's layout is Keras's, too (PyTorch's is (filters, features, kernel size), over (features, steps)).
/// <see cref="NetCompiler.Padding.Causal"/> is what PyTorch users write as left padding by hand.</remarks>
/// <param name="filters">The number of output features, at least 1.</param>
/// <param name="kernelSize">The kernel's size in steps, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv1DAttribute(int filters, int kernelSize) : LayerAttribute
{
    /// <summary>The number of output features.</summary>
    public int Filters { get; } = filters;

    /// <summary>The kernel's size in steps.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Input steps from output to output. Default 1.</summary>
    public int Strides { get; init; } = 1;

    /// <summary>Input steps from kernel element to kernel element. Default 1; above 1 only with stride 1.</summary>
    public int DilationRate { get; init; } = 1;

    /// <summary>What the window sees beyond the ends. Default <see cref="NetCompiler.Padding.Valid"/>.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>Steps of zeros before the sequence, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadBefore { get; init; }

    /// <summary>Steps of zeros behind the sequence, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadAfter { get; init; }

    /// <summary>Groups into which features and filters are cut, each by their order; the filters of a group see its features only, and the
    /// kernel is (kernel size, features / groups, filters). Must divide both. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the bias's first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <inheritdoc cref="KernelAttribute.KernelL1"/>
    public double KernelL1 { get; init; }

    /// <inheritdoc cref="KernelAttribute.KernelL2"/>
    public double KernelL2 { get; init; }

    /// <inheritdoc cref="KernelAttribute.BiasL1"/>
    public double BiasL1 { get; init; }

    /// <inheritdoc cref="KernelAttribute.BiasL2"/>
    public double BiasL2 { get; init; }
}
