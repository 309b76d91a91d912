using System.Globalization;
using System.Security;
using System.Text;
using NetCompiler;

namespace Neurons;

/// <summary>
/// A picture of what a network with one output says of every point of the plane, or of the line if it has one input: the output as shading, the
/// border between "no" and "yes", and the points it learned from. SVG written directly: no library's fonts or native code are needed for it.
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

    private readonly StringBuilder _svg = new();
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
        int height = Top + Math.Max(PlotHeight + 58, KeyHeight + 82);
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Line($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>");
        Text(Left, 28, title, "font-size=\"18\" font-weight=\"bold\"");
        Text(Left, 50, subtitle, "fill=\"#444\"");
        float[] outputs = Outputs();
        DrawShading(outputs);
        DrawBorder(outputs);
        DrawPoints();
        DrawAxes();
        DrawKey();
        Line($"</svg>");
        File.WriteAllText(path, _svg.ToString());
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

    /// <summary>One path for each shade; neighbours in a row make one rectangle.</summary>
    private void DrawShading(float[] outputs)
    {
        var paths = new StringBuilder[Shades];
        for (int row = 0; row < outputs.Length / Columns; row++)
            for (int column = 0, end; column < Columns; column = end)
            {
                int shade = Shade(outputs[row * Columns + column]);
                for (end = column + 1; end < Columns && Shade(outputs[row * Columns + end]) == shade; end++)
                {
                }
                (paths[shade] ??= new StringBuilder()).Append(CultureInfo.InvariantCulture,
                    $"M{Left + column * Cell} {Top + row * Cell}h{(end - column) * Cell}v{Cell}h-{(end - column) * Cell}z");
            }
        for (int shade = 0; shade < Shades; shade++)
            if (paths[shade] is { } path)
                Line($"<path shape-rendering=\"crispEdges\" fill=\"{Color((shade + 0.5) / Shades)}\" d=\"{path}\"/>");

        static int Shade(float output) => Math.Clamp((int)(output * Shades), 0, Shades - 1);
    }

    /// <summary>Where the answer changes: marching squares over the cells' middles, each crossing found by bisection.</summary>
    private void DrawBorder(float[] outputs)
    {
        var path = new StringBuilder();
        Span<(double X, double Y)> crossings = stackalloc (double, double)[4];
        for (int row = 0; row + 1 < outputs.Length / Columns; row++)
            for (int column = 0; column + 1 < Columns; column++)
            {
                int count = 0;
                Cross(crossings, ref count, row, column, row, column + 1);
                Cross(crossings, ref count, row, column + 1, row + 1, column + 1);
                Cross(crossings, ref count, row + 1, column + 1, row + 1, column);
                Cross(crossings, ref count, row + 1, column, row, column);
                for (int i = 0; i < count; i += 2)
                    path.Append(CultureInfo.InvariantCulture,
                        $"M{Left + crossings[i].X:0.##} {Top + crossings[i].Y:0.##}L{Left + crossings[i + 1].X:0.##} {Top + crossings[i + 1].Y:0.##}");
            }
        if (path.Length > 0)
            Line($"<path fill=\"none\" stroke=\"#111\" stroke-width=\"2\" stroke-linecap=\"round\" d=\"{path}\"/>");

        void Cross(Span<(double X, double Y)> found, ref int count, int row, int column, int otherRow, int otherColumn)
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
            found[count++] = far;
        }
    }

    private void DrawPoints()
    {
        for (int i = 0; i < labels.Length; i++)
        {
            double y = _dimensions == 1 ? PlotHeight / 2 : PlotHeight - Position(inputs[i * _dimensions + 1]);
            Mark(labels[i], Left + Position(inputs[i * _dimensions]), Top + y, labels.Length <= 4 ? 8 : 4.5);
        }
    }

    private void DrawAxes()
    {
        int bottom = Top + PlotHeight;
        Line($"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Side}\" height=\"{PlotHeight}\" fill=\"none\" stroke=\"#333\"/>");
        double step = _range.Most - _range.Least > 2.5 ? 1 : 0.5;
        for (int number = (int)Math.Ceiling(_range.Least / step); number * step <= _range.Most; number++)
        {
            double tick = number * step, at = Position(tick);
            string label = string.Create(CultureInfo.InvariantCulture, $"{tick:0.#}");
            Line($"<path stroke=\"#333\" d=\"M{Left + at:0.##} {bottom}v5\"/>");
            Text(Left + at, bottom + 20, label, "text-anchor=\"middle\"");
            if (_dimensions == 1)
                continue;
            Line($"<path stroke=\"#333\" d=\"M{Left} {bottom - at:0.##}h-5\"/>");
            Text(Left - 9, bottom - at + 4.5, label, "text-anchor=\"end\"");
        }
        AxisName(Left + Side / 2, bottom + 42, 1);
        if (_dimensions == 2)
            AxisName(18, Top + Side / 2 + 5, 2);
    }

    private void AxisName(double x, double y, int number) =>
        Line($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"middle\" font-size=\"15\"><tspan font-style=\"italic\">x</tspan><tspan dy=\"3\" font-size=\"10\">{number}</tspan></text>");

    /// <summary>What the shades and marks mean.</summary>
    private void DrawKey()
    {
        const int X = Left + Side + 20;
        int height = KeyHeight, firstMark = Top + height + 40;
        for (int shade = 0; shade < Shades; shade++)
            Line($"<rect shape-rendering=\"crispEdges\" x=\"{X}\" y=\"{Top + height - (shade + 1) * height / Shades}\" width=\"14\" height=\"{height / Shades}\" fill=\"{Color((shade + 0.5) / Shades)}\"/>");
        Line($"<rect x=\"{X}\" y=\"{Top}\" width=\"14\" height=\"{height}\" fill=\"none\" stroke=\"#333\"/>");
        Text(X, Top - 12, "output", "font-size=\"12\"");
        foreach (double value in (ReadOnlySpan<double>)[0, 0.5, 1])
            Text(X + 20, Top + (1 - value) * height + 4.5, value.ToString("0.#", CultureInfo.InvariantCulture), "");
        Mark(0, X + 7, firstMark, 6);
        Text(X + 20, firstMark + 4.5, "class 0", "");
        Mark(1, X + 7, firstMark + 24, 6);
        Text(X + 20, firstMark + 28.5, "class 1", "");
    }

    /// <summary>A disc for class 0, a square for class 1.</summary>
    private void Mark(int label, double x, double y, double radius)
    {
        const string Edge = "stroke=\"#fff\" stroke-width=\"1.2\"";
        if (label == 0)
            Line($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius}\" fill=\"{NoPoint}\" {Edge}/>");
        else
            Line($"<rect x=\"{x - 0.9 * radius:0.##}\" y=\"{y - 0.9 * radius:0.##}\" width=\"{1.8 * radius:0.##}\" height=\"{1.8 * radius:0.##}\" fill=\"{YesPoint}\" {Edge}/>");
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

    /// <summary>From blue over white to orange, which people of every colour vision tell apart.</summary>
    private static string Color(double value)
    {
        double whiteness = 1 - Math.Abs(2 * value - 1);
        (int red, int green, int blue) = value < 0.5 ? (92, 146, 206) : (236, 151, 78);
        return $"#{Mix(red):x2}{Mix(green):x2}{Mix(blue):x2}";

        int Mix(int part) => (int)Math.Round(part + (248 - part) * whiteness);
    }

    private void Text(double x, double y, string text, string attributes) =>
        Line($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" {attributes}>{SecurityElement.Escape(text)}</text>");

    private void Line(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
