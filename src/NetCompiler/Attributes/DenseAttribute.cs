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
}
