namespace NetCompiler.Generator.Model;

/// <summary>
/// Where one sample's numbers lie in a buffer: lines of pixels of channels, channels last. A row of numbers is one pixel; a sequence is one
/// line. Around the image there may be a border that is zero and stays zero, for a convolution that looks over the edge.
/// </summary>
/// <param name="Height">Lines.</param>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Channels">Numbers in a pixel.</param>
/// <param name="Pitch">The distance between pixels: at least <paramref name="Channels"/>.</param>
/// <param name="Border">The width of the border.</param>
internal sealed record Layout(int Height, int Width, int Channels, int Pitch, Border Border)
{
    /// <summary>Pixels of whole vectors, so that lanes can be channels.</summary>
    public static Layout Of(Shape shape, Border border)
    {
        Layout natural = Natural(shape);
        int pitch = natural.Channels % RowPadding.Lanes == 0 || shape.Rank == 1 ? RowPadding.RoundUp(natural.Channels)
            : RowPadding.Stride(natural.Channels);
        return natural with { Border = border, Pitch = pitch };
    }

    /// <summary>The numbers without gaps, as users see them.</summary>
    public static Layout Natural(Shape shape)
    {
        int rank = shape.Rank, channels = shape.Dimensions[rank - 1];
        int width = rank > 1 ? shape.Dimensions[rank - 2] : 1;
        return new Layout((int)(shape.Length / channels / width), width, channels, channels, Border.None);
    }

    /// <summary>The numbers as one pixel, without gaps but with padding behind them.</summary>
    public static Layout Row(int length) => new(1, 1, length, RowPadding.RoundUp(length), Border.None);

    /// <summary>The distance between lines.</summary>
    public int LinePitch => (Border.Left + Width + Border.Right) * Pitch;

    /// <summary>All floats of a sample, border included.</summary>
    public int Floats => (Border.Top + Height + Border.Bottom) * LinePitch;

    /// <summary>How often a sample has all this, one behind the other: a row for each step, of which some see one alone.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>The distance between these.</summary>
    public int RepeatStride => RowPadding.Stride(Floats);

    /// <summary>The distance between samples.</summary>
    public int Stride => Repeats * RepeatStride;

    /// <summary>The first pixel.</summary>
    public int Start => Border.Top * LinePitch + Border.Left * Pitch;

    /// <summary>Whether lines follow each other without a gap, so that a loop need not know of them.</summary>
    public bool IsSolid => Border.Left + Border.Right == 0 || Height == 1;

    /// <summary>Whether the numbers lie as users see them, with nothing but padding behind them.</summary>
    public bool IsNatural => (Pitch == Channels || Height * Width == 1) && Border == Border.None;

    /// <summary>The distance between neighbours along each dimension of a shape whose numbers lie so.</summary>
    public int[] Steps(Shape shape)
    {
        int[] steps = new int[shape.Rank];
        for (int i = shape.Rank - 1, place = 0; i >= 0; i--, place++)
            steps[i] = place switch { 0 => 1, 1 => Pitch, 2 => LinePitch, _ => steps[i + 1] * shape.Dimensions[i + 1] };
        return steps;
    }

    /// <summary>The same numbers for a layer that takes them as <paramref name="shape"/>, which differs only where they lie without
    /// gaps.</summary>
    public Layout As(Shape shape) => Channels == shape.Dimensions[shape.Rank - 1] ? this : Natural(shape);

    /// <summary>The same without its border.</summary>
    public Layout Unbordered => this with { Border = Border.None };

    /// <summary>All floats without the border, whole vectors.</summary>
    public int RunLength => RowPadding.RoundUp(Height * Width * Pitch);
}

/// <summary>Zeros around an image, in lines and pixels.</summary>
internal sealed record Border(int Top, int Bottom, int Left, int Right)
{
    public static readonly Border None = new(0, 0, 0, 0);

    /// <summary>Wide enough for both.</summary>
    public Border Union(Border other) =>
        new(Math.Max(Top, other.Top), Math.Max(Bottom, other.Bottom), Math.Max(Left, other.Left), Math.Max(Right, other.Right));
}
