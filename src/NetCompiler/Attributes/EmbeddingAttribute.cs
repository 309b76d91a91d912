namespace NetCompiler;

/// <summary>A learned row of numbers for each class: y[step] = E[x[step]]. Input (steps), a class number at every step; output (steps,
/// units); embeddings E (vocabulary, units). It reads an input of the network, whose numbers are whole, 0 to vocabulary - 1: whatever takes
/// samples refuses others and says where they are.</summary>
/// <param name="vocabulary">The number of classes, 1 to 16,777,216: beyond, not every whole number is a float.</param>
/// <param name="units">The length of a class's row, at least 1.</param>
/// <remarks>Defaults as Keras 3's <c>Embedding</c>. Only rows that a batch's samples use have a gradient other than 0, and it has the same
/// bits with any number of threads.</remarks>
/// <example><code>
/// [Network(100)]
/// [Embedding(5000, 16), LSTM(32)]
/// [Dense(1), Sigmoid]
/// public sealed partial class Reviews;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EmbeddingAttribute(int vocabulary, int units) : LayerAttribute
{
    /// <summary>The number of classes.</summary>
    public int Vocabulary { get; } = vocabulary;

    /// <summary>The length of a class's row.</summary>
    public int Units { get; } = units;

    /// <summary>How the first values are drawn. Default <see cref="Initializer.RandomUniform"/>: uniform on ±0.05.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.RandomUniform;

    /// <summary>Adds this · Σ |e| over all embeddings, those that a batch does not use included, to the loss, as Keras's <c>L1</c>
    /// regularizer; derivative ±this, 0 at 0. At least 0; otherwise as <see cref="DenseAttribute.KernelL1"/>. Default 0.</summary>
    public double EmbeddingsL1 { get; init; }

    /// <summary>Adds this · Σ e² over all embeddings to the loss, as Keras's <c>L2</c> regularizer; derivative 2 · this · e. Otherwise as
    /// <see cref="EmbeddingsL1"/>. Default 0.</summary>
    public double EmbeddingsL2 { get; init; }
}
