namespace NetCompiler;

/// <summary>A fully connected layer: y = x W + b. Input (n), output (units), or of a sequence (steps, n), the same at every step, (steps,
/// units); kernel W (n, units), bias b (units).</summary>
/// <param name="units">The number of outputs, at least 1.</param>
/// <remarks>Defaults as Keras 3's <c>Dense</c>.</remarks>
/// <example><code>
/// [Network(4)]
/// [Dense(32), ReLU]
/// [Dense(3), Softmax]
/// public sealed partial class Flowers;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DenseAttribute(int units) : LayerAttribute
{
    /// <summary>The number of outputs.</summary>
    public int Units { get; } = units;

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel's first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

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
