namespace NetCompiler;

/// <summary>Lays other layers' outputs behind that of the layer before, along a dimension: y = (x1, x2, ...). All other sizes must be
/// equal.
/// Output: the shape with the sum of the sizes along that dimension.</summary>
/// <remarks>As Keras 3's <c>Concatenate</c>. <c>[Concat("input")]</c> is a jump connection: what follows sees the network's input,
/// too.</remarks>
/// <param name="with">The names of the other layers, at least one, or <c>input</c> for the network's input; as many as wanted.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConcatAttribute(params string[] with) : MergeAttribute(with)
{
    /// <summary>The dimension, counted from 1 as in Keras, where the batch is 0, or from the end. Default -1: the last, which are channels
    /// or
    /// features.</summary>
    public int Axis { get; init; } = -1;
}
