using NetCompiler;
using Shared;

namespace Gan.Pictures;

/// <summary>What is painted from the same noise in the course of time, a row for an epoch, and what at the end, from other noise.</summary>
/// <param name="images">What is real.</param>
/// <param name="painter">Who paints.</param>
/// <param name="epochs">How many epochs there will be.</param>
/// <param name="seed">Same seed, same noise.</param>
internal sealed class SheetPicture(DigitImages images, INetwork painter, int epochs, int seed)
{
    private const int Left = 24, Top = 84, Names = 70, Columns = 20, Size = 42, MostRows = 16, EndRows = 6, Gap = 34;

    private readonly ImageSheet _sheet = new(images.Side, Columns);
    private readonly List<int> _rows = [];
    private readonly float[] _noise = Noise(painter, Columns, seed, stream: 5);

    /// <summary>Noise for a painter.</summary>
    /// <param name="painter">For whom.</param>
    /// <param name="count">For how many images.</param>
    /// <param name="seed">Same seed, same noise.</param>
    /// <param name="stream">Another number, other noise.</param>
    internal static float[] Noise(INetwork painter, int count, int seed, int stream = 4)
    {
        var random = new RandomSequence(seed, stream);
        float[] noise = new float[count * painter.Compiled.Info.InputLength];
        foreach (ref float number in noise.AsSpan())
            number = (float)random.NextNormal();
        return noise;
    }

    /// <summary>Paints a row after so many epochs, unless there would be too many.</summary>
    internal void Add(int epoch)
    {
        int every = (epochs + MostRows - 1) / MostRows;
        if (epoch % every != 0 && epoch != epochs)
            return;
        _rows.Add(epoch);
        _sheet.Add(painter.Predict(_noise));
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    /// <param name="painted">What the reader says of what is painted now.</param>
    internal void Save(string path, Reading painted)
    {
        int end = Top + _sheet.Rows * Size + Gap;
        SvgPicture picture = new(Left + Names + Columns * Size + Left, end + EndRows * Size + 20);
        FormattableString figures =
            $"A reader of real digits is more than 90 % sure of {painted.Sure:P1} of these; {painted.Classes} of 10 digits appear";
        picture.Heading(
            Left, $"{images.Title}, painted", FormattableString.Invariant(figures),
            "Each column is made of the same noise; rows by epochs. Below, from other noise, none left out.");
        for (int row = 0; row < _rows.Count; row++)
            picture.Text(Left + Names - 14, Top + row * Size + Size / 2 + 5, $"{_rows[row]}", anchor: "end");
        _sheet.DrawTo(picture, Left + Names, Top, Size);
        ImageSheet last = new(images.Side, Columns);
        last.Add(painter.Predict(Noise(painter, Columns * EndRows, seed)));
        last.DrawTo(picture, Left + Names, end, Size);
        picture.Save(path);
    }
}
