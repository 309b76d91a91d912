using Mnist;
using NetCompiler;

namespace Shared;

/// <summary>Handwritten digits.</summary>
/// <param name="Title">Whose.</param>
/// <param name="Side">Lines and pixels of an image; pixels are 0 (paper) to 1 (ink).</param>
/// <param name="Train">Images to learn from, with the digits as labels.</param>
/// <param name="Test">Others.</param>
internal sealed record DigitImages(string Title, int Side, Dataset Train, Dataset Test)
{
    /// <summary>Of one image.</summary>
    internal int Pixels => Side * Side;

    /// <summary>MNIST from a directory; without one, the 1,797 digits of 8 x 8 pixels that are inside the program, shuffled.</summary>
    /// <param name="directory">Where the four IDX files are, <c>.gz</c> or not; null: nowhere.</param>
    /// <exception cref="IOException">A file is missing, damaged or something else.</exception>
    internal static DigitImages Read(string? directory)
    {
        if (directory is not null)
        {
            MnistFiles mnist = MnistFiles.Read(directory, MnistImages.All[0], MnistImages.All);
            return new DigitImages("MNIST", 28, mnist.Train, mnist.Test);
        }
        using Stream stream = typeof(DigitImages).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        Dataset digits = CsvFile.Read(stream, "digits.csv.gz").ToDataset(classes: 10, scale: 1f / 16).Shuffle(seed: 1);
        return new DigitImages("Digits of 8 x 8 pixels", 8, digits.Take(1437), digits.Skip(1437));
    }

    /// <summary>Images one after the other.</summary>
    /// <param name="images">Where they are.</param>
    /// <param name="count">How many, the first ones.</param>
    internal static float[] Rows(Dataset images, int count)
    {
        float[] rows = new float[count * images.InputLength];
        for (int i = 0; i < count; i++)
            images.Input(i).CopyTo(rows.AsSpan(i * images.InputLength));
        return rows;
    }
}
