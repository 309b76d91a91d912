namespace NetCompiler;

/// <summary>y = x min(max(x / 6 + ½, 0), 1) (Howard et al., 2019). Output: the input's shape.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HardSwishAttribute : LayerAttribute;
