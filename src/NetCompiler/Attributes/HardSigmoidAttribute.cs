namespace NetCompiler;

/// <summary>y = min(max(x / 6 + ½, 0), 1). Output: the input's shape.</summary>
/// <remarks>As Keras 3; Keras 2 had x / 5 + ½. The derivative at the corners is 0.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HardSigmoidAttribute : LayerAttribute;
