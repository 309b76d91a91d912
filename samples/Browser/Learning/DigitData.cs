using NetCompiler;

namespace Browser.Learning;

/// <summary>The real digits inside the program, split by who wrote them.</summary>
/// <param name="Train">1,437 digits to learn from.</param>
/// <param name="Test">360 digits of other people.</param>
internal sealed record DigitData(Dataset Train, Dataset Test)
{
    private const int TrainCount = 1437, Levels = 16;

    /// <summary>Unpacks them.</summary>
    internal static DigitData Read()
    {
        using Stream stream = typeof(DigitData).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        Dataset digits = CsvFile.Read(stream, "digits.csv.gz").ToDataset(DigitReader.Classes, scale: 1f / Levels);
        return new DigitData(digits.Take(TrainCount), digits.Skip(TrainCount));
    }

    /// <summary>The place of the training digit of a class that differs least from an image, by the sum of squares.</summary>
    internal int Nearest(ReadOnlySpan<float> image, int label)
    {
        int nearest = -1;
        float least = float.PositiveInfinity;
        for (int i = 0; i < Train.Count; i++)
        {
            if (Train.Label(i) != label)
                continue;
            float distance = 0;
            ReadOnlySpan<float> other = Train.Input(i);
            for (int p = 0; p < image.Length && distance < least; p++)
                distance += (image[p] - other[p]) * (image[p] - other[p]);
            if (distance < least)
                (least, nearest) = (distance, i);
        }
        return nearest;
    }
}
