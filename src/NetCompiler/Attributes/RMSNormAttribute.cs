namespace NetCompiler;

/// <summary>Root mean square normalisation (Zhang and Sennrich, 2019): y = scale x / √(mean x² + ε) over the last dimension, that is each
/// pixel's channels, or a row's numbers, of every sample by themselves. Output: the input's shape. Parameter: scale (channels), at first
/// 1.</summary>
/// <remarks>Defaults as Keras 3's <c>RMSNormalization</c>. PyTorch's <c>RMSNorm</c> names the parameter weight and has ε = 1.19e-7 (the
/// machine epsilon).</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RMSNormAttribute : LayerAttribute
{
    /// <summary>ε, above 0. Default 0.000001.</summary>
    public double Epsilon { get; init; } = 1e-6;
}
