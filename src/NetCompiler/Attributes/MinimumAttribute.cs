namespace NetCompiler;

/// <summary>The smallest of the output of the layer before and other layers' outputs, place by place: y = min(x1, x2, ...). Shapes are
/// compared from the last dimension, and a size of 1 is stretched. Output: the common shape.</summary>
/// <remarks>As Keras 3's <c>Minimum</c>. Of equal numbers the first gets the gradient, as in TensorFlow.</remarks>
/// <param name="with">The names of the other layers, at least one, or <c>input</c> for the network's input; as many as wanted.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MinimumAttribute(params string[] with) : MergeAttribute(with);
