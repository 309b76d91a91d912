namespace NetCompiler;

/// <summary>Layer normalisation (Ba et al., 2016): y = γ (x - mean x) / √(variance x + ε) + β over the last dimension, that is each pixel's
/// channels, or a row's numbers, of every sample by themselves. Output: the input's shape. Parameters: gamma and beta, each (channels), at
/// first 1 and 0.</summary>
/// <remarks>Defaults as Keras 3's <c>LayerNormalization</c>; the variance is the mean of squares. PyTorch's <c>LayerNorm</c> has ε = 1e-5
/// and can take several dimensions together; here <c>GroupNorm(1)</c> does that, with γ and β for each channel.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>ε, above 0. Default 0.001.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>Whether β is added. Default true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Whether γ multiplies. Default true.</summary>
    public bool Scale { get; init; } = true;
}
