namespace NetCompiler;

/// <summary>Exponential linear unit: y = x for x &gt; 0, α (exp(x) - 1) else (Clevert et al., 2016). Output: the input's shape.</summary>
/// <param name="alpha">Minus the limit for large negative inputs, at least 0. Default 1, as in Keras 3.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ELUAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>Minus the limit for large negative inputs.</summary>
    public double Alpha { get; } = alpha;
}
