namespace NetCompiler;

/// <summary>Multiplies the output of the layer before with other layers' outputs, place by place: y = x1 x2 .... Shapes are compared from
/// the last dimension, and a size of 1 is stretched. Output: the common shape.</summary>
/// <remarks>As Keras 3's <c>Multiply</c>. With a weight for each channel, (1, 1, channels) or (channels), it is the gate of a
/// squeeze-and-excitation block.</remarks>
/// <param name="with">The names of the other layers, at least one, or <c>input</c> for the network's input; as many as wanted.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MultiplyAttribute(params string[] with) : MergeAttribute(with);
