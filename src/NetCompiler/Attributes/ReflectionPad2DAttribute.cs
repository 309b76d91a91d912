namespace NetCompiler;

/// <summary>An image with its mirror image around it: line -i is line i, and so on at all edges; the outermost lines and pixels
/// themselves are not repeated.
/// Input (height, width, channels), output (top + height + bottom, left + width + right, channels).</summary>
/// <remarks>As PyTorch's <c>ReflectionPad2d</c>, which takes (left, right, top, bottom), NumPy's mode <c>reflect</c>. Keras has no such
/// layer.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReflectionPad2DAttribute : RimAttribute
{
    /// <summary>The same at all edges.</summary>
    /// <param name="padding">Lines and pixels at each edge, at least 0, less than the image's height and width.</param>
    public ReflectionPad2DAttribute(int padding)
        : base(padding, padding, padding, padding)
    {
    }

    /// <summary>The same at opposite edges.</summary>
    /// <param name="height">Lines added at the top and at the bottom, at least 0, less than the image's height.</param>
    /// <param name="width">Pixels added at the left and at the right, at least 0, less than the image's width.</param>
    public ReflectionPad2DAttribute(int height, int width)
        : base(height, height, width, width)
    {
    }

    /// <summary>Every edge on its own.</summary>
    /// <param name="top">Lines added at the top, at least 0, less than the image's height.</param>
    /// <param name="bottom">Lines added at the bottom, at least 0, less than the image's height.</param>
    /// <param name="left">Pixels added at the left, at least 0, less than the image's width.</param>
    /// <param name="right">Pixels added at the right, at least 0, less than the image's width.</param>
    public ReflectionPad2DAttribute(int top, int bottom, int left, int right)
        : base(top, bottom, left, right)
    {
    }
}
