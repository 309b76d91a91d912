using System.ComponentModel;

namespace NetCompiler;

/// <summary>Where one of a network's tensors lies inside a safetensors file that is part of an assembly, as found when compiling.</summary>
/// <param name="position">Its first byte, counted from the beginning of the file.</param>
/// <param name="type">How its numbers are stored.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EmbeddedTensor(long position, EmbeddedTensorType type)
{
    /// <summary>Its first byte, counted from the beginning of the file.</summary>
    public long Position { get; } = position;

    /// <summary>How its numbers are stored.</summary>
    public EmbeddedTensorType Type { get; } = type;
}
