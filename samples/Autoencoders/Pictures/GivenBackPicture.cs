using NetCompiler;
using Shared;

namespace Autoencoders.Pictures;

/// <summary>Test images, and below them what each network gives back.</summary>
/// <param name="images">The images.</param>
/// <param name="networks">The networks, trained.</param>
/// <param name="seed">Which bits the variational networks see.</param>
internal sealed class GivenBackPicture(DigitImages images, NetworkSet networks, int seed)
{
    private const int Left = 24, Top = 84, Names = 190, Count = 16, Size = 42, Gap = 10;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        (int count, int pixels) = (Math.Min(Count, images.Test.Count), images.Pixels);
        float[] grey = DigitImages.Rows(images.Test, count), bits = new float[grey.Length];
        var random = new RandomSequence(seed, stream: 2);
        Course.Draw(grey, bits, drawsBits: true, ref random);
        int small = NetworkSet.Numbers(networks.Map), large = NetworkSet.Numbers(networks.Dreamer);
        int code = networks.Plain.Compiled.Info.Parts[1].Type == typeof(Networks.MnistDecoder) ? 32 : 8;
        (string Name, float[] Rows)[] rows =
        [
            ("test images", grey),
            ($"autoencoder: {code} numbers", networks.Plain.Predict(grey)),
            ("drawn as ink or paper", bits),
            ($"variational: {large} numbers", Images(networks.Drawing, bits, large)),
            ($"variational: {small} numbers", Images(networks.Plane, bits, small)),
        ];
        SvgPicture picture = new(Left + Names + count * Size + Left, Top + rows.Length * (Size + Gap) + 8);
        picture.Heading(
            Left, "Through a few numbers and back", $"{images.Title}, images that were not learned",
            "The autoencoder sees grey levels, the variational ones bits; from these they tell each pixel's probability of ink.");
        for (int row = 0; row < rows.Length; row++)
        {
            int y = Top + row * (Size + Gap);
            picture.Text(Left, y + Size / 2 + 5, rows[row].Name);
            ImageSheet sheet = new(images.Side, count);
            sheet.Add(rows[row].Rows);
            sheet.DrawTo(picture, Left + Names, y, Size);
        }
        picture.Save(path);

        // Of an answer the image, which stands behind log-variances and means.
        float[] Images(INetwork network, float[] inputs, int numbers)
        {
            float[] answers = network.Predict(inputs), found = new float[inputs.Length];
            int length = 2 * numbers + pixels;
            for (int i = 0; i < count; i++)
                answers.AsSpan(i * length + 2 * numbers, pixels).CopyTo(found.AsSpan(i * pixels));
            return found;
        }
    }
}
