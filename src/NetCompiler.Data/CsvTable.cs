using System.Text;

namespace NetCompiler.Data;

/// <summary>
/// A table out of a CSV file as people have it: with or without names, with quotes, text, missing values, decimal commas, any usual
/// separator, UTF-8 or UTF-16, any line ends, compressed by gzip or not. Rows and columns count from 0; messages count lines and columns
/// from 1, as editors do.
/// </summary>
/// <example>
/// <code>
/// CsvTable table = CsvTable.Read("penguins.csv");
/// TableEncoder encoder = table.Encoder(label: "species", oneHot: ["island"], missing: MissingValues.Drop);
/// net.Fit(encoder.ToDataset(table), options);
/// string answer = encoder.ClassNames[net.Classify(encoder.ToInput("39.1", "18.7", "Biscoe"))];
/// </code>
/// </example>
public sealed class CsvTable
{
    private readonly TableContent _content;
    private readonly ILookup<string, CsvColumn> _byName;

    private CsvTable(TableContent content)
    {
        _content = content;
        Columns = [.. Enumerable.Range(0, content.Names.Length).Select(index => new CsvColumn(content, index))];
        _byName = Columns.ToLookup(column => column.Name, StringComparer.Ordinal);
    }

    /// <summary>The number of rows, without the heading; at least 1.</summary>
    public int Rows => _content.Rows;

    /// <summary>The columns, in the file's order.</summary>
    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>What stands between fields.</summary>
    public char Separator => _content.Separator;

    /// <summary>The decimal sign, '.' or ','.</summary>
    public char DecimalSeparator => _content.Numbers.DecimalSeparator;

    /// <summary>The column with a name.</summary>
    /// <param name="name">The name, as the heading writes it.</param>
    /// <exception cref="ArgumentException">There is no such column, or several; the message lists the names.</exception>
    public CsvColumn this[string name]
    {
        get
        {
            CsvColumn[] found = [.. _byName[name]];
            if (found.Length == 1)
                return found[0];
            string names = string.Join(", ", Columns.Take(20).Select(column => $"\"{PrintableText.Of(column.Name)}\""));
            throw new ArgumentException(FormattableString.Invariant(
                $"{_content.Name} has {found.Length} columns called \"{name}\"; it has {names}{(Columns.Count > 20 ? ", ..." : "")}."),
                nameof(name));
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, gzip-compressed or not; its content tells which.</param>
    /// <param name="options">How to read it; without them everything is found out.</param>
    /// <exception cref="DataFileException">The file is empty, damaged, larger than the options allow, or no table; the message names the
    /// place.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file is missing or could not be read.</exception>
    public static CsvTable Read(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = ReadableFile.Open(path, "No table was read from");
        return Read(stream, path, options);
    }

    /// <summary>Reads a stream from its position to its end; it stays open.</summary>
    /// <param name="stream">The text, gzip-compressed or not.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How to read it; without them everything is found out.</param>
    /// <exception cref="DataFileException">As for a file.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static CsvTable Read(Stream stream, string name = "stream", CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new CsvOptions();
        options.Check();
        return new CsvTable(new TableReader(name, options).Read(stream));
    }

    /// <summary>All rows as samples: <see cref="Encoder"/> and its <see cref="TableEncoder.ToDataset"/> in one. The names of the classes
    /// are the label's <see cref="CsvColumn.Categories"/>, in their order.</summary>
    /// <inheritdoc cref="Encoder"/>
    /// <returns>The samples, in the rows' order.</returns>
    public Dataset ToDataset(
        IReadOnlyList<string>? inputs = null, string? label = null, IReadOnlyList<string>? targets = null,
        IReadOnlyList<string>? oneHot = null, MissingValues missing = default)
        => Encoder(inputs, label, targets, oneHot, missing).ToDataset(this);

    /// <summary>What makes samples of this table's rows, and in the same way of other tables' and of single inputs.</summary>
    /// <param name="inputs">The columns that are inputs, in this order; null means all besides the label and the targets.</param>
    /// <param name="label">The column of the class. Its <see cref="CsvColumn.Categories"/> are the classes.</param>
    /// <param name="targets">For regression instead of a label: the columns of the target values.</param>
    /// <param name="oneHot">Which of the inputs are categories: each category becomes an input that is 1 in its rows and 0 in others. All
    /// other inputs must be numbers.</param>
    /// <param name="missing">What becomes of rows that lack a value; by default they are refused.</param>
    /// <exception cref="ArgumentException">There is no such column, a column is named twice or as label and input, there are both a label
    /// and targets, or the label is no class: a single one, or numbers with fractions.</exception>
    /// <exception cref="DataFileException">A field is missing or no number; the message names its place.</exception>
    public TableEncoder Encoder(
        IReadOnlyList<string>? inputs = null, string? label = null, IReadOnlyList<string>? targets = null,
        IReadOnlyList<string>? oneHot = null, MissingValues missing = default)
        => new(this, inputs, label, targets, oneHot, missing);

    /// <summary>The number of rows and what the columns hold, a line each.</summary>
    public override string ToString()
    {
        StringBuilder text = new(FormattableString.Invariant($"{_content.Name}: {Rows} rows, {Columns.Count} columns"));
        foreach (CsvColumn column in Columns)
            text.Append('\n').Append(column);
        return text.ToString();
    }

    internal TableContent Content => _content;
}
