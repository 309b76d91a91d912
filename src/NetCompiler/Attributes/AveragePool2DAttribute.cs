namespace NetCompiler;

/// <summary>The mean of every window of one channel; numbers beyond the edge do not count (PyTorch's default counts them as zeros).
/// Input (height, width, channels), output (new height, new width, channels).</summary>
/// <remarks>Defaults as Keras 3's <c>AveragePooling2D</c>: windows lie side by side and lines that do not fill one are dropped.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AveragePool2DAttribute : LayerAttribute
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

    /// <summary>Input lines and pixels from window to window; left out, the window's size.</summary>
    public int Strides { get; init; }

    /// <summary>Input lines from window to window; left out, <see cref="Strides"/>.</summary>
    public int StrideHeight { get; init; }

    /// <summary>Input pixels from window to window; left out, <see cref="Strides"/>.</summary>
    public int StrideWidth { get; init; }

    /// <summary>What the window sees beyond the edge. Default <see cref="NetCompiler.Padding.Valid"/>.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>Lines that the first window begins above the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadTop { get; init; }

    /// <summary>Lines that the last window may end below the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadBottom { get; init; }

    /// <summary>Pixels that the first window begins left of the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadLeft { get; init; }

    /// <summary>Pixels that the last window may end right of the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadRight { get; init; }
}
