namespace NetCompiler;

/// <summary>Turns scores into probabilities over the last dimension: yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ). Output: the input's shape, (..., n). As the
/// last layer, with <see cref="Loss.CategoricalCrossentropy"/>, it is computed together with the loss.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftmaxAttribute : LayerAttribute;
