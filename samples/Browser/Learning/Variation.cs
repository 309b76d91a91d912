using NetCompiler;

namespace Browser.Learning;

/// <summary>Images that show the same digit a little turned, slanted, stretched and moved.</summary>
internal static class Variation
{
    private const int Size = DigitReader.Size;
    private const double MostTurn = 0.2, MostSlant = 0.2, MostStretch = 0.12, MostShift = 0.6;

    /// <summary>Writes a version of an image; what comes in at an edge is 0, and levels between pixels are interpolated.</summary>
    internal static void Vary(ReadOnlySpan<float> image, Span<float> varied, ref RandomSequence random)
    {
        double turn = Any(ref random, MostTurn), slant = Any(ref random, MostSlant);
        double width = 1 + Any(ref random, MostStretch), height = 1 + Any(ref random, MostStretch);
        double right = Any(ref random, MostShift), down = Any(ref random, MostShift);
        // Products and sums only, so that every machine makes the same images: the turn is a rotation to the second order.
        double cosine = 1 - turn * turn / 2;
        const double Middle = (Size - 1) / 2.0;
        for (int row = 0; row < Size; row++)
            for (int column = 0; column < Size; column++)
            {
                double x = column - Middle - right, y = row - Middle - down;
                double fromX = (cosine * x + turn * y) * width + slant * y, fromY = (cosine * y - turn * x) * height;
                varied[row * Size + column] = Level(image, fromX + Middle, fromY + Middle);
            }
    }

    private static double Any(ref RandomSequence random, double most) => (2 * random.NextDouble() - 1) * most;

    private static float Level(ReadOnlySpan<float> image, double x, double y)
    {
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        double right = x - column, down = y - row;
        return (float)((Pixel(image, row, column) * (1 - right) + Pixel(image, row, column + 1) * right) * (1 - down)
            + (Pixel(image, row + 1, column) * (1 - right) + Pixel(image, row + 1, column + 1) * right) * down);
    }

    private static double Pixel(ReadOnlySpan<float> image, int row, int column) =>
        (uint)row < Size && (uint)column < Size ? image[row * Size + column] : 0;
}
