namespace NetCompiler;

/// <summary>Zeros around an image, before a layer that does not pad by itself.
/// Input (height, width, channels), output (top + height + bottom, left + width + right, channels).</summary>
/// <remarks>As Keras 3's <c>ZeroPadding2D</c>, whose default is 1. In PyTorch <c>ZeroPad2d</c>, which takes (left, right, top, bottom). A
/// convolution with <see cref="NetCompiler.Padding.Explicit"/> does the same without a copy.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ZeroPadding2DAttribute : LayerAttribute
{
    /// <summary>The same at all edges.</summary>
    /// <param name="padding">Lines and pixels of zeros at each edge, at least 0.</param>
    public ZeroPadding2DAttribute(int padding) => (Top, Bottom, Left, Right) = (padding, padding, padding, padding);

    /// <summary>The same at opposite edges.</summary>
    /// <param name="height">Lines added at the top and at the bottom, at least 0.</param>
    /// <param name="width">Pixels added at the left and at the right, at least 0.</param>
    public ZeroPadding2DAttribute(int height, int width) => (Top, Bottom, Left, Right) = (height, height, width, width);

    /// <summary>Every edge on its own.</summary>
    /// <param name="top">Lines added at the top, at least 0.</param>
    /// <param name="bottom">Lines added at the bottom, at least 0.</param>
    /// <param name="left">Pixels added at the left, at least 0.</param>
    /// <param name="right">Pixels added at the right, at least 0.</param>
    public ZeroPadding2DAttribute(int top, int bottom, int left, int right) => (Top, Bottom, Left, Right) = (top, bottom, left, right);

    /// <summary>Lines added at the top.</summary>
    public int Top { get; }

    /// <summary>Lines added at the bottom.</summary>
    public int Bottom { get; }

    /// <summary>Pixels added at the left.</summary>
    public int Left { get; }

    /// <summary>Pixels added at the right.</summary>
    public int Right { get; }
}
