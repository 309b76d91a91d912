namespace NetCompiler;

/// <summary>y = log(1 + exp(x)). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftplusAttribute : LayerAttribute;
