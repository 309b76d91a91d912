using System.Globalization;
using System.Security;
using System.Text;
using static System.FormattableString;

namespace Shared;

/// <summary>An SVG file in the making: text, shapes, curves, and images as crisp squares. What is added later lies above.</summary>
/// <param name="width">Its width in pixels.</param>
/// <param name="height">Its height in pixels.</param>
internal sealed class SvgPicture(int width, int height)
{
    private readonly StringBuilder _body = new();

    /// <summary>A text whose beginning, middle or end is at <paramref name="x"/>, and its baseline at <paramref name="y"/>.</summary>
    internal void Text(double x, double y, string text, double size = 13, string color = "#222", string anchor = "start", bool bold = false)
    {
        string weight = bold ? " font-weight=\"bold\"" : "";
        FormattableString style = $"font-size=\"{size}\" fill=\"{color}\" text-anchor=\"{anchor}\"{weight}";
        Add($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" {Invariant(style)}>{SecurityElement.Escape(text)}</text>");
    }

    /// <summary>What the picture is: a title, a line about it, and one in small letters that says how to read it. They take 76
    /// pixels.</summary>
    internal void Heading(double x, string title, string line, string explanation = "")
    {
        Text(x, 30, title, size: 18, bold: true);
        Text(x, 52, line, color: "#444");
        if (explanation.Length > 0)
            Text(x, 70, explanation, size: 12, color: "#444");
    }

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

    /// <summary>A PNG file, part of the picture; where it is drawn larger than it is, its pixels stay squares.</summary>
    internal void Png(double x, double y, double wide, double high, ReadOnlySpan<byte> file)
    {
        FormattableString place = $"x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{wide:0.##}\" height=\"{high:0.##}\"";
        string content = Convert.ToBase64String(file);
        Add($"<image {Invariant(place)} style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{content}\"/>");
    }

    /// <summary>The outline of a rectangle, one pixel wide, around what lies inside.</summary>
    internal void Frame(int x, int y, int wide, int high, string color) =>
        Add($"<rect x=\"{x - 0.5:0.#}\" y=\"{y - 0.5:0.#}\" width=\"{wide + 1}\" height=\"{high + 1}\" fill=\"none\" stroke=\"{color}\"/>");

    /// <summary>A filled rectangle.</summary>
    internal void Box(double x, double y, double wide, double high, string color) =>
        Add($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{wide:0.##}\" height=\"{high:0.##}\" fill=\"{color}\"/>");

    /// <summary>A filled disc.</summary>
    internal void Disc(double x, double y, double radius, string color) =>
        Add($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{color}\"/>");

    /// <summary>A curve through points, of straight pieces.</summary>
    /// <param name="points">At least two.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="thickness">Its width in pixels.</param>
    /// <param name="closed">Whether a last piece leads back to the first point.</param>
    internal void Curve(IEnumerable<(double X, double Y)> points, string color, double thickness, bool closed = false)
    {
        StringBuilder path = new();
        foreach ((double x, double y) in points)
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
        const string Round = "stroke-linejoin=\"round\" stroke-linecap=\"round\"";
        Add($"<path fill=\"none\" stroke=\"{color}\" stroke-width=\"{thickness:0.##}\" {Round} d=\"{path}{(closed ? "z" : "")}\"/>");
    }

    /// <summary>Straight lines.</summary>
    /// <param name="ends">Of each line its two ends.</param>
    /// <param name="color">Their colour.</param>
    /// <param name="thickness">Their width in pixels.</param>
    internal void Lines(IReadOnlyList<(double X, double Y)> ends, string color, double thickness)
    {
        StringBuilder path = new();
        for (int i = 0; i + 1 < ends.Count; i += 2)
            path.Append(CultureInfo.InvariantCulture, $"M{ends[i].X:0.##} {ends[i].Y:0.##}L{ends[i + 1].X:0.##} {ends[i + 1].Y:0.##}");
        if (path.Length > 0)
            Add($"<path fill=\"none\" stroke=\"{color}\" stroke-width=\"{thickness:0.##}\" stroke-linecap=\"round\" d=\"{path}\"/>");
    }

    /// <summary>Writes the picture.</summary>
    internal void Save(string path)
    {
        string size = $"width=\"{width}\" height=\"{height}\"";
        File.WriteAllText(path, $"""
            <svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" font-family="sans-serif">
            <rect {size} fill="#fff"/>
            {_body}</svg>

            """);
    }

    private void Add(FormattableString markup) => _body.Append(Invariant(markup)).Append('\n');
}
