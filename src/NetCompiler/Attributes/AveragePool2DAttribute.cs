namespace NetCompiler;

/// <summary>The mean of every window of one channel; numbers beyond the edge do not count (PyTorch's default counts them as zeros).
/// Input (height, width, channels), output (new height, new width, channels).</summary>
/// <remarks>Defaults as Keras 3's <c>AveragePooling2D</c>: windows lie side by side and lines that do not fill one are dropped.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AveragePool2DAttribute : WindowAttribute
{
    /// <summary>A square window.</summary>
    /// <param name="poolSize">The window's height and width, at least 1.</param>
    public AveragePool2DAttribute(int poolSize) => (PoolHeight, PoolWidth) = (poolSize, poolSize);

    /// <summary>A rectangular window.</summary>
    /// <param name="poolHeight">The window's height, at least 1.</param>
    /// <param name="poolWidth">The window's width, at least 1.</param>
    public AveragePool2DAttribute(int poolHeight, int poolWidth) => (PoolHeight, PoolWidth) = (poolHeight, poolWidth);

    /// <summary>The window's height.</summary>
    public int PoolHeight { get; }

    /// <summary>The window's width.</summary>
    public int PoolWidth { get; }
}
