namespace NetCompiler.Data;

/// <summary>The numbers of a column's categories.</summary>
internal sealed class CategoryMap
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly bool _numeric;
    private readonly string _column;

    internal CategoryMap(CsvColumn column)
    {
        _column = column.Name;
        _numeric = column.IsNumeric;
        Names = [.. column.Categories];
        for (int i = 0; i < Names.Length; i++)
            _numbers.Add(Names[i], i);
    }

    internal string[] Names { get; }

    /// <summary>The number of the category in a row where it is not missing.</summary>
    internal int IndexOf(CsvColumn column, int row)
    {
        string category = column.Category(row, _numeric)!;
        if (_numbers.TryGetValue(category, out int number))
            return number;
        IEnumerable<string> first = Names.Take(10).Select(name => $"\"{PrintableText.Of(name)}\"");
        string known = string.Join(", ", first) + (Names.Length > 10 ? ", ..." : "");
        throw column.Error(row, $"\"{PrintableText.Of(category)}\" is no category of \"{_column}\"; the encoder knows {known}.");
    }
}
