namespace NetCompiler;

/// <summary>Adds other layers' outputs to that of the layer before, place by place: y = x1 + x2 + .... Shapes are compared from the last
/// dimension, and a size of 1 is stretched. Output: the common shape.</summary>
/// <remarks>As Keras 3's <c>Add</c>. <c>[Add("stem")]</c> is the shortcut of a residual network.</remarks>
/// <param name="with">The names of the other layers, at least one, or <c>input</c> for the network's input; as many as wanted.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AddAttribute(params string[] with) : MergeAttribute(with);
