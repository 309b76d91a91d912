using NetCompiler;
using Shared;

namespace Autoencoders.Pictures;

/// <summary>The plane of the two numbers: where test images lie in it, and what the decoder makes of its places.</summary>
/// <param name="images">The images.</param>
/// <param name="networks">The networks, trained.</param>
internal sealed class PlanePicture(DigitImages images, NetworkSet networks)
{
    private const int Left = 24, Top = 84, Width = 504, Gap = 36, Steps = 16, Most = 2000;
    private const double Reach = 3, WalkReach = 2.2;

    private static readonly string[] Colors =
        ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"];

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        const int Right = Left + Width + Gap;
        SvgPicture picture = new(Right + Width + Left, Top + Width + 44);
        int count = Math.Min(images.Test.Count, Most), pixels = images.Pixels;
        picture.Heading(
            Left, "All digits in a plane", $"{images.Title}: {count:#,0} test images as two numbers, and a walk through these",
            $"Left from -{Reach} to {Reach}; framed what the right shows, the decoder's images from -{WalkReach} to {WalkReach}.");
        float[] answers = networks.Plane.Predict(DigitImages.Rows(images.Test, count));
        picture.Frame(Left, Top, Width, Width, "#ccc");
        for (int i = 0; i < count; i++)
        {
            // Behind two log-variances.
            (float x, float y) = (answers[i * (4 + pixels) + 2], answers[i * (4 + pixels) + 3]);
            if (Math.Abs(x) < Reach && Math.Abs(y) < Reach)
                picture.Disc(Place(x), Top + Width - (Place(y) - Left), 2, Colors[images.Test.Label(i)]);
        }
        int start = (int)Place(-WalkReach), size = (int)Place(WalkReach) - start;
        picture.Frame(start, Top + start - Left, size, size, "#222");
        for (int digit = 0; digit < 10; digit++)
        {
            picture.Disc(Left + 8 + 50 * digit, Top + Width + 20, 5, Colors[digit]);
            picture.Text(Left + 18 + 50 * digit, Top + Width + 25, $"{digit}");
        }

        float[] places = new float[2 * Steps * Steps];
        for (int i = 0; i < Steps * Steps; i++)
        {
            places[2 * i] = (float)(WalkReach * (2.0 * (i % Steps) / (Steps - 1) - 1));
            places[2 * i + 1] = (float)(WalkReach * (1 - 2.0 * (i / Steps) / (Steps - 1)));
        }
        ImageSheet sheet = new(images.Side, Steps);
        sheet.Add(networks.Map.Predict(places));
        sheet.DrawTo(picture, Right, Top, (double)Width / Steps);
        picture.Save(path);

        static double Place(double number) => Left + Width * (number + Reach) / (2 * Reach);
    }
}
