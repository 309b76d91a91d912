using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace NetCompiler.Data;

/// <summary>Reads one table.</summary>
internal sealed class TableReader(string name, CsvOptions options)
{
    private const int SmallestRecordLimit = 1024, LargestRecordLimit = 16 << 20;
    private readonly int _recordLimit = (int)Math.Clamp(options.MaximumBytes, SmallestRecordLimit, LargestRecordLimit);
    private readonly FieldStore _fields = new();
    private readonly List<int> _lines = [];
    private readonly DecimalDetector _decimals = new();
    private CsvMalformedRecord? _defect;
    private string[]? _names;
    private int _columns;

    internal TableContent Read(Stream stream)
    {
        using DataFileStream file = new(stream, name);
        TextStart start = new(file, options);
        using CsvReader reader = CsvReader.Create(start.Whole, new CsvReaderOptions
        {
            Separator = start.Separator,
            Encoding = start.Encoding,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = _recordLimit,
            OnMalformedRecord = record => _defect ??= record.Reason == CsvMalformedReason.StrayQuote ? null : record,
        });
        bool first = true;
        while (ReadRecord(reader))
        {
            if (first && start.HasHint && reader.RawRecord.StartsWith("sep="u8))
                continue;
            TakeRecord(reader, first);
            first = false;
        }
        if (_lines.Count == 0)
            throw new DataFileException(name, file.Position, $"the file ends here without a row{(first ? "" : " below its heading")}.");
        return new TableContent(name, options, _fields, _lines, _columns, UsedNames(), start.Separator, new NumberText(DecimalSeparator()));
    }

    private bool ReadRecord(CsvReader reader)
    {
        try
        {
            bool read = reader.Read();
            if (_defect is not { } defect)
                return read;
            throw new DataFileException(name, defect.ByteOffset, defect.Reason == CsvMalformedReason.UnterminatedQuote
                ? (FormattableString)$"the file ends inside a quoted field of the row that begins in line {defect.LineNumber}."
                : $"text follows the closing quote here (line {defect.LineNumber}). A quote inside a quoted field is doubled.");
        }
        catch (CsvFormatException exception)
        {
            throw new DataFileException(name, exception.ByteOffset,
                $"the row here (line {exception.LineNumber}) is longer than {_recordLimit} bytes. Is a quote not closed?", exception);
        }
    }

    private void TakeRecord(CsvReader reader, bool first)
    {
        Check(reader, first);
        int line = (int)Math.Min(reader.LineNumber, int.MaxValue);
        if (first)
        {
            _columns = reader.FieldCount;
            if (options.Heading ?? IsHeading(reader))
            {
                _names = [.. Enumerable.Range(0, _columns).Select(reader.GetString)];
                return;
            }
        }
        if (reader.FieldCount != _columns)
        {
            throw new DataFileException(name, reader.ByteOffset, line, Math.Min(reader.FieldCount, _columns + 1),
                $"the row has {reader.FieldCount} fields; expected {_columns}, as in the first line; separator '{reader.Separator}'.");
        }
        if (_columns > options.MaximumValues - _fields.Count)
        {
            throw new DataFileException(name, reader.ByteOffset, line, 1,
                $"the table has more than {options.MaximumValues} fields, the limit ({nameof(options.MaximumValues)}).");
        }
        for (int i = 0; i < _columns; i++)
        {
            ReadOnlySpan<byte> field = reader.GetSpan(i);
            if (field.Length > FieldStore.MaximumFieldBytes)
            {
                throw new DataFileException(name, reader.ByteOffset, line, i + 1,
                    $"the field has {field.Length} bytes; expected at most {FieldStore.MaximumFieldBytes}. Is a quote not closed?");
            }
            if (options.DecimalSeparator is null)
                _decimals.Look(field, _fields.Count);
            _fields.Add(field);
        }
        _lines.Add(line);
    }

    private void Check(CsvReader reader, bool first)
    {
        ReadOnlySpan<byte> record = reader.RawRecord;
        long offset = reader.ByteOffset;
        if (offset + record.Length > options.MaximumBytes)
        {
            throw new DataFileException(name, options.MaximumBytes,
                $"the text goes on here; the limit is {options.MaximumBytes} bytes ({nameof(options.MaximumBytes)}).");
        }
        int zero = record.IndexOf((byte)0);
        if (zero >= 0)
            throw new DataFileException(name, offset + zero, $"there is a NUL byte here (line {reader.LineNumber}); the file is damaged.");
        if (!Utf8.IsValid(record))
        {
            throw new DataFileException(name, offset,
                $"line {reader.LineNumber} is not UTF-8. If the file is in a code page, set {nameof(CsvOptions.Encoding)}, e.g. Latin1.");
        }
        if (first && reader.FieldCount == 0)
            throw new DataFileException(name, offset, $"the first line has no field.");
    }

    private static bool IsHeading(CsvReader reader)
    {
        bool hasText = false;
        for (int i = 0; i < reader.FieldCount; i++)
        {
            ReadOnlySpan<byte> field = reader.GetSpan(i);
            if (DecimalDetector.IsNumber(field))
                return false;
            hasText |= !field.IsEmpty;
        }
        return hasText;
    }

    private char DecimalSeparator()
    {
        if (options.DecimalSeparator is char chosen)
            return chosen;
        if (_decimals.FirstComma >= 0 && _decimals.FirstPoint >= 0)
        {
            string comma = Place(_decimals.FirstComma), point = Place(_decimals.FirstPoint);
            throw new DataFileException(name, 0,
                $"{comma} has a decimal comma, {point} a decimal point. Set {nameof(CsvOptions.DecimalSeparator)}; others become text.");
        }
        return _decimals.FirstComma >= 0 ? ',' : '.';

        string Place(int index) => FormattableString.Invariant(
            $"\"{PrintableText.Of(_fields[index])}\" (line {_lines[index / _columns]}, column {index % _columns + 1})");
    }

    /// <summary>The columns' names, without those of a separator at the end of every line.</summary>
    private string[] UsedNames()
    {
        if (_names is null)
            return [.. Enumerable.Range(1, _columns).Select(number => FormattableString.Invariant($"column{number}"))];
        bool lastIsEmpty = _columns > 1 && _names[^1].Length == 0;
        for (int row = 0; row < _lines.Count && lastIsEmpty; row++)
            lastIsEmpty = _fields[(row + 1) * _columns - 1].IsEmpty;
        return lastIsEmpty ? _names[..^1] : _names;
    }
}
