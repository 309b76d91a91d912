namespace NetCompiler;

/// <summary>A layer whose windows are weighed by a kernel that learns.</summary>
public abstract class KernelAttribute : WindowAttribute
{
    private protected KernelAttribute(int kernelHeight, int kernelWidth)
    {
        (KernelHeight, KernelWidth) = (kernelHeight, kernelWidth);
        Strides = 1;
    }

    /// <summary>The kernel's height.</summary>
    public int KernelHeight { get; }

    /// <summary>The kernel's width.</summary>
    public int KernelWidth { get; }

    /// <summary>Lines and pixels from kernel element to kernel element. Default 1; above 1 only with stride 1.</summary>
    public int DilationRate { get; init; } = 1;

    /// <summary>Lines from kernel line to kernel line; left out, <see cref="DilationRate"/>.</summary>
    public int DilationHeight { get; init; }

    /// <summary>Pixels from kernel element to kernel element; left out, <see cref="DilationRate"/>.</summary>
    public int DilationWidth { get; init; }

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the bias's first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;
}
