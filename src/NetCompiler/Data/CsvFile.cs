namespace NetCompiler;

/// <summary>
/// A table of numbers as text: one row a line, values separated by one character, a point as decimal sign, every row as long as the first.
/// Strict on purpose: no quotes, no empty values, no NaN or infinity, no blank line but at the end.
/// </summary>
/// <example><code>
/// CsvFile table = CsvFile.Read("iris.csv");
/// Dataset flowers = table.ToDataset(classes: 3);           // the label is in the last column
/// </code></example>
public sealed class CsvFile
{
    /// <summary>The default limit on a file's text, in bytes: 1 GiB.</summary>
    public const long DefaultMaximumBytes = 1 << 30;

    /// <summary>The default limit on a file's numbers: 100 million, twice as many as MNIST's training set has. They take 400 MB.</summary>
    public const int DefaultMaximumValues = 100_000_000;

    private const int BlockBytes = 64 * 1024;
    private readonly string _name;
    private readonly int _firstLine;
    private readonly float[] _values;

    private CsvFile(string name, int firstLine, int rows, int columns, float[] values)
    {
        _name = name;
        _firstLine = firstLine;
        Rows = rows;
        Columns = columns;
        _values = values;
    }

    /// <summary>The number of rows, without a heading.</summary>
    public int Rows { get; }

    /// <summary>The number of values in a row.</summary>
    public int Columns { get; }

    /// <summary>The values, row after row; all finite.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Reads a file, gzip-compressed or not; its content tells which.</summary>
    /// <param name="path">The file, in UTF-8 or ASCII.</param>
    /// <param name="heading">Whether the first line holds names; they are skipped.</param>
    /// <param name="separator">What stands between values: an ASCII character that no number contains.</param>
    /// <param name="maximumBytes">How long the text, decompressed, may be.</param>
    /// <param name="maximumValues">How many numbers the file may have. Each takes 4 bytes of memory, and 8 for a moment at the end.</param>
    /// <exception cref="DataFileException">The file is empty, damaged, longer than <paramref name="maximumBytes"/>, has more
    /// than <paramref name="maximumValues"/> numbers, or has something else than a number in a place the message names by line and
    /// column.</exception>
    /// <exception cref="IOException">The file is missing or could not be read.</exception>
    public static CsvFile Read(
        string path, bool heading = false, char separator = ',', long maximumBytes = DefaultMaximumBytes,
        int maximumValues = DefaultMaximumValues)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = ReadableFile.Open(path, "No numbers were read from");
        return Read(stream, path, heading, separator, maximumBytes, maximumValues);
    }

    /// <summary>Reads a stream from its position to its end; it stays open.</summary>
    /// <param name="stream">The text, gzip-compressed or not.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="heading">Whether the first line holds names; they are skipped.</param>
    /// <param name="separator">What stands between values: an ASCII character that no number contains.</param>
    /// <param name="maximumBytes">How long the text, decompressed, may be.</param>
    /// <param name="maximumValues">How many numbers the file may have. Each takes 4 bytes of memory, and 8 for a moment at the end.</param>
    /// <exception cref="DataFileException">As for a file.</exception>
    public static CsvFile Read(
        Stream stream, string name = "stream", bool heading = false, char separator = ',', long maximumBytes = DefaultMaximumBytes,
        int maximumValues = DefaultMaximumValues)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumValues);
        if (!char.IsAscii(separator) || char.IsLetterOrDigit(separator) || "+-.\r\n\"".Contains(separator))
            throw new ArgumentException(
                "The separator must be an ASCII character that no number contains, for example ',' or ';' or '\\t'.", nameof(separator));
        using DataFileStream file = new(stream, name);
        CsvNumbers numbers = new(name, heading, (byte)separator, maximumValues);
        byte[] block = new byte[BlockBytes];
        int length;
        while ((length = file.Fill(block)) > 0)
        {
            if (file.Position > maximumBytes)
                throw new DataFileException(name, maximumBytes, $"the text goes on here; the limit is {maximumBytes} bytes.");
            numbers.Take(block.AsSpan(0, length));
        }
        (int firstLine, int rows, int columns, float[] values) = numbers.Finish();
        return new CsvFile(name, firstLine, rows, columns, values);
    }

    /// <summary>Parts every row into inputs and a class number.</summary>
    /// <param name="labelColumn">The column of the class, from 0; a negative number counts from the end, -1 is the last column.</param>
    /// <param name="scale">What the inputs are multiplied by.</param>
    /// <returns>The inputs, row after row, and one class number a row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or no column besides it, or <paramref name="scale"/> is not
    /// finite.</exception>
    /// <exception cref="DataFileException">A class is not a whole number from 0 to 16,777,215; the message names its line.</exception>
    public (float[] Inputs, int[] Labels) SplitLabels(int labelColumn = -1, float scale = 1f)
    {
        int chosen = labelColumn < 0 ? labelColumn + Columns : labelColumn;
        if (chosen < 0 || chosen >= Columns)
            throw new ArgumentOutOfRangeException(nameof(labelColumn), labelColumn, FormattableString.Invariant(
                $"{_name} has {Columns} columns: 0 to {Columns - 1}, or -1 to {-Columns} from the end."));
        if (Columns < 2)
            throw new ArgumentOutOfRangeException(
                nameof(labelColumn), labelColumn, $"{_name} has a single column; besides the label there is no input.");
        if (!float.IsFinite(scale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be finite.");

        int width = Columns - 1;
        float[] inputs = new float[Rows * width];
        int[] labels = new int[Rows];
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<float> values = Values.Slice(row * Columns, Columns);
            float label = values[chosen];
            if (!(label is >= 0 and < 1 << 24) || label != MathF.Truncate(label))
                throw new DataFileException(_name, 0, (long)_firstLine + row, chosen + 1,
                    $"the class is {label}; expected a whole number from 0 to {(1 << 24) - 1}.");
            labels[row] = (int)label;
            Span<float> target = inputs.AsSpan(row * width, width);
            values[..chosen].CopyTo(target);
            values[(chosen + 1)..].CopyTo(target[chosen..]);
        }
        if (scale != 1)
            foreach (ref float value in inputs.AsSpan())
                value *= scale;
        return (inputs, labels);
    }

    /// <summary>Every row as a sample that belongs to a class.</summary>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="labelColumn">The column of the class, from 0; a negative number counts from the end, -1 is the last column.</param>
    /// <param name="scale">What the inputs are multiplied by.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or no column besides it, <paramref name="scale"/> is not
    /// finite, or <paramref name="classes"/> is below 2.</exception>
    /// <exception cref="DataFileException">A class is not a whole number from 0 on; the message names its line.</exception>
    /// <exception cref="ArgumentException">A class is not below <paramref name="classes"/>.</exception>
    public Dataset ToDataset(int classes, int labelColumn = -1, float scale = 1f)
    {
        (float[] inputs, int[] labels) = SplitLabels(labelColumn, scale);
        return Dataset.FromLabels(inputs, labels, classes);
    }
}
