using System.ComponentModel;

namespace NetCompiler;

/// <summary>The base of layers that take several values: that of the layer before, or of <see cref="LayerAttribute.From"/>, and those of
/// the layers that
/// are named.</summary>
/// <param name="with">The names of the other layers, at least one, or <c>input</c> for the network's input.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class MergeAttribute(params string[] with) : LayerAttribute
{
    /// <summary>The names of the other layers.</summary>
    public IReadOnlyList<string> With { get; } = with;
}
