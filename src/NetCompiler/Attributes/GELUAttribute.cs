namespace NetCompiler;

/// <summary>Gaussian error linear unit: y = x Φ(x), with Φ(x) = ½ (1 + erf(x / √2)) the normal distribution function (Hendrycks and Gimpel,
/// 2016). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GELUAttribute : LayerAttribute
{
    /// <summary>Whether to use ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) instead of the exact form. Default false, as in Keras 3.</summary>
    public bool Approximate { get; init; }
}
