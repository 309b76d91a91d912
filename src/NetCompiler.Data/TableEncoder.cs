using System.Text;

namespace NetCompiler.Data;

/// <summary>
/// Makes samples of rows. Categories, classes and means come from the table that the encoder was made of (see
/// <see cref="CsvTable.Encoder"/>), so that other tables and single inputs are encoded as the network has learned.
/// </summary>
public sealed class TableEncoder
{
    private readonly EncodedColumn[] _inputs;
    private readonly string? _label;
    private readonly CategoryMap? _classes;
    private readonly string[] _targets;
    private readonly MissingValues _missing;
    private readonly TableContent _learned;

    internal TableEncoder(
        CsvTable table, IReadOnlyList<string>? inputs, string? label, IReadOnlyList<string>? targets, IReadOnlyList<string>? oneHot,
        MissingValues missing)
    {
        if (label is not null && targets is not null)
            throw new ArgumentException("A label is for classes, targets are for regression; give one of them.", nameof(targets));
        _label = label;
        _targets = [.. targets ?? []];
        _missing = missing;
        string[] names = inputs is not null ? [.. inputs]
            : [.. table.Columns.Select(column => column.Name).Where(name => name != label && !_targets.Contains(name))];
        CheckNames(table, names, oneHot ?? []);
        _inputs = [.. names.Select(name => new EncodedColumn(table[name], oneHot?.Contains(name) ?? false, missing))];
        _classes = label is null ? null : Classes(table[label]);
        InputNames = [.. _inputs.SelectMany(input => input.InputNames)];
        _learned = table.Content;
    }

    /// <summary>The name of every float of an input: the column's, or of a one-hot column <c>column=category</c>.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>The number of floats of an input.</summary>
    public int InputLength => InputNames.Count;

    /// <summary>The names of the classes by their numbers; empty without a label.</summary>
    public IReadOnlyList<string> ClassNames => _classes?.Names ?? [];

    /// <summary>The names of the target values; empty without targets.</summary>
    public IReadOnlyList<string> TargetNames => _targets;

    /// <summary>A table's rows as samples, in their order, without those that are dropped.</summary>
    /// <param name="table">A table that has the encoder's columns; others do not matter.</param>
    /// <exception cref="InvalidOperationException">The encoder has neither label nor targets.</exception>
    /// <exception cref="ArgumentException">The table lacks a column, or would make more floats than
    /// <see cref="CsvOptions.MaximumValues"/>.</exception>
    /// <exception cref="DataFileException">A field is missing, no number, or an unknown category; the message names its place.</exception>
    public Dataset ToDataset(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (_classes is null && _targets.Length == 0)
            throw new InvalidOperationException("A dataset needs a label or targets; name its column when the encoder is made.");
        CsvColumn[] answers = _label is not null ? [table[_label]] : [.. _targets.Select(name => table[name])];
        int[] rows = Rows(table, answers);
        float[] inputs = Inputs(table, rows);
        if (_classes is not null)
        {
            int[] labels = [.. rows.Select(row => _classes.IndexOf(Given(answers[0], row), row))];
            return Dataset.FromLabels(inputs, labels, ClassNames.Count);
        }
        float[] targets = new float[rows.Length * answers.Length];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = Given(answers[i % answers.Length], rows[i / answers.Length]).Number(rows[i / answers.Length]);
        return Dataset.FromTargets(inputs, targets, rows.Length);
    }

    /// <summary>A table's rows as inputs, one after the other, <see cref="InputLength"/> floats each; label and targets need not be
    /// there.</summary>
    /// <param name="table">A table that has the encoder's input columns.</param>
    /// <exception cref="ArgumentException">As for a dataset.</exception>
    /// <exception cref="DataFileException">As for a dataset; a row that lacks an input is refused, not dropped, so that there is an
    /// answer for every row.</exception>
    public float[] ToInputs(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Inputs(table, [.. Enumerable.Range(0, table.Rows)]);
    }

