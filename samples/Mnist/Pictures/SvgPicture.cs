using System.Globalization;
using System.Security;
using System.Text;

namespace Mnist.Pictures;

/// <summary>An SVG file in the making: text, lines of markup, and images as crisp squares.</summary>
/// <param name="width">Its width in pixels.</param>
/// <param name="height">Its height in pixels.</param>
internal sealed class SvgPicture(int width, int height)
{
    private readonly StringBuilder _body = new();

    /// <summary>A text whose beginning, middle or end is at <paramref name="x"/>, and its baseline at <paramref name="y"/>.</summary>
    internal void Text(double x, double y, string text, double size = 13, string color = "#222", string anchor = "start", bool bold = false) => Add(
        $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size}\" fill=\"{color}\" text-anchor=\"{anchor}\"{(bold ? " font-weight=\"bold\"" : "")}>{SecurityElement.Escape(text)}</text>");

    /// <summary>An image of colours, row by row; equal neighbours become one rectangle, and all of one colour one path.</summary>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its upper edge.</param>
    /// <param name="pixel">The side of one of its pixels.</param>
    /// <param name="columns">Its pixels in a row.</param>
    /// <param name="colors">The colours as SVG writes them; null: nothing is drawn.</param>
    internal void Image(int x, int y, int pixel, int columns, IReadOnlyList<string?> colors)
    {
        Dictionary<string, StringBuilder> paths = [];
        for (int row = 0; row < colors.Count / columns; row++)
            for (int column = 0, end; column < columns; column = end)
            {
                string? color = colors[row * columns + column];
                for (end = column + 1; end < columns && colors[row * columns + end] == color; end++)
                {
                }
                if (color is null)
                    continue;
                if (!paths.TryGetValue(color, out StringBuilder? path))
                    paths.Add(color, path = new StringBuilder());
                int run = (end - column) * pixel;
                path.Append(CultureInfo.InvariantCulture, $"M{x + column * pixel} {y + row * pixel}h{run}v{pixel}h-{run}z");
            }
        foreach ((string color, StringBuilder path) in paths)
            Add($"<path shape-rendering=\"crispEdges\" fill=\"{color}\" d=\"{path}\"/>");
    }

    /// <summary>The outline of a rectangle, one pixel wide, around what lies inside.</summary>
    internal void Frame(int x, int y, int wide, int high, string color) =>
        Add($"<rect x=\"{x - 0.5:0.#}\" y=\"{y - 0.5:0.#}\" width=\"{wide + 1}\" height=\"{high + 1}\" fill=\"none\" stroke=\"{color}\"/>");

    /// <summary>Writes the picture.</summary>
    internal void Save(string path) => File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{_body}</svg>\n"));

    private void Add(FormattableString markup) => _body.Append(markup.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
