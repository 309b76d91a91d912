namespace NetCompiler;

/// <summary>An image whose outermost lines and pixels are repeated around it: line -i is line 0, and so on at all edges.
/// Input (height, width, channels), output (top + height + bottom, left + width + right, channels).</summary>
/// <remarks>As PyTorch's <c>ReplicationPad2d</c>, which takes (left, right, top, bottom), NumPy's mode <c>edge</c>. Keras has no such
/// layer.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReplicationPad2DAttribute : RimAttribute
{
    /// <summary>The same at all edges.</summary>
    /// <param name="padding">Lines and pixels at each edge, at least 0.</param>
    public ReplicationPad2DAttribute(int padding)
        : base(padding, padding, padding, padding)
    {
    }

    /// <summary>The same at opposite edges.</summary>
    /// <param name="height">Lines added at the top and at the bottom, at least 0.</param>
    /// <param name="width">Pixels added at the left and at the right, at least 0.</param>
    public ReplicationPad2DAttribute(int height, int width)
        : base(height, height, width, width)
    {
    }

    /// <summary>Every edge on its own.</summary>
    /// <param name="top">Lines added at the top, at least 0.</param>
    /// <param name="bottom">Lines added at the bottom, at least 0.</param>
    /// <param name="left">Pixels added at the left, at least 0.</param>
    /// <param name="right">Pixels added at the right, at least 0.</param>
    public ReplicationPad2DAttribute(int top, int bottom, int left, int right)
        : base(top, bottom, left, right)
    {
    }
}
