using System.ComponentModel;

namespace NetCompiler;

/// <summary>A layer that puts a rim of an image's own numbers around it.
/// Input (height, width, channels), output (top + height + bottom, left + width + right, channels).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RimAttribute : LayerAttribute
{
    private protected RimAttribute(int top, int bottom, int left, int right) => (Top, Bottom, Left, Right) = (top, bottom, left, right);

    /// <summary>Lines added at the top.</summary>
    public int Top { get; }

    /// <summary>Lines added at the bottom.</summary>
    public int Bottom { get; }

    /// <summary>Pixels added at the left.</summary>
    public int Left { get; }

    /// <summary>Pixels added at the right.</summary>
    public int Right { get; }
}
