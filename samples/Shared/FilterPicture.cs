using NetCompiler;

namespace Shared;

/// <summary>The filters of a network's first layer, each as an image of its weights: a convolution's windows, or all pixels' weights of a
/// unit.</summary>
/// <param name="network">The network; its first parameter is a kernel (height, width, 1, filters) or (pixels of an image, units).</param>
/// <param name="trained">What the network is and how it was trained.</param>
internal sealed class FilterPicture(CompiledNetwork network, string trained)
{
    private const int MostFilters = 64, Few = 4, Columns = 8, Left = 24, Top = 84, Gap = 12;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        ParameterBlock kernel = network.Info.Parameters[0];
        float[] weights = network.GetParameter(kernel.Name);
        int filters = kernel.Shape[^1], shown = Math.Min(filters, MostFilters), columns = Math.Min(shown, Columns);
        (int high, int wide) = Size(kernel);
        int pixel = Math.Max(shown <= Few ? 5 : 2, 60 / wide), rows = (shown + columns - 1) / columns;
        int right = columns * (wide * pixel + Gap), bottom = rows * (high * pixel + Gap);
        SvgPicture picture = new(Math.Max(Left * 2 + right - Gap, 560), Top + bottom + 8);
        string title = $"{(shown < filters ? $"{shown} of the {filters}" : $"The {filters}")} filters of {kernel.Name}, {high} × {wide}";
        picture.Heading(Left, title, trained, "Orange weights are positive, blue negative, white zero; each filter by its own largest.");
        for (int filter = 0; filter < shown; filter++)
        {
            int x = Left + filter % columns * (wide * pixel + Gap), y = Top + filter / columns * (high * pixel + Gap);
            picture.Image(x, y, pixel, wide, Colors(weights, filter, filters));
            picture.Frame(x, y, wide * pixel, high * pixel, "#999");
        }
        picture.Save(path);
    }

    /// <summary>The colours of one filter's weights, by its own largest.</summary>
    /// <param name="weights">A kernel, filters fastest.</param>
    /// <param name="filter">Which one, from 0.</param>
    /// <param name="filters">How many there are.</param>
    internal static string[] Colors(float[] weights, int filter, int filters)
    {
        var values = new float[weights.Length / filters];
        for (int i = 0; i < values.Length; i++)
            values[i] = weights[i * filters + filter];
        float largest = values.Max(Math.Abs);
        return [.. values.Select(value => Palette.Diverging(largest > 0 ? value / largest : 0))];
    }

    /// <summary>Of a window, or of the image all of whose pixels a unit sees: the network's own, or a square one where samples have no
    /// shape.</summary>
    private (int High, int Wide) Size(ParameterBlock kernel)
    {
        if (kernel.Shape.Count == 4)
            return (kernel.Shape[0], kernel.Shape[1]);
        if (network.Info.InputShape.Count >= 2)
            return (network.Info.InputShape[0], network.Info.InputShape[1]);
        int side = (int)Math.Sqrt(kernel.Shape[0]);
        return (side, side);
    }
}
