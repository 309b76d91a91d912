using System.Text;

namespace NetCompiler.Data;

/// <summary>What was read of a table: its fields, and how to understand and name them.</summary>
internal sealed class TableContent(
    string name, CsvOptions options, FieldStore fields, List<int> lines, int stride, string[] names, char separator, NumberText numbers)
{
    private readonly byte[][] _missing = [.. options.MissingMarkers.Select(Encoding.UTF8.GetBytes)];

    internal string Name => name;

    internal int Rows => lines.Count;

    /// <summary>The columns' names as the file has them.</summary>
    internal string[] Names => names;

    internal char Separator => separator;

    internal NumberText Numbers => numbers;

    internal int MaximumValues => options.MaximumValues;

    internal ReadOnlySpan<byte> this[int row, int column] => fields[row * stride + column];

    internal bool IsMissing(int row, int column) => IsMissing(this[row, column]);

    internal bool IsMissing(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
            return true;
        foreach (byte[] marker in _missing)
            if (field.SequenceEqual(marker))
                return true;
        return false;
    }

    /// <summary>A single row that is understood as this table's are.</summary>
    internal TableContent WithRow(string name, FieldStore row, string[] names)
        => new(name, options, row, [1], names.Length, names, separator, numbers);

    internal DataFileException Error(int row, int column, FormattableString what) => new(name, 0, lines[row], column + 1, what);
}
