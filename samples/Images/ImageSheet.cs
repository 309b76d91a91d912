namespace Shared;

/// <summary>Images of one size side by side and one below the other: ink (1) is black, paper (0) white.</summary>
/// <param name="side">Lines and pixels of each.</param>
/// <param name="columns">How many stand side by side.</param>
internal sealed class ImageSheet(int side, int columns)
{
    /// <summary>Of sixteen shades, which compress well.</summary>
    private const int LevelStep = 17;

    /// <summary>Small images are written up to their edges: a pixel of paper beside and below each.</summary>
    private readonly int _cell = side < 16 ? side + 1 : side;

    private readonly List<byte[]> _images = [];

    /// <summary>How many rows there are.</summary>
    internal int Rows => (_images.Count + columns - 1) / columns;

    /// <summary>Adds images, one after the other.</summary>
    /// <param name="pixels">Their pixels; values beyond 0 and 1 are taken as those.</param>
    internal void Add(ReadOnlySpan<float> pixels)
    {
        int length = side * side;
        for (int start = 0; start < pixels.Length; start += length)
        {
            byte[] levels = new byte[length];
            for (int i = 0; i < length; i++)
                levels[i] = (byte)(LevelStep * (int)MathF.Round((1 - Math.Clamp(pixels[start + i], 0, 1)) * byte.MaxValue / LevelStep));
            _images.Add(levels);
        }
    }

    /// <summary>Draws all of them.</summary>
    /// <param name="picture">Where.</param>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The upper edge.</param>
    /// <param name="size">How large each is drawn.</param>
    internal void DrawTo(SvgPicture picture, double x, double y, double size)
    {
        int width = columns * _cell;
        byte[] levels = new byte[Rows * _cell * width];
        Array.Fill(levels, byte.MaxValue);
        for (int image = 0; image < _images.Count; image++)
            for (int line = 0; line < side; line++)
                _images[image].AsSpan(line * side, side)
                    .CopyTo(levels.AsSpan((image / columns * _cell + line) * width + image % columns * _cell));
        picture.Png(x, y, columns * size, Rows * size, PngFile.Grey(levels, width));
    }
}
