using NetCompiler;
using Shared;
using static System.FormattableString;

namespace Faces.Pictures;

/// <summary>What each hidden unit of the book's network looks for, as an image of its weights, and below it how much it speaks for each
/// pose.</summary>
/// <param name="network">The network: pixels to hidden units to poses, two dense layers.</param>
/// <param name="accuracy">How often it is right.</param>
internal sealed class HiddenUnitsPicture(CompiledNetwork network, double accuracy)
{
    private const int Left = 24, Top = 76, Pixel = 7, Gap = 24, BarHeight = 88, Wide = FaceSet.Columns * Pixel, High = FaceSet.Rows * Pixel;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        float[] pixels = network.GetParameter("dense_1/kernel"), votes = network.GetParameter("dense_2/kernel");
        int units = network.Info.Parameters[0].Shape[^1];
        SvgPicture picture = new(2 * Left + units * (Wide + Gap) - Gap, Top + High + BarHeight + 74);
        string line =
            Invariant($"960-{units}-4, as in Mitchell's book: {accuracy:P1} of the test. Orange weights are positive, blue negative.");
        picture.Heading(Left, $"What {units} hidden units look for to tell where a face looks", line);
        float largest = votes.Max(Math.Abs);
        for (int unit = 0; unit < units; unit++)
        {
            int x = Left + unit * (Wide + Gap);
            picture.Image(x, Top, Pixel, FaceSet.Columns, FilterPicture.Colors(pixels, unit, units));
            picture.Frame(x, Top, Wide, High, "#999");
            ReadOnlySpan<float> own = votes.AsSpan(unit * FaceSet.Poses.Count, FaceSet.Poses.Count);
            DrawVotes(picture, x, [.. own.ToArray().Select(vote => vote / largest)]);
        }
        const string Caption =
            "Bars: the unit's weight for each pose. Learned from the CMU face images (T. Mitchell, Carnegie Mellon University).";
        picture.Text(Left, Top + High + BarHeight + 56, Caption, size: 12, color: "#444");
        picture.Save(path);
    }

    private static void DrawVotes(SvgPicture picture, int x, float[] votes)
    {
        const double Column = Wide / 4.0;
        int middle = Top + High + 14 + BarHeight / 2;
        for (int pose = 0; pose < votes.Length; pose++)
        {
            double height = Math.Abs(votes[pose]) * BarHeight / 2;
            string color = Palette.Diverging(MathF.Sign(votes[pose]));
            picture.Box(x + pose * Column + 10, votes[pose] > 0 ? middle - height : middle, Column - 20, height, color);
            picture.Text(x + (pose + 0.5) * Column, middle + BarHeight / 2 + 16, FaceSet.Poses[pose], size: 12, anchor: "middle");
        }
        picture.Box(x, middle - 0.5, Wide, 1, "#999");
    }
}