    /// <summary>One input out of its fields.</summary>
    /// <param name="fields">A text for every input column, in the order of the encoder's inputs, written as in the table; null or empty is
    /// missing.</param>
    /// <returns><see cref="InputLength"/> floats.</returns>
    /// <exception cref="ArgumentException">There are fewer or more fields than input columns.</exception>
    /// <exception cref="DataFileException">A field is missing, no number, or an unknown category.</exception>
    public float[] ToInput(params IReadOnlyList<string?> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Count != _inputs.Length)
        {
            string names = string.Join(", ", _inputs.Take(20).Select(input => input.Name)) + (_inputs.Length > 20 ? ", ..." : "");
            throw new ArgumentException(FormattableString.Invariant(
                $"There are {fields.Count} fields for {_inputs.Length} input columns: {names}."), nameof(fields));
        }
        FieldStore store = new();
        foreach (string? field in fields)
            store.Add(Encoding.UTF8.GetBytes(field?.Trim() ?? ""));
        TableContent row = _learned.WithRow("the input", store, [.. _inputs.Select(input => input.Name)]);
        float[] floats = new float[InputLength];
        int first = 0;
        for (int i = 0; i < _inputs.Length; i++)
        {
            _inputs[i].Write(new CsvColumn(row, i), 0, floats.AsSpan(first, _inputs[i].Width));
            first += _inputs[i].Width;
        }
        return floats;
    }

    private static CategoryMap Classes(CsvColumn label)
    {
        CategoryMap classes = new(label);
        if (classes.Names.Length < 2)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The label \"{label.Name}\" has {classes.Names.Length} classes in {label.Rows} rows; expected at least 2."),
                nameof(label));
        }
        if (label.IsNumeric && classes.Names.FirstOrDefault(name => name.AsSpan().ContainsAny('.', 'E')) is string fraction)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The label \"{label.Name}\" has {fraction}, which is no class. For regression name the column in targets."),
                nameof(label));
        }
        return classes;
    }

    private static CsvColumn Given(CsvColumn answer, int row) => !answer.IsMissing(row) ? answer
        : throw answer.Missing(row, "Labels and targets are never made up; MissingValues.Drop leaves such rows out.");

    private void CheckNames(CsvTable table, string[] inputs, IReadOnlyList<string> oneHot)
    {
        if (inputs.Length == 0)
            throw new ArgumentException("There is no input column.", nameof(inputs));
        HashSet<string> all = new(StringComparer.Ordinal);
        foreach (string name in (string[])[.. inputs, .. _targets, .. (string[])(_label is null ? [] : [_label])])
            if (!all.Add(table[name].Name))
                throw new ArgumentException($"The column \"{name}\" is named twice among inputs, label and targets.", nameof(inputs));
        if (oneHot.FirstOrDefault(name => !inputs.Contains(name)) is string other)
            throw new ArgumentException($"\"{other}\" is to be one-hot, but is no input.", nameof(oneHot));
    }

    private int[] Rows(CsvTable table, CsvColumn[] answers)
    {
        IEnumerable<int> rows = Enumerable.Range(0, table.Rows);
        if (_missing.Kind != MissingValuesKind.Drop)
            return [.. rows];
        CsvColumn[] needed = [.. _inputs.Select(input => table[input.Name]), .. answers];
        int[] complete = [.. rows.Where(row => !needed.Any(column => column.IsMissing(row)))];
        if (complete.Length > 0)
            return complete;
        CsvColumn worst = needed.MaxBy(column => column.MissingCount)!;
        throw worst.Missing(0, "No row has all its values, so that all are dropped.");
    }

    private float[] Inputs(CsvTable table, int[] rows)
    {
        long count = (long)rows.Length * InputLength;
        int limit = table.Content.MaximumValues;
        if (count > limit)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{rows.Length} rows of {InputLength} inputs are {count} floats; the limit (MaximumValues) is {limit}."),
                nameof(table));
        }
        float[] inputs = new float[count];
        int first = 0;
        foreach (EncodedColumn input in _inputs)
        {
            CsvColumn column = table[input.Name];
            for (int i = 0; i < rows.Length; i++)
                input.Write(column, rows[i], inputs.AsSpan(i * InputLength + first, input.Width));
            first += input.Width;
        }
        return inputs;
    }
}
