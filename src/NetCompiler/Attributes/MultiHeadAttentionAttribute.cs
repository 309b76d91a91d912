namespace NetCompiler;

/// <summary>Scaled dot-product attention of several heads (Vaswani et al., 2017): every step takes a weighted mean of what all steps
/// have to give. For each head q = x Wq + bq, k = x Wk + bk, v = x Wv + bv at every step, and y = softmax(q kᵀ / √keyDim) v; the heads
/// side by side give the output, y Wo + bo. Input (steps, features); output the same shape. Parameters as in Keras: <c>query_kernel</c> and
/// <c>key_kernel</c> (features, numHeads, keyDim), <c>value_kernel</c> (features, numHeads, valueDim), each with a bias without the
/// features, <c>output_kernel</c> (numHeads, valueDim, features) and <c>output_bias</c> (features).</summary>
/// <param name="numHeads">The number of heads, at least 1.</param>
/// <param name="keyDim">The length of a head's query and key, at least 1; often features / numHeads.</param>
/// <param name="with">For attention to another sequence, the name of the layer that gives it, (other steps, features of any number): keys
/// and values then come from there. Nothing for self-attention.</param>
/// <remarks>Defaults and first values as Keras 3's <c>MultiHeadAttention</c>, whose <c>glorot_uniform</c> takes the first dimension of
/// these kernels for places: queries, keys and values are drawn from ±√(6 / (features (numHeads + keyDim))). Training keeps all weights
/// of a sample, numHeads · steps · steps floats; prediction those of eight steps of one head.
/// <para>With <c>Lengths = true</c> steps that do not count are not seen, and give the bias alone; where no step counts, so do all.</para>
/// </remarks>
/// <example><code>
/// [Network(64, 32)]
/// [LayerNorm, MultiHeadAttention(4, 8, Causal = true), Add("input", Name = "seen")]
/// [LayerNorm, Dense(128), GELU, Dense(32), Add("seen")]
/// public sealed partial class Block;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MultiHeadAttentionAttribute(int numHeads, int keyDim, params string[] with) : MergeAttribute(with)
{
    /// <summary>The number of heads.</summary>
    public int NumHeads { get; } = numHeads;

    /// <summary>The length of a head's query and key.</summary>
    public int KeyDim { get; } = keyDim;

    /// <summary>The length of a head's value, at least 1. Left out, it is that of its key.</summary>
    public int ValueDim { get; init; }

    /// <summary>Whether step t sees the steps up to t alone, as a net that predicts what comes next must; Keras's
    /// <c>use_causal_mask</c>. Default false.</summary>
    public bool Causal { get; init; }

    /// <summary>The fraction of the weights that training drops, in [0, 1). Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether there are biases. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernels' first values are drawn. Default <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the biases' first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;
}
