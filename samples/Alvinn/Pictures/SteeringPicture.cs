using Shared;

namespace Alvinn.Pictures;

/// <summary>How a person and a network steered through the same part of a recording, and what the camera saw meanwhile.</summary>
/// <param name="recording">What was recorded.</param>
/// <param name="angles">The network's angle for every frame.</param>
/// <param name="trained">What the network is and how it was trained.</param>
internal sealed class SteeringPicture(Recording recording, double[] angles, string trained)
{
    private const int Left = 70, Top = 84, Frames = 450, Views = 8, Pixel = 3, Gap = 12, ViewWidth = 32 * Pixel, ViewHeight = 30 * Pixel;
    private const int PlotTop = Top + ViewHeight + 22, PlotHeight = 190, PlotWidth = Views * (ViewWidth + Gap) - Gap;
    private const string Blue = "#2166ac", Orange = "#d95f02";

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        int count = Math.Min(Frames, recording.Count - recording.TrainCount), first = recording.TrainCount;
        SvgPicture picture = new(Left + PlotWidth + 24, PlotTop + PlotHeight + 52);
        const string Explanation = "Blue: the person; orange: the network, which sees these frames for the first time.";
        picture.Heading(Left, "A person's steering and a network's", trained, Explanation);
        for (int view = 0; view < Views; view++)
        {
            int frame = first + (2 * view + 1) * count / (2 * Views), x = Left + view * (ViewWidth + Gap);
            picture.Image(x, Top, Pixel, 32, [.. recording.Image(frame).ToArray().Select(Palette.Grey)]);
        }
        foreach ((int angle, string name) in new[] { (-1, "left"), (0, "straight"), (1, "right") })
        {
            picture.Box(Left, Y(angle), PlotWidth, 1, "#ccc");
            picture.Text(Left - 8, Y(angle) + 4.5, name, size: 12, anchor: "end");
        }
        picture.Curve(Enumerable.Range(0, count).Select(i => (X(i), Y(recording.Angles[first + i]))), Blue, 1.6);
        picture.Curve(Enumerable.Range(0, count).Select(i => (X(i), Y(angles[first + i]))), Orange, 1.6);
        float start = recording.Seconds[first];
        for (int second = 0; second <= recording.Seconds[first + count - 1] - start; second += 5)
        {
            int frame = Array.FindIndex(recording.Seconds, first, seconds => seconds >= start + second) - first;
            picture.Text(X(frame), PlotTop + PlotHeight + 20, $"{second} s", size: 12, anchor: "middle");
        }
        picture.Save(path);

        double X(int i) => Left + i * (double)PlotWidth / (count - 1);
        double Y(double angle) => PlotTop + PlotHeight * (1 + angle) / 2;
    }
}
