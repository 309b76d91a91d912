namespace NetCompiler;

/// <summary>Subtracts another layer's output from that of the layer before, place by place: y = x1 - x2. Shapes are compared from the last
/// dimension, and a size of 1 is stretched. Output: the common shape.</summary>
/// <remarks>As Keras 3's <c>Subtract</c>, which takes two values.</remarks>
/// <param name="with">The name of the other layer, or <c>input</c> for the network's input.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SubtractAttribute(params string[] with) : MergeAttribute(with);
