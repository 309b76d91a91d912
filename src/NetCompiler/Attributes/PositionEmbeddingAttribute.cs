namespace NetCompiler;

/// <summary>Adds to every step of a sequence a row of numbers that it learns for that step: y[t] = x[t] + P[t]. Input (steps, features);
/// output the same shape; <c>position_embeddings</c> P (sequenceLength, features).</summary>
/// <param name="sequenceLength">The number of rows, at least the steps of the input.</param>
/// <remarks>As KerasHub's <c>PositionEmbedding</c>, whose output is still to be added. A stream takes as many steps as there are rows: the
/// next one is refused.</remarks>
/// <example><code>
/// [Network(64)]
/// [Embedding(5000, 16), PositionEmbedding(64)]
/// [MultiHeadAttention(2, 8, Causal = true), Dense(5000), Softmax]
/// public sealed partial class Words;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PositionEmbeddingAttribute(int sequenceLength) : LayerAttribute
{
    /// <summary>The number of rows.</summary>
    public int SequenceLength { get; } = sequenceLength;

    /// <summary>How the first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.GlorotUniform;
}
