using System.Globalization;
using System.Xml.Linq;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A bar chart: how many predictions each contender makes while NetCompiler makes one hundred.</summary>
/// <param name="rows">The work, and what was measured, NetCompiler first.</param>
/// <param name="machine">Where it was measured.</param>
internal sealed class SpeedChart(IEnumerable<(string Work, IReadOnlyList<Measurement> Measurements)> rows, string machine)
{
    private const double Left = 300, BarWidth = 420, Bar = 15, Gap = 14, Top = 84, Width = 900;
    private const string Ground = "#1e2030", Plain = "#d8dcee", Faint = "#9aa0bd";

    /// <summary>Colours of the contenders, in the order of the columns; told apart by brightness, too.</summary>
    private static readonly string[] Colours = ["#6fdcd0", "#8f97c9", "#5b6190", "#3f4468"];
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Writes it. It has a ground of its own, so that it looks the same on light and dark pages.</summary>
    public void Save(string path)
    {
        (string Work, Measurement[] Measurements)[] shown =
            [.. rows.Select(row => (row.Work, row.Measurements.Where(one => one.Contender is not PlainLoop).ToArray()))];
        string[] names = [.. shown.SelectMany(row => row.Measurements).Select(one => one.Contender.Name).Distinct()];
        double height = Top + shown.Sum(row => row.Measurements.Length * Bar + Gap) + 34;
        var picture = new XElement(Svg + "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height:0.#}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", "Predictions in the same time, relative to NetCompiler"),
            new XAttribute("font-family", "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"), new XAttribute("font-size", "13"),
            Box(0, 0, Width, height, Ground, 8), Text(24, 34, "Predictions in the same time, on one core", Plain, 17));
        double x = 24;
        for (int i = 0; i < names.Length; i++)
        {
            picture.Add(Box(x, 50, 12, 12, Colours[i % Colours.Length], 2), Text(x + 18, 60.5, names[i], Plain));
            x += 48 + 7.5 * names[i].Length;
        }
        double y = Top;
        foreach ((string work, Measurement[] measurements) in shown)
        {
            picture.Add(Text(Left - 14, y + measurements.Length * Bar / 2 + 4.5, work, Plain, anchor: "end"));
            foreach (Measurement one in measurements)
            {
                double share = measurements.Min(other => other.Nanoseconds) / one.Nanoseconds,
                    ratio = one.Nanoseconds / measurements[0].Nanoseconds;
                string figure = one == measurements[0] ? ResultTable.Time(one.Nanoseconds) : $"{ResultTable.Digits(ratio)}x the time";
                picture.Add(
                    Box(
                        Left, y, Math.Max(2, share * BarWidth), Bar - 2, Colours[Array.IndexOf(names, one.Contender.Name) % Colours.Length],
                        2),
                    Text(Left + Math.Max(2, share * BarWidth) + 8, y + Bar - 4, figure, one == measurements[0] ? Plain : Faint, 12));
                y += Bar;
            }
            y += Gap;
        }
        picture.Add(Text(24, height - 16, machine, Faint, 10));
        File.WriteAllText(path, picture + "\n");
    }

    private static XElement Box(double x, double y, double width, double height, string fill, double radius) => new(Svg + "rect",
        Number("x", x), Number("y", y), Number("width", width), Number("height", height), Number("rx", radius),
        new XAttribute("fill", fill));

    private static XElement Text(double x, double y, string text, string colour, double size = 13, string anchor = "start") =>
        new(Svg + "text",
        Number("x", x), Number("y", y), Number("font-size", size), new XAttribute("fill", colour), new XAttribute("text-anchor", anchor),
        text);

    private static XAttribute Number(string name, double value) => new(name, value.ToString("0.#", CultureInfo.InvariantCulture));
}
