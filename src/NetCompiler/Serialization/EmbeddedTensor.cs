using System.ComponentModel;

namespace NetCompiler;

/// <summary>Where one of a network's tensors lies inside a safetensors file that is part of an assembly, as found when compiling.</summary>
/// <param name="position">Its first byte, counted from the beginning of the file.</param>
/// <param name="type">How its numbers are stored.</param>
/// <param name="scalePosition">Of 8-bit numbers, the first byte of their scales, counted from the beginning of the file.</param>
/// <param name="scalesRows">Whether scales are of rows rather than of columns.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EmbeddedTensor(long position, EmbeddedTensorType type, long scalePosition = 0, bool scalesRows = false)
{
    /// <summary>Its first byte, counted from the beginning of the file.</summary>
    public long Position { get; } = position;

    /// <summary>How its numbers are stored.</summary>
    public EmbeddedTensorType Type { get; } = type;

    /// <summary>Of 8-bit numbers, the first byte of their scales, 32-bit floats, one for each column unless <see cref="ScalesRows"/>;
    /// counted from the beginning of the file.</summary>
    public long ScalePosition { get; } = scalePosition;

    /// <summary>Whether scales are one for each output of a tensor whose rows are outputs
    /// (<see cref="ParameterBlock.HasOutputRows"/>).</summary>
    public bool ScalesRows { get; } = scalesRows;
}
