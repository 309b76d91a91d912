namespace NetCompiler.Benchmarks.Peers;

/// <summary>Self-attention of several heads over the steps of a sequence (1, steps, features).</summary>
/// <param name="Kernels">For queries, keys, values and the output, each <c>[features][features]</c>, heads one after the other.</param>
/// <param name="Biases">The same, each <c>[features]</c>.</param>
internal sealed record AttentionLayer(ImageShape Input, int Heads, IReadOnlyList<float[]> Kernels, IReadOnlyList<float[]> Biases)
    : NetLayer(Input)
{
    /// <summary>Numbers of a head.</summary>
    public int Width => Input.Channels / Heads;

    /// <summary>What scores are multiplied by.</summary>
    public float Scale => 1 / MathF.Sqrt(Width);
}

/// <summary>Every step's features brought to mean 0 and variance 1, scaled and shifted.</summary>
internal sealed record LayerNormLayer(ImageShape Input, float[] Gamma, float[] Beta) : NetLayer(Input)
{
    public const float Epsilon = 1e-5f;
}
