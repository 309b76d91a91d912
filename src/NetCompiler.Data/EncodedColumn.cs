namespace NetCompiler.Data;

/// <summary>How one column becomes inputs, learned from the table that an encoder was made of.</summary>
internal sealed class EncodedColumn
{
    private readonly CategoryMap? _categories;
    private readonly float? _fill;
    private readonly string _advice;

    internal EncodedColumn(CsvColumn column, bool oneHot, MissingValues missing)
    {
        Name = column.Name;
        _categories = oneHot ? new CategoryMap(column) : null;
        _advice = missing.Kind == MissingValuesKind.Drop
            ? "Only datasets are without such rows; for an answer choose MissingValues.Mean or Constant."
            : "Choose what becomes of missing values: MissingValues.Drop, Mean or Constant.";
        _fill = missing.Kind switch
        {
            _ when oneHot => missing.Kind is MissingValuesKind.Mean or MissingValuesKind.Constant ? 0 : null,
            MissingValuesKind.Constant => missing.Value,
            MissingValuesKind.Mean => Mean(column),
            _ => null,
        };
    }

    internal string Name { get; }

    /// <summary>The number of inputs.</summary>
    internal int Width => _categories?.Names.Length ?? 1;

    /// <summary>The inputs' names: the column's, or for every category <c>column=category</c>.</summary>
    internal IEnumerable<string> InputNames => _categories is null ? [Name] : _categories.Names.Select(category => $"{Name}={category}");

    /// <summary>Writes a row's inputs.</summary>
    /// <param name="column">The column of that name in the table that is encoded.</param>
    /// <param name="row">The row.</param>
    /// <param name="inputs">Receives <see cref="Width"/> floats; zeros before.</param>
    internal void Write(CsvColumn column, int row, Span<float> inputs)
    {
        if (column.IsMissing(row))
            inputs[0] = _fill ?? throw column.Missing(row, _advice);
        else if (_categories is null)
            inputs[0] = column.Number(row);
        else
            inputs[_categories.IndexOf(column, row)] = 1;
    }

    private static float Mean(CsvColumn column)
    {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < column.Rows; row++)
        {
            if (column.IsMissing(row))
                continue;
            sum += column.Number(row);
            count++;
        }
        return count > 0 ? (float)(sum / count)
            : throw column.Missing(0, "A column without any value has no mean. Leave it out of the inputs.");
    }
}
