using System.Globalization;

namespace NetCompiler;

/// <summary>Takes the text of a <see cref="CsvFile"/> in pieces of any length and collects its numbers.</summary>
internal sealed class CsvNumbers(string name, bool heading, byte separator, int maximumValues)
{
    private const int MaximumFieldBytes = 128;
    private const int FirstBlock = 1024;
    private const int LargestBlock = 1 << 20;
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private readonly byte[] _begun = new byte[MaximumFieldBytes];
    private int _begunLength;
    private long _position;
    private long _fieldStart;
    private int _line = 1;
    private int _column = 1;
    private int _blankLine;
    private int _columns;
    private int _rows;
    private readonly int _firstLine = heading ? 2 : 1;
    private readonly List<float[]> _full = [];
    private float[] _block = [];
    private int _blockCount;
    private int _count;

    internal void Take(ReadOnlySpan<byte> text)
    {
        if (_position == 0)
            text = text[TakeMark(text)..];
        while (!text.IsEmpty)
        {
            bool named = _line >= _firstLine;
            int length = named ? text.IndexOfAny(separator, (byte)'\n') : text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> field = named ? Join(length < 0 ? text : text[..length]) : [];
            _position += length < 0 ? text.Length : length + 1;
            if (length < 0)
            {
                Keep(field);
                return;
            }
            _begunLength = 0;
            if (text[length] == '\n')
                EndLine(field);
            else
                EndField(field);
            _fieldStart = _position;
            text = text[(length + 1)..];
        }
    }

    internal (int FirstLine, int Rows, int Columns, float[] Values) Finish()
    {
        if (_column > 1 || _begunLength > 0)
            EndLine(_begun.AsSpan(0, _begunLength));
        if (_rows == 0)
            throw new DataFileException(name, _position, $"the file ends here without a row of numbers.");
        return (_firstLine, _rows, _columns, Assemble());
    }

    /// <summary>The length of a mark of the encoding at the beginning; only UTF-8's is taken.</summary>
    private int TakeMark(ReadOnlySpan<byte> text)
    {
        if (text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || text is [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..])
            throw new DataFileException(name, 0, $"the text is UTF-16; this reader takes UTF-8. {CsvHint.Package}");
        if (!text.StartsWith("\uFEFF"u8))
            return 0;
        _position = _fieldStart = 3;
        return 3;
    }

    /// <summary>A field of which the beginning may have come before.</summary>
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> rest)
    {
        if (_begunLength + rest.Length > MaximumFieldBytes)
        {
            rest[..(MaximumFieldBytes - _begunLength)].CopyTo(_begun.AsSpan(_begunLength));
            throw Error($"\"{PrintableText.Of(_begun)}\" is longer than {MaximumFieldBytes} bytes; expected a number.{Hint(_begun)}");
        }
        if (_begunLength == 0)
            return rest;
        rest.CopyTo(_begun.AsSpan(_begunLength));
        return _begun.AsSpan(0, _begunLength + rest.Length);
    }

    private void Keep(ReadOnlySpan<byte> field)
    {
        if (_begunLength == 0)
            field.CopyTo(_begun);
        _begunLength = field.Length;
    }

    private void EndLine(ReadOnlySpan<byte> field)
    {
        if (_line < _firstLine)
        {
            // The heading's text was not looked at.
        }
        else if (_column == 1 && field.Trim(" \t\r"u8).IsEmpty)
        {
            _blankLine = _blankLine == 0 ? _line : _blankLine;
        }
        else
        {
            EndField(field);
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

    private void EndField(ReadOnlySpan<byte> field)
    {
        if (_blankLine != 0)
            throw new DataFileException(name, _fieldStart, _blankLine, 1,
                $"the line is blank, but rows follow; blank lines may stand at the end only. {CsvHint.Package}");
        ReadOnlySpan<byte> text = field.Trim(" \t\r"u8);
        if (text.IsEmpty)
            throw Error($"the value is missing; expected a number.{Hint(text)}");
        // The parser would pass over zero bytes behind a number.
        if (text[^1] == 0 || !float.TryParse(text, Styles, CultureInfo.InvariantCulture, out float value))
            throw Error($"\"{PrintableText.Of(text)}\" is no number.{Hint(text)}");
        if (!float.IsFinite(value))
            throw Error($"\"{PrintableText.Of(text)}\" is not a finite number that a 32-bit float can hold.{Hint(text)}");
        if (_columns != 0 && _column > _columns)
            throw Error($"the row has more values than the first one, which has {_columns}.");
        Add(value);
        _column++;
    }

    private void Add(float value)
    {
        if (_count == maximumValues)
            throw Error(
                $"the file has more than {maximumValues} numbers, the limit ({nameof(maximumValues)}); each takes 4 bytes of memory.");
        if (_blockCount == _block.Length)
        {
            if (_blockCount > 0)
                _full.Add(_block);
            _block = new float[Math.Min(maximumValues - _count, Math.Clamp(_count, FirstBlock, LargestBlock))];
            _blockCount = 0;
        }
        _block[_blockCount++] = value;
        _count++;
    }

    /// <summary>All numbers in one array, as long as they are many. Blocks are let go as they are copied.</summary>
    private float[] Assemble()
    {
        float[] values = new float[_count];
        int filled = 0;
        for (int i = 0; i < _full.Count; i++)
        {
            _full[i].CopyTo(values, filled);
            filled += _full[i].Length;
            _full[i] = [];
        }
        _block.AsSpan(0, _blockCount).CopyTo(values.AsSpan(filled));
        return values;
    }

    private string Hint(ReadOnlySpan<byte> text) => CsvHint.For(text, (char)separator, mayBeHeading: _line == 1);

    private DataFileException Error(FormattableString what) => new(name, _fieldStart, _line, _column, what);
}
