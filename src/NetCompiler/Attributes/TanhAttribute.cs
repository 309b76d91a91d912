namespace NetCompiler;

/// <summary>Hyperbolic tangent: y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)). Output: the input's shape, values in [-1, 1].</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TanhAttribute : LayerAttribute;
