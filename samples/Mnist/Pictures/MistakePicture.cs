using System.Globalization;
using NetCompiler;
using Shared;

namespace Mnist.Pictures;

/// <summary>A sheet of the test images that a network misreads, those first of which it is surest: what each is, what the network says, and
/// how surely.</summary>
/// <param name="classes">The names of the classes.</param>
/// <param name="test">The images, square, from 0 (paper) to 1 (ink).</param>
/// <param name="readings">What the network says of all of them.</param>
/// <param name="trained">What the network is and how it was trained.</param>
internal sealed class MistakePicture(IReadOnlyList<string> classes, Dataset test, IReadOnlyList<MnistReading> readings, string trained)
{
    private const int Most = 60, Columns = 10, Left = 24, Top = 88, Pixel = 3, CellWidth = 126, TextHeight = 34, Gap = 14, Shades = 16;
    private const string Black = "#222", Orange = "#b34700";

    /// <summary>Writes the sheet.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        MnistReading[] wrong = [
            .. readings.Where(reading => !reading.IsRight).OrderByDescending(reading => reading.Probability)
                .ThenBy(reading => reading.Index)];
        int shown = Math.Min(wrong.Length, Most), rows = (shown + Columns - 1) / Columns;
        int side = (int)Math.Sqrt(test.InputLength), image = side * Pixel, cell = image + TextHeight + Gap;
        SvgPicture picture = new(2 * Left + Columns * CellWidth, Top + Math.Max(1, rows) * cell);
        string count = string.Create(CultureInfo.InvariantCulture, $"{wrong.Length:#,0} of {readings.Count:#,0} test images misread");
        string title = shown < wrong.Length ? $"{count}; the {shown} of which the network is surest" : count;
        picture.Heading(Left, title, trained, "Below each image: what it is, then what the network says and its probability.");
        for (int i = 0; i < shown; i++)
        {
            int x = Left + i % Columns * CellWidth + (CellWidth - image) / 2, y = Top + i / Columns * cell;
            MnistReading reading = wrong[i];
            picture.Image(x, y, Pixel, side, Colors(test.Input(reading.Index)));
            picture.Frame(x, y, image, image, "#ccc");
            picture.Text(x + image / 2, y + image + 14, classes[reading.Label], size: 12, color: Black, anchor: "middle");
            picture.Text(x + image / 2, y + image + 29, Said(reading), size: 11.5, color: Orange, anchor: "middle");
        }
        picture.Save(path);
    }

    /// <summary>The network's answer; what is not quite certain is not rounded up to 100 %.</summary>
    private string Said(MnistReading reading) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{classes[reading.Guess]}, {Math.Floor(1000 * Math.Min(1, (double)reading.Probability)) / 10:0.0} %");

    /// <summary>Ink on paper in shades of grey; paper is not drawn.</summary>
    private static string?[] Colors(ReadOnlySpan<float> image)
    {
        var colors = new string?[image.Length];
        for (int i = 0; i < colors.Length; i++)
        {
            int level = Math.Clamp((int)Math.Round(image[i] * (Shades - 1)), 0, Shades - 1), grey = 255 - level * 255 / (Shades - 1);
            colors[i] = level == 0 ? null : $"#{grey:x2}{grey:x2}{grey:x2}";
        }
        return colors;
    }
}
