namespace NetCompiler.Benchmarks.Verify;

/// <summary>How a window moves over an image. A convolution takes its height and width from its kernel.</summary>
/// <param name="Height">Lines it covers.</param>
/// <param name="Stride">Lines, and pixels unless <see cref="StrideWidth"/> says otherwise, from place to place.</param>
/// <param name="Dilation">Lines, and pixels unless <see cref="DilationWidth"/> says otherwise, from element to element.</param>
internal sealed record Window(int Height = 0, int Stride = 1, int Dilation = 1)
{
    /// <summary>Pixels it covers; left out, as many as lines.</summary>
    public int Width { get; init; } = Height;

    public int StrideWidth { get; init; } = Stride;

    public int DilationWidth { get; init; } = Dilation;

    /// <summary>Lines and pixels to see beyond the edges.</summary>
    public (int Top, int Bottom, int Left, int Right) Pads { get; init; }

    private bool IsSame { get; init; }

    /// <summary>A window with as much beyond the edges as Keras's "same" needs: every line and pixel, or every stride-th, is a
    /// place.</summary>
    public static Window Same(int size = 0, int stride = 1) => new(size, stride) { IsSame = true };

    /// <summary>This window with a kernel's size, and its pads as numbers, on an image.</summary>
    public Window On(long imageHeight, long imageWidth, long? kernelHeight = null, long? kernelWidth = null)
    {
        Window window = this with { Height = (int)(kernelHeight ?? Height), Width = (int)(kernelWidth ?? Width), IsSame = false };
        if (!IsSame)
            return window;
        (int top, int bottom) = Around((int)imageHeight, window.Height, Stride, Dilation);
        (int left, int right) = Around((int)imageWidth, window.Width, StrideWidth, DilationWidth);
        return window with { Pads = (top, bottom, left, right) };
    }

    private static (int Before, int After) Around(int length, int size, int stride, int dilation)
    {
        int places = (length + stride - 1) / stride;
        int missing = Math.Max(0, (places - 1) * stride + (size - 1) * dilation + 1 - length);
        return (missing / 2, missing - missing / 2);
    }
}
