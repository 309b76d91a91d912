namespace NetCompiler;

/// <summary>Group normalisation (Wu and He, 2018): y = γ (x - mean x) / √(variance x + ε) + β, each group of neighbouring channels of a
/// sample by itself, over its channels and all pixels. Output: the input's shape. Parameters: gamma and beta, each (channels), at first 1
/// and 0.</summary>
/// <param name="groups">The number of groups, which divides the number of channels. Default 32. 1 is layer normalisation over whole
/// samples; as many as there are channels is instance normalisation.</param>
/// <remarks>Defaults as Keras 3's <c>GroupNormalization</c>. PyTorch's <c>GroupNorm</c> has ε = 1e-5 and no default for the
/// groups.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GroupNormAttribute(int groups = 32) : LayerAttribute
{
    /// <summary>The number of groups.</summary>
    public int Groups { get; } = groups;

    /// <summary>ε, above 0. Default 0.001.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>Whether β is added. Default true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Whether γ multiplies. Default true.</summary>
    public bool Scale { get; init; } = true;
}
