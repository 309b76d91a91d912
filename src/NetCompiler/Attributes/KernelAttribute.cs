using System.ComponentModel;

namespace NetCompiler;

/// <summary>A layer whose windows are weighed by a kernel that learns.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
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

    /// <summary>Adds this · Σ |w| over the kernel to the loss, as Keras's <c>L1</c> regularizer; derivative ±this, 0 at 0. At least 0. It
    /// is in the <c>loss</c> of training and of evaluation, once however often the kernel is used, and not while that is frozen. Default
    /// 0.</summary>
    public double KernelL1 { get; init; }

    /// <summary>Adds this · Σ w² over the kernel to the loss, as Keras's <c>L2</c> regularizer; derivative 2 · this · w, which is PyTorch's
    /// weight_decay of 2 · this. Otherwise as <see cref="KernelL1"/>.</summary>
    public double KernelL2 { get; init; }

    /// <summary><see cref="KernelL1"/> of the bias.</summary>
    public double BiasL1 { get; init; }

    /// <summary><see cref="KernelL2"/> of the bias.</summary>
    public double BiasL2 { get; init; }
}
