using System.Globalization;

namespace NetCompiler;

/// <summary>
/// A table of numbers as text: one row a line, values separated by one character, a point as decimal sign, every row as long as the first.
/// Strict on purpose: no quotes, no empty values, no NaN or infinity, no blank line but at the end.
/// </summary>
public sealed class CsvFile
{
    /// <summary>The default limit on a file's text, in bytes: 1 GiB.</summary>
    public const long DefaultMaximumBytes = 1 << 30;

    private const int MaximumFieldBytes = 128;
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
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Rows * Columns);

    /// <summary>Reads a file, gzip-compressed or not; its content tells which.</summary>
    /// <param name="path">The file, in UTF-8 or ASCII.</param>
    /// <param name="heading">Whether the first line holds names; they are skipped.</param>
    /// <param name="separator">What stands between values: an ASCII character that no number contains.</param>
    /// <param name="maximumBytes">How long the text, decompressed, may be.</param>
    /// <exception cref="DataFileException">The file is empty, damaged, longer than <paramref name="maximumBytes"/>, or has something else than
    /// a number in a place the message names by line and column.</exception>
    /// <exception cref="IOException">The file is missing or could not be read.</exception>
    public static CsvFile Read(string path, bool heading = false, char separator = ',', long maximumBytes = DefaultMaximumBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Read(stream, path, heading, separator, maximumBytes);
    }

    /// <summary>Reads a stream from its position to its end; it stays open.</summary>
    /// <param name="stream">The text, gzip-compressed or not.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="heading">Whether the first line holds names; they are skipped.</param>
    /// <param name="separator">What stands between values: an ASCII character that no number contains.</param>
    /// <param name="maximumBytes">How long the text, decompressed, may be.</param>
    /// <exception cref="DataFileException">As for a file.</exception>
    public static CsvFile Read(
        Stream stream, string name = "stream", bool heading = false, char separator = ',', long maximumBytes = DefaultMaximumBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        if (!char.IsAscii(separator) || char.IsLetterOrDigit(separator) || "+-.\r\n\"".Contains(separator))
            throw new ArgumentException("The separator must be an ASCII character that no number contains, for example ',' or ';' or '\\t'.", nameof(separator));
        using DataFileStream file = new(stream, name);
        Parser parser = new(name, heading, (byte)separator);
        byte[] block = new byte[BlockBytes];
        int length;
        while ((length = file.Fill(block)) > 0)
        {
            if (file.Position > maximumBytes)
                throw DataFileException.At(name, maximumBytes, $"the text goes on here; the limit is {maximumBytes} bytes.");
            parser.Take(block.AsSpan(0, length));
        }
        return parser.Finish();
    }

    /// <summary>Parts every row into inputs and a class number.</summary>
    /// <param name="labelColumn">The column of the class, from 0; a negative number counts from the end, -1 is the last column.</param>
    /// <param name="scale">What the inputs are multiplied by.</param>
    /// <returns>The inputs, row after row, and one class number a row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or no column besides it, or <paramref name="scale"/> is not finite.</exception>
    /// <exception cref="DataFileException">A class is not a whole number from 0 to 16,777,215; the message names its line.</exception>
    public (float[] Inputs, int[] Labels) SplitLabels(int labelColumn = -1, float scale = 1f)
    {
        int chosen = labelColumn < 0 ? labelColumn + Columns : labelColumn;
        if (chosen < 0 || chosen >= Columns)
            throw new ArgumentOutOfRangeException(nameof(labelColumn), labelColumn, FormattableString.Invariant($"{_name} has {Columns} columns: 0 to {Columns - 1}, or -1 to {-Columns} from the end."));
        if (Columns < 2)
            throw new ArgumentOutOfRangeException(nameof(labelColumn), labelColumn, $"{_name} has a single column; besides the label there is no input.");
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
                throw DataFileException.AtLine(_name, 0, (long)_firstLine + row, chosen + 1, $"the class is {label}; expected a whole number from 0 to {(1 << 24) - 1}.");
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
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or no column besides it, <paramref name="scale"/> is not finite,
    /// or <paramref name="classes"/> is below 2.</exception>
    /// <exception cref="DataFileException">A class is not a whole number from 0 on; the message names its line.</exception>
    /// <exception cref="ArgumentException">A class is not below <paramref name="classes"/>.</exception>
    public Dataset ToDataset(int classes, int labelColumn = -1, float scale = 1f)
    {
        (float[] inputs, int[] labels) = SplitLabels(labelColumn, scale);
        return Dataset.FromLabels(inputs, labels, classes);
    }

    /// <summary>Takes the text in pieces of any length.</summary>
    private sealed class Parser(string name, bool heading, byte separator)
    {
        private readonly byte[] _field = new byte[MaximumFieldBytes];
        private int _fieldLength;
        private long _position;
        private long _fieldStart;
        private int _line = 1;
        private int _column = 1;
        private int _blankLine;
        private int _columns;
        private int _rows;
        private readonly int _firstLine = heading ? 2 : 1;
        private float[] _values = [];
        private int _count;

        internal void Take(ReadOnlySpan<byte> text)
        {
            if (_position == 0 && text.StartsWith("\uFEFF"u8))
            {
                text = text[3..];
                _position = _fieldStart = 3;
            }
            foreach (byte c in text)
            {
                if (c == '\n')
                    EndLine();
                else if (c == separator && _line >= _firstLine)
                    EndField();
                else if (_line >= _firstLine)
                    Add(c);
                _position++;
                if (c == '\n' || c == separator)
                    _fieldStart = _position;
            }
        }

        internal CsvFile Finish()
        {
            if (_column > 1 || _fieldLength > 0)
                EndLine();
            if (_rows == 0)
                throw DataFileException.At(name, _position, $"the file ends here without a row of numbers.");
            return new CsvFile(name, _firstLine, _rows, _columns, _values);
        }

        private void Add(byte c)
        {
            if (_fieldLength == _field.Length)
                throw Error($"\"{PrintableText.Of(_field)}\" is longer than {MaximumFieldBytes} bytes; expected a number.");
            _field[_fieldLength++] = c;
        }

        private void EndLine()
        {
            if (_line < _firstLine)
            {
                // The heading's text was not collected.
            }
            else if (_column == 1 && _field.AsSpan(0, _fieldLength).Trim(" \t\r"u8).IsEmpty)
            {
                _blankLine = _blankLine == 0 ? _line : _blankLine;
                _fieldLength = 0;
            }
            else
            {
                EndField();
                int columns = _column - 1;
                if (_columns == 0)
                    _columns = columns;
                if (columns != _columns)
                {
                    _column = columns;
                    throw Error($"the row ends here with {columns} values; expected {_columns}, as in the first row.");
                }
                _rows++;
            }
            _line++;
            _column = 1;
        }

        private void EndField()
        {
            if (_blankLine != 0)
                throw DataFileException.AtLine(name, _fieldStart, _blankLine, 1, $"the line is blank, but rows follow; blank lines may stand at the end only.");
            ReadOnlySpan<byte> text = _field.AsSpan(0, _fieldLength).Trim(" \t\r"u8);
            if (text.IsEmpty)
                throw Error($"the value is missing; expected a number.");
            if (!float.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out float value))
                throw Error($"\"{PrintableText.Of(text)}\" is no number.{(_line == 1 ? " If the first line holds names, read the file with a heading." : "")}");
            if (!float.IsFinite(value))
                throw Error($"\"{PrintableText.Of(text)}\" is not a finite number that a 32-bit float can hold.");
            if (_columns != 0 && _column > _columns)
                throw Error($"the row has more values than the first one, which has {_columns}.");
            if (_count == Array.MaxLength)
                throw Error($"the file has more than {Array.MaxLength} numbers.");
            if (_count == _values.Length)
                Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(1024, 2L * _count)));
            _values[_count++] = value;
            _fieldLength = 0;
            _column++;
        }

        private DataFileException Error(FormattableString what) => DataFileException.AtLine(name, _fieldStart, _line, _column, what);
    }
}
