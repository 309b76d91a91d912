using System.Globalization;
using System.Text;

namespace NetCompiler;

/// <summary>Draws a layer table as a graph.</summary>
internal static class NetworkDiagram
{
    private const string Rule = "----";

    /// <summary>Mermaid's text.</summary>
    /// <param name="summary">The table: a title, the headings between two rules, a row for the input and for each layer, a rule. Columns
    /// begin where their
    /// headings do; without the last one every layer reads what the one before gives.</param>
    public static string Of(string summary)
    {
        string[] lines = summary.Split('\n');
        string heading = lines[2];
        int kind = Column("Kind"), output = Column("Output"), connected = Column("Connected to");
        string[] rows = [.. lines.Skip(4).TakeWhile(line => !line.StartsWith(Rule, StringComparison.Ordinal))];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < rows.Length; i++)
        {
            string name = Cell(rows[i], 0, kind), title = Cell(rows[i], kind, output), shape = Shape(rows[i][output..]);
            numbers.Add(name, i);
            string label = title.Length == 0 ? name : $"{title}, {name}";
            text.Append(CultureInfo.InvariantCulture, $"    v{i}[\"{label}<br/>{shape}\"]\n");
            string[] reads = connected >= 0 ? Cell(rows[i], connected, int.MaxValue).Split(", ", StringSplitOptions.RemoveEmptyEntries)
                : i == 0 ? [] : [Cell(rows[i - 1], 0, kind)];
            foreach (string read in reads)
                text.Append(CultureInfo.InvariantCulture, $"    v{numbers[read]} --> v{i}\n");
        }
        return text.ToString();

        int Column(string name) => heading.IndexOf(name, StringComparison.Ordinal);
    }

    private static string Cell(string row, int start, int end) => start >= row.Length ? "" : row[start..Math.Min(end, row.Length)].Trim();

    /// <summary>The shape that a text begins with: in parentheses, or one number.</summary>
    private static string Shape(string text) =>
        text[0] == '(' ? text[..(text.IndexOf(')', StringComparison.Ordinal) + 1)] : text.Split(' ')[0];
}
