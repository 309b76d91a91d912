namespace NetCompiler;

/// <summary>y = x tanh(log(1 + exp(x))) (Misra, 2020). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MishAttribute : LayerAttribute;
