namespace NetCompiler;

/// <summary>Logistic function: y = 1 / (1 + exp(-x)). Output: the input's shape, values in [0, 1]. As the last layer, with
/// <see cref="Loss.BinaryCrossentropy"/>, it is computed together with the loss.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SigmoidAttribute : LayerAttribute;
