using NAudio.Dsp;
using Shared;

namespace Amp;

/// <summary>Spectrograms one above the other: time to the right, frequency upwards, loudness as colour.</summary>
/// <param name="rate">Samples a second.</param>
internal sealed class SpectrogramPicture(double rate)
{
    private const int Size = 1024, Exponent = 10, Columns = 176, Rows = 44, Bins = 8, Pixel = 4, Left = 60, Top = 92, Gap = 40;

    /// <summary>Decibels below the loudest that are still told apart, and the steps in which they are.</summary>
    private const int Range = 72, Step = 6;

    private readonly List<(string Name, float[] Sound)> _sounds = [];

    /// <summary>Adds a sound.</summary>
    internal void Add(string name, float[] sound) => _sounds.Add((name, sound));

    /// <summary>Writes the picture.</summary>
    internal void Save(string path, string title, string line)
    {
        int high = Rows * Pixel, wide = Columns * Pixel;
        SvgPicture picture = new(Left + wide + 24, Top + _sounds.Count * (high + Gap));
        double top = rate / Size * Bins * Rows / 1000, seconds = _sounds[0].Sound.Length / rate;
        string scale = $"Each colour is {Step} dB, down to {Range} dB below the loudest; 0 to {top:0.0} kHz, {seconds:0.0} s.";
        picture.Heading(24, title, line, scale);
        double[][] levels = [.. _sounds.Select(sound => Levels(sound.Sound))];
        double loudest = levels[1..].Max(level => level.Max());
        for (int i = 0; i < _sounds.Count; i++)
        {
            int y = Top + i * (high + Gap);
            double reference = i == 0 ? levels[0].Max() : loudest;
            picture.Image(Left, y, Pixel, Columns, [.. levels[i].Select(level => Color(level - reference))]);
            picture.Frame(Left, y, wide, high, "#999");
            picture.Text(Left, y + high + 18, _sounds[i].Name);
            picture.Text(Left - 8, y + 10, $"{top:0}", size: 11, anchor: "end");
            picture.Text(Left - 8, y + high, "0", size: 11, anchor: "end");
        }
        picture.Save(path);
    }

    /// <summary>Decibels, row by row from the highest frequencies down.</summary>
    private static double[] Levels(float[] sound)
    {
        double[] levels = new double[Rows * Columns];
        var spectrum = new Complex[Size];
        for (int column = 0; column < Columns; column++)
        {
            int start = (int)((long)(sound.Length - Size) * column / (Columns - 1));
            for (int i = 0; i < Size; i++)
                spectrum[i] = new Complex { X = sound[start + i] * (float)FastFourierTransform.HannWindow(i, Size) };
            FastFourierTransform.FFT(true, Exponent, spectrum);
            for (int row = 0; row < Rows; row++)
            {
                double power = 1e-12;
                for (int bin = 0; bin < Bins; bin++)
                {
                    Complex value = spectrum[(Rows - 1 - row) * Bins + bin];
                    power += value.X * value.X + value.Y * value.Y;
                }
                levels[row * Columns + column] = 10 * Math.Log10(power);
            }
        }
        return levels;
    }

    /// <summary>White for silence, over orange to black.</summary>
    private static string? Color(double decibels)
    {
        int step = (int)Math.Floor((decibels + Range) / Step);
        if (step < 0)
            return null;
        double share = Math.Min(1, (step + 1.0) / (Range / Step));
        int Part(double value) => (int)Math.Round(255 * Math.Clamp(value, 0, 1));
        return $"#{Part(1.35 - share):x2}{Part(1 - 1.1 * share):x2}{Part(0.9 - 1.6 * share):x2}";
    }
}
