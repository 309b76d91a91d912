using Spectre.Console;
using Spectre.Console.Rendering;

namespace Shared;

/// <summary>A table; where a terminal is too narrow for it to keep its words whole, each row as a paragraph of its own, with the columns'
/// names in front of the values.</summary>
/// <param name="columns">Their names; what stands in the first names the row.</param>
internal sealed class Sheet(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Stands below.</summary>
    internal string? Caption { get; init; }

    /// <summary>The columns whose values are numbers, which end under each other.</summary>
    internal IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Plain text, one for each column.</param>
    internal void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes it to standard output.</summary>
    internal void Write()
    {
        if (Screen.Width is { } width)
            AnsiConsole.Profile.Width = width;
        WriteTo(AnsiConsole.Console);
    }

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to, and how wide that is.</param>
    internal void WriteTo(IAnsiConsole console)
    {
        int borders = 3 * columns.Length + 1, longest = Enumerable.Range(0, columns.Length).Sum(column =>
            _rows.Select(row => row[column]).Append(columns[column]).Max(text => text.Split(' ').Max(word => word.Length)));
        console.Write(longest + borders <= console.Profile.Width ? AsTable() : AsParagraphs());
    }

    private Table AsTable()
    {
        var table = new Table();
        foreach (string column in columns)
            table.AddColumn(Numbers.Contains(column) ? new TableColumn(Markup.Escape(column)).RightAligned()
                : new TableColumn(Markup.Escape(column)));
        foreach (string[] row in _rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        if (Caption is not null)
            table.Caption(Markup.Escape(Caption));
        return table;
    }

    private Rows AsParagraphs()
    {
        var lines = new List<IRenderable>();
        foreach (string[] row in _rows)
        {
            lines.Add(new Text(row[0], Style.Parse("bold")));
            lines.AddRange(Enumerable.Range(1, columns.Length - 1).Where(column => row[column].Length > 0)
                .Select(column => new Padder(new Text($"{columns[column]}: {row[column]}"), new Padding(2, 0, 0, 0))));
        }
        if (Caption is not null)
            lines.Add(new Text(Caption));
        return new Rows(lines);
    }
}
