using static System.FormattableString;

namespace NetCompiler;

/// <summary>A picture of numbers from 0 to 1, as <see cref="NetworkViews"/> makes them.</summary>
/// <param name="height">Lines, at least 1.</param>
/// <param name="width">Pixels in a line, at least 1.</param>
/// <param name="values">The numbers, line by line.</param>
public sealed class HeatMap(int height, int width, IReadOnlyList<float> values)
{
    /// <summary>Lines.</summary>
    public int Height { get; } = height;

    /// <summary>Pixels in a line.</summary>
    public int Width { get; } = width;

    /// <summary>The numbers, line by line, 0 to 1.</summary>
    public IReadOnlyList<float> Values { get; } = values;

    /// <summary>The number at a place.</summary>
    /// <param name="line">0 to <see cref="Height"/> - 1.</param>
    /// <param name="pixel">0 to <see cref="Width"/> - 1.</param>
    public float this[int line, int pixel] => Values[line * Width + pixel];

    /// <summary>The same picture in another size: every number a bilinear blend of the four around its place.</summary>
    /// <param name="height">Lines, at least 1.</param>
    /// <param name="width">Pixels in a line, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public HeatMap Resize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        float[] resized = new float[checked(height * width)];
        for (int line = 0; line < height; line++)
        {
            (int top, int bottom, float down) = Around(line, height, Height);
            for (int pixel = 0; pixel < width; pixel++)
            {
                (int left, int right, float across) = Around(pixel, width, Width);
                float above = this[top, left] + across * (this[top, right] - this[top, left]),
                    below = this[bottom, left] + across * (this[bottom, right] - this[bottom, left]);
                resized[line * width + pixel] = above + down * (below - above);
            }
        }
        return new(height, width, resized);
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"HeatMap({Height:N0} x {Width:N0})");

    /// <summary>The picture of numbers that are not below 0, the largest of which becomes 1.</summary>
    internal static HeatMap Of(int height, int width, float[] values)
    {
        float largest = values.Max();
        if (largest > 0)
            for (int i = 0; i < values.Length; i++)
                values[i] /= largest;
        return new(height, width, values);
    }

    private static (int First, int Second, float Share) Around(int place, int count, int from)
    {
        float middle = Math.Clamp((place + 0.5f) * from / count - 0.5f, 0, from - 1);
        int first = (int)middle;
        return (first, Math.Min(first + 1, from - 1), middle - first);
    }
}
