namespace NetCompiler;

/// <summary>Makes an image larger by whole factors.
/// Input (height, width, channels), output (factor · height, factor · width, channels).</summary>
/// <remarks>Nearest: y[i, j] = x[⌊i / factor⌋, ⌊j / factor⌋]. Bilinear: y[i, j] is blended from the x around ((i + ½) / factor - ½, (j + ½)
/// / factor - ½). As Keras 3's <c>UpSampling2D</c>, whose default factor is 2; PyTorch's <c>Upsample</c> with <c>align_corners=False</c>,
/// its default, gives the same numbers.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class UpSampling2DAttribute : LayerAttribute
{
    /// <summary>The same factor for both axes.</summary>
    /// <param name="size">Output lines and pixels for one of the input, at least 1.</param>
    public UpSampling2DAttribute(int size) => (Height, Width) = (size, size);

    /// <summary>A factor for each axis.</summary>
    /// <param name="height">Output lines for an input line, at least 1.</param>
    /// <param name="width">Output pixels for an input pixel, at least 1.</param>
    public UpSampling2DAttribute(int height, int width) => (Height, Width) = (height, width);

    /// <summary>Output lines for an input line.</summary>
    public int Height { get; }

    /// <summary>Output pixels for an input pixel.</summary>
    public int Width { get; }

    /// <summary>What comes between the numbers. Default <see cref="Interpolation.Nearest"/>.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Nearest;
}
