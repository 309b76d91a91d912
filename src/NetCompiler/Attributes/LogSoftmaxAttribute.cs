namespace NetCompiler;

/// <summary>The logarithms of <see cref="SoftmaxAttribute"/>'s probabilities over the last dimension: yᵢ = xᵢ - log Σⱼ exp(xⱼ). Output: the
/// input's shape, (..., n). No rounding makes it infinite, as it may be where the logarithm is taken afterwards.</summary>
/// <remarks>As PyTorch's <c>LogSoftmax</c> over the last dimension and Keras's activation <c>log_softmax</c>. A classifier that is trained
/// here ends with <see cref="SoftmaxAttribute"/>, whose cross-entropy is computed from the scores: the answers' order is the
/// same.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LogSoftmaxAttribute : LayerAttribute;
