using NetCompiler;
using Shared;

namespace Autoencoders.Pictures;

/// <summary>Images that nobody wrote: the decoder's answers to numbers of the normal distribution.</summary>
/// <param name="images">What was learned.</param>
/// <param name="networks">The networks, trained.</param>
/// <param name="bound">How well the variational autoencoder does on the test.</param>
/// <param name="seed">Which numbers are drawn.</param>
internal sealed class DreamPicture(DigitImages images, NetworkSet networks, Bound bound, int seed)
{
    private const int Left = 24, Top = 84, Columns = 20, Rows = 8, Size = 42;

    /// <summary>Numbers of the normal distribution.</summary>
    internal static float[] Normal(int count, int seed)
    {
        var random = new RandomSequence(seed, stream: 3);
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
            number = (float)random.NextNormal();
        return numbers;
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        int numbers = NetworkSet.Numbers(networks.Dreamer);
        SvgPicture picture = new(2 * Left + Columns * Size, Top + Rows * Size + 20);
        string figure = FormattableString.Invariant($"negative evidence bound of the test: {bound.Total:0.0} nats an image");
        picture.Heading(
            Left, $"{Columns * Rows} digits that nobody wrote", $"{images.Title}; {figure}",
            $"The decoder's answers to {numbers} numbers each of the normal distribution, none left out.");
        ImageSheet sheet = new(images.Side, Columns);
        sheet.Add(networks.Dreamer.Predict(Normal(Columns * Rows * numbers, seed)));
        sheet.DrawTo(picture, Left, Top, Size);
        picture.Save(path);
    }
}
