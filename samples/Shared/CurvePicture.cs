namespace Shared;

/// <summary>Curves over one axis, from 0 on.</summary>
/// <param name="title">What they are about.</param>
/// <param name="line">What they show.</param>
/// <param name="axis">What the horizontal axis counts.</param>
/// <param name="right">Its end.</param>
/// <param name="top">The end of the vertical axis.</param>
internal sealed class CurvePicture(string title, string line, string axis, double right, double top)
{
    private const int Left = 60, Top = 84, Width = 760, Height = 300;
    private readonly SvgPicture _picture = new(Left + Width + 30, Top + Height + 50);
    private int _curves;

    /// <summary>A level that is worth knowing.</summary>
    internal void Level(double y, string name)
    {
        _picture.Box(Left, Y(y), Width, 1, "#666");
        _picture.Text(Left + 4, Y(y) + 14, name, size: 12, color: "#666");
    }

    /// <summary>A curve; what is above the top is drawn there.</summary>
    internal void Add(string name, string color, IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count > 1)
            _picture.Curve(points.Select(point => (X(point.X), Y(Math.Clamp(point.Y, 0, top)))), color, 2);
        _picture.Text(Left + Width - 4, Top + 16 + 18 * _curves++, name, size: 13, color: color, anchor: "end", bold: true);
    }

    /// <summary>Writes the picture.</summary>
    internal void Save(string path)
    {
        _picture.Heading(Left, title, line);
        for (int i = 0; i <= 5; i++)
        {
            _picture.Box(Left, Y(top * i / 5), Width, 1, "#ddd");
            _picture.Text(Left - 8, Y(top * i / 5) + 4.5, $"{top * i / 5:0.##}", size: 12, anchor: "end");
            _picture.Text(X(right * i / 5), Top + Height + 20, $"{right * i / 5:#,0}", size: 12, anchor: "middle");
        }
        _picture.Text(Left + Width / 2, Top + Height + 40, axis, size: 12, anchor: "middle");
        _picture.Save(path);
    }

    private double X(double x) => Left + Width * x / right;

    private double Y(double y) => Top + Height * (1 - y / top);
}
