namespace NetCompiler;

/// <summary>An image without its outermost lines and pixels.
/// Input (height, width, channels), output (height - top - bottom, width - left - right, channels), at least one line and pixel of which is
/// left.</summary>
/// <remarks>As Keras 3's <c>Cropping2D</c>, whose default is 0. In PyTorch a slice.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Cropping2DAttribute : LayerAttribute
{
    /// <summary>The same at all edges.</summary>
    /// <param name="cropping">Lines and pixels that each edge loses, at least 0.</param>
    public Cropping2DAttribute(int cropping) => (Top, Bottom, Left, Right) = (cropping, cropping, cropping, cropping);

    /// <summary>The same at opposite edges.</summary>
    /// <param name="height">Lines lost at the top and at the bottom, at least 0.</param>
    /// <param name="width">Pixels lost at the left and at the right, at least 0.</param>
    public Cropping2DAttribute(int height, int width) => (Top, Bottom, Left, Right) = (height, height, width, width);

    /// <summary>Every edge on its own.</summary>
    /// <param name="top">Lines lost at the top, at least 0.</param>
    /// <param name="bottom">Lines lost at the bottom, at least 0.</param>
    /// <param name="left">Pixels lost at the left, at least 0.</param>
    /// <param name="right">Pixels lost at the right, at least 0.</param>
    public Cropping2DAttribute(int top, int bottom, int left, int right) => (Top, Bottom, Left, Right) = (top, bottom, left, right);

    /// <summary>Lines lost at the top.</summary>
    public int Top { get; }

    /// <summary>Lines lost at the bottom.</summary>
    public int Bottom { get; }

    /// <summary>Pixels lost at the left.</summary>
    public int Left { get; }

    /// <summary>Pixels lost at the right.</summary>
    public int Right { get; }
}
