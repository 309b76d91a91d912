using NetCompiler;

namespace Mnist.Pictures;

/// <summary>The filters of a network's first layer, each as an image of its weights: a convolution's windows, or all pixels' weights of a unit.</summary>
/// <param name="network">The network; its first parameter is a kernel (height, width, 1, filters) or (pixels of a square image, units).</param>
/// <param name="trained">What the network is and how it was trained.</param>
internal sealed class FilterPicture(CompiledNetwork network, string trained)
{
    private const int MostFilters = 64, Columns = 8, Left = 24, Top = 84, Gap = 12, Shades = 16;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        ParameterBlock kernel = network.Info.Parameters[0];
        float[] weights = network.GetParameter(kernel.Name);
        int filters = kernel.Shape[^1], shown = Math.Min(filters, MostFilters), columns = Math.Min(shown, Columns);
        int side = (int)Math.Sqrt(weights.Length / filters);
        int pixel = Math.Max(2, 60 / side), tile = side * pixel, rows = (shown + columns - 1) / columns;
        SvgPicture picture = new(Math.Max(Left * 2 + columns * (tile + Gap) - Gap, 560), Top + rows * (tile + Gap) + 8);
        picture.Text(Left, 30, $"{(shown < filters ? $"{shown} of the {filters}" : $"The {filters}")} filters of {kernel.Name}, {side} × {side}", size: 18, bold: true);
        picture.Text(Left, 52, trained, color: "#444");
        picture.Text(Left, 70, "Orange weights are positive, blue negative, white zero; each filter by its own largest.", size: 12, color: "#444");
        for (int filter = 0; filter < shown; filter++)
        {
            int x = Left + filter % columns * (tile + Gap), y = Top + filter / columns * (tile + Gap);
            picture.Image(x, y, pixel, side, Colors(weights, filter, filters));
            picture.Frame(x, y, tile, tile, "#999");
        }
        picture.Save(path);
    }

    private static string[] Colors(float[] weights, int filter, int filters)
    {
        var values = new float[weights.Length / filters];
        for (int i = 0; i < values.Length; i++)
            values[i] = weights[i * filters + filter];
        float largest = values.Max(Math.Abs);
        return [.. values.Select(value => Color(largest > 0 ? MathF.Round(value / largest * Shades) / Shades : 0))];
    }

    /// <summary>From blue (-1) over white (0) to orange (1), which people of every colour vision tell apart.</summary>
    private static string Color(float value)
    {
        (int red, int green, int blue) = value < 0 ? (33, 102, 172) : (217, 95, 2);
        return $"#{Mix(red):x2}{Mix(green):x2}{Mix(blue):x2}";

        int Mix(int part) => (int)Math.Round(255 + (part - 255) * Math.Abs(value));
    }
}
