namespace NetCompiler;

/// <summary>Makes one row of values from any shape: input (a, b, ..., n), output (a b ... n). Moves no data: channels stay
/// innermost.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class FlattenAttribute : LayerAttribute;
