using System.Globalization;
using Alvinn.Simulation;
using NetCompiler;
using Shared;
using static System.FormattableString;

namespace Alvinn.Pictures;

/// <summary>A drive from above, and beside it what the camera saw at some places and what the steering units said to it.</summary>
/// <param name="lap">The drive.</param>
/// <param name="network">Who drove.</param>
/// <param name="driver">What the network is.</param>
internal sealed class LapPicture(Lap lap, CompiledNetwork network, string driver)
{
    private const int Left = 24, Top = 76, MapWidth = 464, Views = 6, ViewColumns = 3, Pixel = 4, HillHeight = 34, Gap = 16;
    private const int ViewWidth = Camera.Columns * Pixel, ViewHeight = Camera.Rows * Pixel;
    private const string Grass = "#dfe8d3", Asphalt = "#8a8f96", Orange = "#d95f02", Ink = "#222";

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        int high = Views / ViewColumns * (ViewHeight + HillHeight + Gap) - Gap, right = Left + MapWidth + 24;
        SvgPicture picture = new(right + ViewColumns * (ViewWidth + Gap) - Gap + Left, Top + high + 34);
        picture.Heading(Left, $"{(lap.IsComplete ? "A lap" : "A drive")} by {driver}", Result());
        picture.Box(Left, Top, MapWidth, high, Grass);
        Func<double, double, (double X, double Y)> place = Projection(MapWidth, high, out double scale);
        (double X, double Y)[] middle = [.. lap.Road.Middle.Select(point => place(point.X, point.Y))];
        picture.Curve(middle, "#fff", 2 * Road.HalfWidth * scale, closed: true);
        picture.Curve(middle, Asphalt, 2 * (Road.HalfWidth - Camera.LineWidth) * scale, closed: true);
        picture.Curve(lap.Moments.Select(moment => place(moment.Pose.X, moment.Pose.Y)), Orange, 2);
        for (int view = 0; view < Views; view++)
        {
            Moment moment = lap.Moments[(2 * view + 1) * lap.Moments.Count / (2 * Views)];
            (double x, double y) = place(moment.Pose.X, moment.Pose.Y);
            Mark(picture, x, y, view + 1);
            (int column, int row) = (view % ViewColumns, view / ViewColumns);
            DrawView(picture, right + column * (ViewWidth + Gap), Top + row * (ViewHeight + HillHeight + Gap), moment, view + 1);
        }
        const string Caption = "What the camera saw there, and what the 30 steering units said.";
        picture.Text(right, Top + high + 20, Caption, size: 12, color: "#444");
        picture.Save(path);
    }

    private string Result()
    {
        string road = lap.IsComplete
            ? Invariant($"{lap.Road.Length:0} m that it had never seen")
            : Invariant($"Off the road after {lap.Moments.Count / 10.0:0.0} s");
        string distance = Invariant($"{lap.MeanDistance:0.00} m from the middle on average, {lap.MostDistance:0.00} m at most");
        return Invariant($"{road}, {distance}; the road is {2 * Road.HalfWidth:0} m wide.");
    }

    /// <summary>From the map's metres to the picture's pixels, so that the road fills what there is.</summary>
    private Func<double, double, (double X, double Y)> Projection(int wide, int high, out double scale)
    {
        const int Margin = 20;
        (double least, double most) = (lap.Road.Middle.Min(point => point.X), lap.Road.Middle.Max(point => point.X));
        (double upper, double lower) = (lap.Road.Middle.Min(point => point.Y), lap.Road.Middle.Max(point => point.Y));
        double pixels = scale = Math.Min((wide - 2 * Margin) / (most - least), (high - 2 * Margin) / (lower - upper));
        (double x, double y) = (Left + (wide - pixels * (most - least)) / 2, Top + (high - pixels * (lower - upper)) / 2);
        return (metresX, metresY) => (x + pixels * (metresX - least), y + pixels * (metresY - upper));
    }

    private static void Mark(SvgPicture picture, double x, double y, int number)
    {
        picture.Disc(x, y, 10, Ink);
        picture.Text(x, y + 4.5, number.ToString(CultureInfo.InvariantCulture), color: "#fff", anchor: "middle", bold: true);
    }

    private void DrawView(SvgPicture picture, int x, int y, Moment moment, int number)
    {
        var image = new float[Camera.Rows * Camera.Columns];
        Camera.Look(lap.Road, moment.Pose, image);
        picture.Image(x, y, Pixel, Camera.Columns, [.. image.Select(Palette.Grey)]);
        Mark(picture, x + 14, y + 14, number);
        var hill = new float[SteeringHill.Units];
        network.Predict(image, hill);
        const double Bar = (double)ViewWidth / SteeringHill.Units;
        picture.Box(x, y + ViewHeight, ViewWidth, HillHeight, "#f3f3f3");
        for (int unit = 0; unit < SteeringHill.Units; unit++)
        {
            double high = hill[unit] * (HillHeight - 4);
            picture.Box(x + unit * Bar, y + ViewHeight + HillHeight - high, Bar - 0.8, high, Orange);
        }
        picture.Frame(x, y, ViewWidth, ViewHeight + HillHeight, "#999");
    }
}
