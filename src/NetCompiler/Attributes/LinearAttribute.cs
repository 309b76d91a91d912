namespace NetCompiler;

/// <summary>y = x: says in so many words that there is no activation. Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LinearAttribute : LayerAttribute;
