namespace Shared;

/// <summary>Curves over one axis, before a grid of round numbers.</summary>
internal sealed class CurvePicture
{
    private const int Left = 60, Top = 84, Width = 760, Height = 300, MostSteps = 6;
    private readonly SvgPicture _picture = new(Left + Width + 30, Top + Height + 50);
    private readonly double _first, _last, _top;
    private int _curves;

    /// <param name="title">What they are about.</param>
    /// <param name="line">What they show.</param>
    /// <param name="axis">What the horizontal axis counts.</param>
    /// <param name="last">Its end.</param>
    /// <param name="top">The end of the vertical axis, which begins with 0.</param>
    /// <param name="first">The horizontal axis's beginning.</param>
    internal CurvePicture(string title, string line, string axis, double last, double top, double first = 0)
    {
        (_first, _last, _top) = (first, last, top);
        _picture.Heading(Left, title, line);
        foreach (double y in RoundNumbers(0, top))
        {
            _picture.Box(Left, Y(y), Width, 1, "#ddd");
            _picture.Text(Left - 8, Y(y) + 4.5, $"{y:0.##}", size: 12, anchor: "end");
        }
        foreach (double x in RoundNumbers(first, last))
            _picture.Text(X(x), Top + Height + 20, first > 0 ? $"{x:0}" : $"{x:#,0.##}", size: 12, anchor: "middle");
        _picture.Text(Left + Width / 2, Top + Height + 40, axis, size: 12, anchor: "middle");
    }

    /// <summary>A level that is worth knowing.</summary>
    internal void Level(double y, string name)
    {
        _picture.Box(Left, Y(y), Width, 1, "#666");
        _picture.Text(Left + Width - 4, Y(y) + 14, name, size: 12, color: "#666", anchor: "end");
    }

    /// <summary>A curve; what is above the top is drawn there.</summary>
    internal void Add(string name, string color, IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count > 1)
            _picture.Curve(points.Select(point => (X(point.X), Y(Math.Clamp(point.Y, 0, _top)))), color, 2);
        _picture.Text(Left + Width - 4, Top + 16 + 18 * _curves++, name, size: 13, color: color, anchor: "end", bold: true);
    }

    /// <summary>Writes the picture.</summary>
    internal void Save(string path) => _picture.Save(path);

    /// <summary>Multiples of 1, 2 or 5 times a power of ten between two numbers.</summary>
    private static IEnumerable<double> RoundNumbers(double from, double to)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10((to - from) / MostSteps)));
        double step = power * new[] { 1, 2, 5, 10 }.First(factor => factor * power * MostSteps >= to - from);
        for (double i = Math.Ceiling(from / step); i * step <= to + step / 1000; i++)
            yield return i * step;
    }

    private double X(double x) => Left + Width * (x - _first) / (_last - _first);

    private double Y(double y) => Top + Height * (1 - y / _top);
}
