using System.Globalization;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A Markdown table: a row a piece of work, a column a contender, and each one's time as a multiple of the first one's.</summary>
internal sealed class ResultTable(string title, string caption)
{
    private readonly List<(string Work, int Samples, IReadOnlyList<Measurement> Measurements)> _rows = [];

    public void Add(string work, int samples, IReadOnlyList<Measurement> measurements) => _rows.Add((work, samples, measurements));

    /// <summary>How many times as long as the first one a contender took; null if it did not take part.</summary>
    public double? Ratio(string work, string name)
    {
        IReadOnlyList<Measurement>? row = _rows.FirstOrDefault(row => row.Work == work).Measurements;
        return row?.FirstOrDefault(measurement => measurement.Contender.Name == name)?.Nanoseconds / row?[0].Nanoseconds;
    }

    /// <summary>The rows, for a chart.</summary>
    public IEnumerable<(string Work, IReadOnlyList<Measurement> Measurements)> Rows => _rows.Select(row => (row.Work, row.Measurements));

    /// <summary>A time with three digits and its unit.</summary>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => Digits(nanoseconds) + " ns",
        < 1e6 => Digits(nanoseconds / 1e3) + " µs",
        _ => Digits(nanoseconds / 1e6) + " ms",
    };

    public void Write(TextWriter output)
    {
        if (_rows.Count == 0)
            return;
        string[] names = [.. _rows.SelectMany(row => row.Measurements).Select(measurement => measurement.Contender.Name).Distinct()];
        output.WriteLine($"### {title}");
        output.WriteLine();
        output.WriteLine(caption);
        output.WriteLine();
        output.WriteLine(
            $"| work | {names[0]} | least, quartiles | on the wall | samples/s | bytes a call "
                + $"|{string.Concat(names.Skip(1).Select(name => $" {name} | ratio |"))}");
        output.WriteLine($"|---|--:|--:|--:|--:|--:|{string.Concat(Enumerable.Repeat("--:|--:|", names.Length - 1))}");
        foreach ((string work, int samples, IReadOnlyList<Measurement> measurements) in _rows)
        {
            Measurement first = measurements[0];
            output.Write(
                $"| {work} | {Time(first.Nanoseconds)} | {Time(first.Least)}, {Time(first.LowerQuartile)} to {Time(first.UpperQuartile)} | "
                    + $"{Time(first.WallNanoseconds)} |");
            output.Write(
                string.Create(CultureInfo.InvariantCulture, $" {samples * 1e9 / first.Nanoseconds:N0} | {first.AllocatedBytes:F0} |"));
            foreach (string name in names.Skip(1))
                output.Write(measurements.FirstOrDefault(measurement => measurement.Contender.Name == name) is { } other
                    ? $" {Time(other.Nanoseconds)} | {Digits(other.Nanoseconds / first.Nanoseconds)}x |"
                    : " | |");
            output.WriteLine();
        }
        output.WriteLine();
    }

    /// <summary>Three digits.</summary>
    public static string Digits(double value) =>
        value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
