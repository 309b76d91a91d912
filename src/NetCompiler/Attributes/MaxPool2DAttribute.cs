namespace NetCompiler;

/// <summary>The largest number of every window of one channel.
/// Input (height, width, channels), output (new height, new width, channels).</summary>
/// <remarks>Defaults as Keras 3's <c>MaxPooling2D</c>: windows lie side by side and lines that do not fill one are dropped.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaxPool2DAttribute : WindowAttribute
{
    /// <summary>A square window.</summary>
    /// <param name="poolSize">The window's height and width, at least 1.</param>
    public MaxPool2DAttribute(int poolSize) => (PoolHeight, PoolWidth) = (poolSize, poolSize);

    /// <summary>A rectangular window.</summary>
    /// <param name="poolHeight">The window's height, at least 1.</param>
    /// <param name="poolWidth">The window's width, at least 1.</param>
    public MaxPool2DAttribute(int poolHeight, int poolWidth) => (PoolHeight, PoolWidth) = (poolHeight, poolWidth);

    /// <summary>The window's height.</summary>
    public int PoolHeight { get; }

    /// <summary>The window's width.</summary>
    public int PoolWidth { get; }
}
