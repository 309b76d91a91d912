using System.ComponentModel;

namespace NetCompiler;

/// <summary>A network inside another, in whose parameters it has a stretch: <see cref="NetworkParts.Part"/>.</summary>
/// <param name="name">The use's name in the whole: <c>decoder_1</c>.</param>
/// <param name="type">The network's class.</param>
/// <param name="offset">Where its parameters begin among those of the whole, in floats; a multiple of 16.</param>
/// <param name="make">Makes a network of the class.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NetworkPart(string name, Type type, int offset, Func<INetwork> make)
{
    /// <summary>The use's name in the whole.</summary>
    public string Name { get; } = name;

    /// <summary>The network's class.</summary>
    public Type Type { get; } = type;

    /// <summary>Where its parameters begin among those of the whole, in floats.</summary>
    public int Offset { get; } = offset;

    /// <summary>Makes a network of the class.</summary>
    public Func<INetwork> Make { get; } = make;
}
