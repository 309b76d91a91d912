namespace NetCompiler;

/// <summary>Sigmoid linear unit, or swish: y = x / (1 + exp(-x)) (Elfwing et al., 2018). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SiLUAttribute : LayerAttribute;
