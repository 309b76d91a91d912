using NetCompiler;
using Shared;

namespace Neurons;

/// <summary>All units connected with all: four pictures, each found again from a copy of which a quarter of the pixels is wrong.</summary>
/// <param name="path">The picture, <c>*.svg</c>.</param>
internal sealed class Recollection(string path)
{
    private const int Side = 12, Units = Side * Side, Wrong = Units / 4, Shown = 6;
    private const int Left = 24, Top = 96, Pixel = 6, Gap = 16, Size = Side * Pixel, PlotWidth = 220;

    private static readonly (string Name, Func<int, int, bool> IsOn)[] Patterns =
    [
        ("disc", (x, y) => Square(x - 5.5) + Square(y - 5.5) < 20),
        ("cross", (x, y) => Math.Abs(x - y) < 2 || Math.Abs(x + y - Side + 1) < 2),
        ("bars", (_, y) => y / 2 % 2 == 0),
        ("checks", (x, y) => (x / 3 + y / 3) % 2 == 0),
    ];

    /// <summary>Stores, spoils, recalls, draws.</summary>
    internal Lesson Recall()
    {
        var network = new HopfieldNetwork(Units);
        float[][] patterns = [.. Patterns.Select(pattern =>
            Enumerable.Range(0, Units).Select(i => pattern.IsOn(i % Side, i / Side) ? 1f : -1).ToArray())];
        foreach (float[] pattern in patterns)
            network.Store(pattern);
        int right = Left + (Shown + 1) * (Size + Gap);
        SvgPicture picture = new(right + PlotWidth + Left, Top + Patterns.Length * (Size + Gap) + 8);
        picture.Heading(
            Left, "Everything connected with everything: Hopfield's network",
            $"{Units} units remember {patterns.Length} pictures; a quarter of one is spoiled, then unit after unit follows the rest",
            "Left: what was stored; then the spoiled picture and what becomes of it; right: the energy, which every change lowers.");
        var random = new RandomSequence(1);
        int found = 0;
        for (int i = 0; i < patterns.Length; i++)
        {
            (List<float[]> states, List<double> energies) = Follow(network, Spoil(patterns[i], ref random), ref random);
            found += states[^1].SequenceEqual(patterns[i]) ? 1 : 0;
            int y = Top + i * (Size + Gap);
            Draw(picture, 0, y, patterns[i]);
            for (int shown = 0; shown < Shown; shown++)
                Draw(picture, shown + 1, y, states[shown * (states.Count - 1) / (Shown - 1)]);
            (double low, double high) = (energies.Min(), energies.Max());
            picture.Curve(
                energies.Select((energy, step) => (
                    right + step * (double)PlotWidth / (energies.Count - 1), y + Size * (high - energy) / (high - low))),
                "#d95f02", 2);
            picture.Text(right + PlotWidth, y + 12, $"{high:0.0} to {low:0.0}", size: 11, color: "#666", anchor: "end");
        }
        picture.Save(path);
        return new Lesson("Hopfield", $"{found} of {patterns.Length} found", $"finds all {patterns.Length}", found == patterns.Length);
    }

    private static double Square(double x) => x * x;

    /// <summary>A copy of which some units, drawn by lot, are turned over.</summary>
    private static float[] Spoil(float[] pattern, ref RandomSequence random)
    {
        int[] units = [.. Enumerable.Range(0, Units)];
        random.Shuffle<int>(units);
        float[] state = [.. pattern];
        foreach (int unit in units.Take(Wrong))
            state[unit] = -state[unit];
        return state;
    }

    /// <summary>Every state on the way to rest, one for each change, with its energy.</summary>
    private static (List<float[]> States, List<double> Energies) Follow(HopfieldNetwork network, float[] state, ref RandomSequence random)
    {
        (List<float[]> states, List<double> energies) = ([[.. state]], [network.Energy(state)]);
        int[] units = [.. Enumerable.Range(0, Units)];
        for (int changed = 1; changed > 0;)
        {
            changed = 0;
            random.Shuffle<int>(units);
            foreach (int unit in units)
                if (network.Update(state, unit))
                {
                    changed++;
                    states.Add([.. state]);
                    energies.Add(network.Energy(state));
                }
        }
        return (states, energies);
    }

    private static void Draw(SvgPicture picture, int column, int y, float[] state)
    {
        int x = Left + column * (Size + Gap);
        picture.Image(x, y, Pixel, Side, [.. state.Select(unit => unit > 0 ? "#2166ac" : "#fff")]);
        picture.Frame(x, y, Size, Size, "#999");
    }
}
