using System.ComponentModel;

namespace NetCompiler;

/// <summary>A layer whose every output looks at a window of an image (height, width, channels), or, transposed, whose every input reaches a
/// window of the output.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WindowAttribute : LayerAttribute
{
    private protected WindowAttribute()
    {
    }

    /// <summary>Lines and pixels from window to window. Default 1 for convolutions; for pools, left out, the window's size.</summary>
    public int Strides { get; init; }

    /// <summary>Lines from window to window; left out, <see cref="Strides"/>.</summary>
    public int StrideHeight { get; init; }

    /// <summary>Pixels from window to window; left out, <see cref="Strides"/>.</summary>
    public int StrideWidth { get; init; }

    /// <summary>What windows see beyond the image's edge. Default <see cref="NetCompiler.Padding.Valid"/>.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>Lines that windows begin above the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadTop { get; init; }

    /// <summary>Lines that windows may end below the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadBottom { get; init; }

    /// <summary>Pixels that windows begin left of the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadLeft { get; init; }

    /// <summary>Pixels that windows may end right of the image, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadRight { get; init; }
}
