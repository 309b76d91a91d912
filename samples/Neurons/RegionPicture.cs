using System.Globalization;
using NetCompiler;
using Shared;

namespace Neurons;

/// <summary>
/// A picture of what a network with one output says of every point of the plane, or of the line if it has one input: the output as shading,
/// the border between "no" and "yes", and the points it learned from.
/// </summary>
/// <param name="net">The network: one or two inputs, one output that means 0 to 1.</param>
/// <param name="title">What the picture shows.</param>
/// <param name="subtitle">How well it went.</param>
/// <param name="inputs">The points.</param>
/// <param name="labels">Their classes, 0 or 1.</param>
internal sealed class RegionPicture(INetwork net, string title, string subtitle, float[] inputs, int[] labels)
{
    private const int Width = 510, Left = 70, Top = 72, Side = 340, Strip = 80, Cell = 2, Shades = 20, Columns = Side / Cell;
    private const string NoPoint = "#17375e", YesPoint = "#7f3205";

    private readonly int _dimensions = net.Compiled.Info.InputLength;
    private (double Least, double Most) _range;

    private int PlotHeight => _dimensions == 1 ? Strip : Side;

    private int KeyHeight => _dimensions == 1 ? Strip : 160;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        double margin = Math.Max(0.4, 0.08 * (inputs.Max() - inputs.Min()));
        _range = (inputs.Min() - margin, inputs.Max() + margin);
        SvgPicture picture = new(Width, Top + Math.Max(PlotHeight + 58, KeyHeight + 82));
        picture.Heading(Left, title, subtitle);
        float[] outputs = Outputs();
        picture.Image(Left, Top, Cell, Columns, [.. outputs.Select(output => Color((Shade(output) + 0.5) / Shades))]);
        picture.Lines(Border(outputs), "#111", 2);
        for (int i = 0; i < labels.Length; i++)
        {
            double y = _dimensions == 1 ? PlotHeight / 2 : PlotHeight - Position(inputs[i * _dimensions + 1]);
            Mark(picture, labels[i], Left + Position(inputs[i * _dimensions]), Top + y, labels.Length <= 4 ? 8 : 4.5);
        }
        DrawAxes(picture);
        DrawKey(picture);
        picture.Save(path);
    }

    /// <summary>The output in the middle of every cell, row by row from the top.</summary>
    private float[] Outputs()
    {
        int rows = PlotHeight / Cell;
        var points = new float[rows * Columns * _dimensions];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < Columns; column++)
                Point((column + 0.5) * Cell, (row + 0.5) * Cell, points.AsSpan((row * Columns + column) * _dimensions, _dimensions));
        var outputs = new float[rows * Columns];
        net.Compiled.Predict(points, outputs);
        return outputs;
    }

    /// <summary>Where the answer changes: marching squares over the cells' middles, each crossing found by bisection.</summary>
    private List<(double X, double Y)> Border(float[] outputs)
    {
        List<(double X, double Y)> crossings = [];
        for (int row = 0; row + 1 < outputs.Length / Columns; row++)
            for (int column = 0; column + 1 < Columns; column++)
            {
                Cross(row, column, row, column + 1);
                Cross(row, column + 1, row + 1, column + 1);
                Cross(row + 1, column + 1, row + 1, column);
                Cross(row + 1, column, row, column);
            }
        return crossings;

        void Cross(int row, int column, int otherRow, int otherColumn)
        {
            bool yes = IsYes(outputs[row * Columns + column]);
            if (yes == IsYes(outputs[otherRow * Columns + otherColumn]))
                return;
            var (near, far) = (((column + 0.5) * Cell, (row + 0.5) * Cell), ((otherColumn + 0.5) * Cell, (otherRow + 0.5) * Cell));
            for (int i = 0; i < 8; i++)
            {
                (double X, double Y) middle = ((near.Item1 + far.Item1) / 2, (near.Item2 + far.Item2) / 2);
                if (IsYes(OutputAt(middle.X, middle.Y)) == yes)
                    near = middle;
                else
                    far = middle;
            }
            crossings.Add((Left + far.Item1, Top + far.Item2));
        }
    }

    private void DrawAxes(SvgPicture picture)
    {
        int bottom = Top + PlotHeight;
        picture.Frame(Left, Top, Side, PlotHeight, "#333");
        double step = _range.Most - _range.Least > 2.5 ? 1 : 0.5;
        for (int number = (int)Math.Ceiling(_range.Least / step); number * step <= _range.Most; number++)
        {
            double tick = number * step, at = Position(tick);
            string label = string.Create(CultureInfo.InvariantCulture, $"{tick:0.#}");
            picture.Curve([(Left + at, bottom), (Left + at, bottom + 5)], "#333", 1);
            picture.Text(Left + at, bottom + 20, label, anchor: "middle");
            if (_dimensions == 1)
                continue;
            picture.Curve([(Left, bottom - at), (Left - 5, bottom - at)], "#333", 1);
            picture.Text(Left - 9, bottom - at + 4.5, label, anchor: "end");
        }
        picture.Text(Left + Side / 2, bottom + 42, "x₁", size: 15, anchor: "middle");
        if (_dimensions == 2)
            picture.Text(18, Top + Side / 2 + 5, "x₂", size: 15, anchor: "middle");
    }

    /// <summary>What the shades and marks mean.</summary>
    private void DrawKey(SvgPicture picture)
    {
        const int X = Left + Side + 20;
        int height = KeyHeight, shade = height / Shades, firstMark = Top + height + 40;
        for (int i = 0; i < Shades; i++)
            picture.Box(X, Top + height - (i + 1) * shade, 14, shade, Color((i + 0.5) / Shades));
        picture.Frame(X, Top, 14, height, "#333");
        picture.Text(X, Top - 12, "output", size: 12);
        foreach (double value in (ReadOnlySpan<double>)[0, 0.5, 1])
            picture.Text(X + 20, Top + (1 - value) * height + 4.5, value.ToString("0.#", CultureInfo.InvariantCulture));
        Mark(picture, 0, X + 7, firstMark, 6);
        picture.Text(X + 20, firstMark + 4.5, "class 0");
        Mark(picture, 1, X + 7, firstMark + 24, 6);
        picture.Text(X + 20, firstMark + 28.5, "class 1");
    }

    /// <summary>A disc for class 0, a square for class 1, with a white edge.</summary>
    private static void Mark(SvgPicture picture, int label, double x, double y, double radius)
    {
        foreach ((double size, string color) in new[] { (radius + 0.6, "#fff"), (radius - 0.6, label == 0 ? NoPoint : YesPoint) })
            if (label == 0)
                picture.Disc(x, y, size, color);
            else
                picture.Box(x - 0.9 * size, y - 0.9 * size, 1.8 * size, 1.8 * size, color);
    }

    private bool IsYes(float output) => output > net.Compiled.Info.DecisionThreshold;

    private float OutputAt(double x, double y)
    {
        Span<float> point = stackalloc float[_dimensions];
        Span<float> output = stackalloc float[1];
        Point(x, y, point);
        net.Compiled.Predict(point, output);
        return output[0];
    }

    /// <summary>The sample at a place of the plot, in pixels from its upper left corner.</summary>
    private void Point(double x, double y, Span<float> point)
    {
        double scale = (_range.Most - _range.Least) / Side;
        point[0] = (float)(_range.Least + x * scale);
        if (_dimensions == 2)
            point[1] = (float)(_range.Least + (Side - y) * scale);
    }

    private double Position(double value) => (value - _range.Least) / (_range.Most - _range.Least) * Side;

    private static int Shade(float output) => Math.Clamp((int)(output * Shades), 0, Shades - 1);

    /// <summary>From blue over white to orange, which people of every colour vision tell apart.</summary>
    private static string Color(double value)
    {
        double whiteness = 1 - Math.Abs(2 * value - 1);
        (int red, int green, int blue) = value < 0.5 ? (92, 146, 206) : (236, 151, 78);
        return $"#{Mix(red):x2}{Mix(green):x2}{Mix(blue):x2}";

        int Mix(int part) => (int)Math.Round(part + (248 - part) * whiteness);
    }
}
