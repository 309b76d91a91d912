namespace NetCompiler;

/// <summary>The mean of the output of the layer before and other layers' outputs, place by place: y = (x1 + x2 + ...) / n. Shapes are
/// compared from the last dimension, and a size of 1 is stretched. Output: the common shape.</summary>
/// <remarks>As Keras 3's <c>Average</c>.</remarks>
/// <param name="with">The names of the other layers, at least one, or <c>input</c> for the network's input; as many as wanted.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AverageAttribute(params string[] with) : MergeAttribute(with);
