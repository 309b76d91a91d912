namespace NetCompiler;

/// <summary>y = exp(x). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ExponentialAttribute : LayerAttribute;
