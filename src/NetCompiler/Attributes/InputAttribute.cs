namespace NetCompiler;

/// <summary>Declares a named input of the network, beside the shape in <c>[Network]</c> or in its place: <c>[Input("speed", 1)]</c>. Layers
/// read it by its name, <c>[Concat("speed")]</c> or <c>From = "speed"</c>.</summary>
/// <remarks>A sample is all inputs side by side: first what <c>[Network]</c> gives, named <c>input</c>, then the others in the order
/// written. The first layer reads the first of them.</remarks>
/// <param name="name">The input's name: an ASCII letter or underscore, then letters, digits and underscores; no other input, output or
/// layer has it.</param>
/// <param name="shape">The shape of one sample, channels last. Each dimension at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute(string name, params int[] shape) : Attribute
{
    /// <summary>The input's name.</summary>
    public string Name { get; } = name;

    /// <summary>The shape of one sample, channels last.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;
}
