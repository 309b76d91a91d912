using System.Collections.ObjectModel;
using System.Globalization;

namespace NetCompiler;

/// <summary>Reads a layer table.</summary>
internal static class LayerTable
{
    private const string Rule = "----", Frozen = ", frozen";

    /// <summary>The rows: the input's and one for each layer.</summary>
    /// <param name="summary">The table: a title, the headings between two rules, a row for the input and for each layer, a rule. Columns
    /// begin where their headings do; without the last one every layer reads what the one before gives.</param>
    public static LayerRow[] Read(string summary)
    {
        string[] lines = summary.Split('\n');
        string heading = lines[2];
        int kind = Column("Kind"), output = Column("Output"), connected = Column("Connected to");
        string[] rows = [.. lines.Skip(4).TakeWhile(line => !line.StartsWith(Rule, StringComparison.Ordinal))];
        return [.. rows.Select((row, i) => new LayerRow(
            Cell(row, 0, kind), Cell(row, kind, output), Shape(row[output..]),
            connected >= 0 ? Cell(row, connected, int.MaxValue).Split(", ", StringSplitOptions.RemoveEmptyEntries)
                : i == 0 ? [] : [Cell(rows[i - 1], 0, kind)]))];

        int Column(string name) => heading.IndexOf(name, StringComparison.Ordinal);
    }

    /// <summary>The layers, with what they learn.</summary>
    /// <param name="summary">The table.</param>
    /// <param name="parameters">Those of all layers.</param>
    /// <param name="settings">A line for each layer: <see cref="CompilerServices.NetworkCode.LayerSettings"/>.</param>
    public static IReadOnlyList<LayerInfo> Layers(string summary, IReadOnlyList<ParameterBlock> parameters, string settings)
    {
        string[] lines = settings.Split('\n');
        ILookup<string, ParameterBlock> ofLayer = parameters.ToLookup(
            block => block.Name[..Math.Max(0, block.Name.LastIndexOf('/'))], StringComparer.Ordinal);
        return Array.AsReadOnly(Read(summary).Where(row => row.Title.Length > 0).Select((row, i) => new LayerInfo(
            row.Name, KindOf(row.Title),
            row.Title.EndsWith(Frozen, StringComparison.Ordinal) ? row.Title[..^Frozen.Length] : row.Title,
            Array.AsReadOnly(Numbers(row.Shape)), Array.AsReadOnly(row.Reads), Array.AsReadOnly(ofLayer[row.Name].ToArray()))
        {
            Settings = Settings(i < lines.Length ? lines[i] : ""),
        }).ToArray());
    }

    private static ReadOnlyDictionary<string, object> Settings(string line)
    {
        var settings = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (string setting in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            settings.Add(setting[..equals], Value(setting[(equals + 1)..]));
        }
        return new(settings);
    }

    private static object Value(string text)
    {
        if (text[0] == '[')
            return Array.AsReadOnly(text.Length == 2 ? [] : Numbers(text[1..^1]));
        if (text is "true" or "false")
            return text == "true";
        if (text[^1] == 'd' && double.TryParse(text.AsSpan(..^1), CultureInfo.InvariantCulture, out double number))
            return number;
        if (text[0] != '-' && !char.IsAsciiDigit(text[0]))
            return text;
        return int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string KindOf(string title) => title.IndexOfAny(['(', ',', ' ']) is >= 0 and int end ? title[..end] : title;

    private static int[] Numbers(string shape) =>
        [.. shape.Trim('(', ')').Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];

    private static string Cell(string row, int start, int end) => start >= row.Length ? "" : row[start..Math.Min(end, row.Length)].Trim();

    /// <summary>The shape that a text begins with: in parentheses, or one number.</summary>
    private static string Shape(string text) =>
        text[0] == '(' ? text[..(text.IndexOf(')', StringComparison.Ordinal) + 1)] : text.Split(' ')[0];
}

/// <summary>A row of a layer table.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Title">Its kind and settings; empty for the input.</param>
/// <param name="Shape">The shape of its output.</param>
/// <param name="Reads">The names of the layers that it reads.</param>
internal sealed record LayerRow(string Name, string Title, string Shape, string[] Reads);
