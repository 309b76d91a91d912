namespace NetCompiler;

/// <summary>y = x / (1 + |x|). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftsignAttribute : LayerAttribute;
