using System.Globalization;
using System.Numerics;
using System.Text;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.SafetensorsFormat;

namespace NetCompiler.Generator.Parsing;

/// <summary>
/// Reads the header of a safetensors file: eight bytes of length, then JSON of one fixed form. Accepts what the runtime's reader accepts.
/// Whatever the bytes, the result is a header or the reason why there is none.
/// </summary>
internal sealed class WeightHeaderParser
{
    /// <summary>The longest header that is handed to the compiler: some hundred thousand tensors.</summary>
    public const int MaximumLength = 16 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;
    private readonly int _end;
    private int _at = PrefixLength;

    private WeightHeaderParser(byte[] bytes, int end)
    {
        _bytes = bytes;
        _end = end;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">The file's first bytes: all of the header, or all of a file that is shorter.</param>
    /// <param name="fileLength">The number of bytes of the whole file.</param>
    public static WeightHeader Parse(byte[] bytes, long fileLength)
    {
        if (fileLength < PrefixLength || bytes.Length < PrefixLength)
            return WeightHeader.Unusable(
                $"it ends after {Literal.Grouped(fileLength)} bytes, but a safetensors file begins with 8 bytes, the length of its header");
        ulong length = 0;
        for (int i = PrefixLength - 1; i >= 0; i--)
            length = length << 8 | bytes[i];
        if (length < 2 || length > MaximumLength)
            return WeightHeader.Unusable(
                $"its first 8 bytes give its header {length.ToString("N0", CultureInfo.InvariantCulture)} bytes, " +
                $"but 2 to {Literal.Grouped(MaximumLength)} are possible: it may be no safetensors file");
        if ((long)length > fileLength - PrefixLength)
            return WeightHeader.Unusable($"its header takes {Literal.Grouped((long)length)} bytes, but only " +
                $"{Literal.Grouped(fileLength - PrefixLength)} follow: it is cut short");
        if (bytes.Length < PrefixLength + (int)length)
            return WeightHeader.Unusable("it changed while it was read");
        try
        {
            return new WeightHeaderParser(bytes, PrefixLength + (int)length).Parse(fileLength);
        }
        catch (InvalidDataException exception)
        {
            return WeightHeader.Unusable(exception.Message);
        }
    }

    private WeightHeader Parse(long fileLength)
    {
        if (_bytes[_at] != '{')
            throw Wrong($"its header begins with the byte 0x{_bytes[_at]:X2} instead of '{{'");
        var tensors = new List<WeightTensor>();
        ReadObject(name =>
        {
            if (name == MetadataName)
                ReadObject(_ => ReadString());
            else
                tensors.Add(ReadTensor(name));
        });
        SkipBlanks();
        if (_at < _end)
            throw Wrong("more follows its header's object");

        tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long position = 0;
        foreach (WeightTensor tensor in tensors)
        {
            if (tensor.Begin != position)
                throw Wrong(
                    $"{Printable(tensor.Name)} begins at byte {Literal.Grouped(tensor.Begin)} of the tensors, " +
                    $"but those before it end at {Literal.Grouped(position)}");
            position = tensor.End;
        }
        long present = fileLength - _end;
        if (present != position)
            throw Wrong(present < position
                ? $"its tensors take {Literal.Grouped(position)} bytes, but only {Literal.Grouped(present)} are there: it is cut short"
                : $"its tensors take {Literal.Grouped(position)} bytes, but {Literal.Grouped(present)} are there");
        return new WeightHeader(null, fileLength, _end, Hash(), tensors.ToEquatableArray());
    }

    private WeightTensor ReadTensor(string name)
    {
        string what = Printable(name);
        string? type = null;
        long[]? shape = null, offsets = null;
        ReadObject(property =>
        {
            switch (property)
            {
                case "dtype":
                    type = ReadString();
                    break;
                case "shape":
                    shape = ReadNumbers();
                    break;
                case "data_offsets":
                    offsets = ReadNumbers();
                    break;
                default:
                    throw Wrong($"its header gives {what} the unknown property {Printable(property)}");
            }
        });
        if (type is null || shape is null || offsets is null)
            throw Wrong($"its header gives {what} no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw Wrong($"the data_offsets of {what} are no begin and end");
        int bits = Bits(type);
        if (bits == 0)
            throw Wrong($"{what} has the unknown dtype {Printable(type)}");
        long room = offsets[1] - offsets[0];
        if (!TrySize(shape, bits, out long size) || size != room)
        {
            BigInteger needed = shape.Aggregate(new BigInteger(bits), (product, dimension) => product * dimension) / 8;
            throw Wrong(
                $"{what} takes {Literal.Grouped(needed)} bytes by its dtype and shape, but {Literal.Grouped(room)} by its data_offsets");
        }
        return new WeightTensor(name, type, shape.ToEquatableArray(), offsets[0], offsets[1]);
    }

    private void ReadObject(Action<string> readValue)
    {
        Expect('{');
        if (Accept('}'))
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            string name = ReadString();
            if (!names.Add(name))
                throw Wrong($"its header names {Printable(name)} twice");
            Expect(':');
            readValue(name);
        }
        while (Accept(','));
        Expect('}');
    }

    private long[] ReadNumbers()
    {
        Expect('[');
        if (Accept(']'))
            return [];
        var numbers = new List<long>();
        do
        {
            if (numbers.Count == MaximumRank)
                throw Wrong($"its header has a list of more than {MaximumRank} numbers");
            numbers.Add(ReadNumber());
        }
        while (Accept(','));
        Expect(']');
        return [.. numbers];
    }

    private long ReadNumber()
    {
        SkipBlanks();
        int start = _at;
        if (_at < _end && _bytes[_at] == '-')
            _at++;
        int digits = _at;
        while (_at < _end && _bytes[_at] is >= (byte)'0' and <= (byte)'9')
            _at++;
        bool isWhole = _at > digits && (_at == digits + 1 || _bytes[digits] != '0')
            && !(_at < _end && _bytes[_at] is (byte)'.' or (byte)'e' or (byte)'E');
        if (!isWhole || !long.TryParse(Encoding.ASCII.GetString(_bytes, start, _at - start), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out long number) || number < 0)
            throw Wrong($"its header has something else than a whole number at byte {Literal.Grouped(start)}");
        return number;
    }

    private string ReadString()
    {
        Expect('"');
        int start = _at;
        var text = new StringBuilder();
        while (true)
        {
            if (_at == _end)
                throw Wrong("its header ends inside a text");
            byte b = _bytes[_at];
            if (b < ' ')
                throw Wrong($"its header has a control character in a text at byte {Literal.Grouped(_at)}");
            if (b is not ((byte)'"' or (byte)'\\'))
            {
                _at++;
                continue;
            }
            text.Append(Decode(start, _at));
            _at++;
            if (b == '"')
                break;
            text.Append(ReadEscape());
            start = _at;
        }
        string result = text.ToString();
        for (int i = 0; i < result.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(result[i]) && i + 1 < result.Length && char.IsLowSurrogate(result[i + 1]);
            if (char.IsSurrogate(result[i]) && !isPair)
                throw Wrong("its header has half a character in a text");
            if (isPair)
                i++;
        }
        return result;
    }

    private string Decode(int start, int end)
    {
        try
        {
            return StrictUtf8.GetString(_bytes, start, end - start);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong($"its header has a text that is not UTF-8 at byte {Literal.Grouped(start)}");
        }
    }

    private char ReadEscape()
    {
        int code = _at < _end ? _bytes[_at++] : 0;
        switch (code)
        {
            case '"' or '\\' or '/':
                return (char)code;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _end - _at >= 4 && Enumerable.Range(_at, 4).All(i => HexDigit(_bytes[i]) >= 0):
                _at += 4;
                return (char)Enumerable.Range(_at - 4, 4).Aggregate(0, (value, i) => value << 4 | HexDigit(_bytes[i]));
            default:
                throw Wrong($"its header has an unknown escape in a text at byte {Literal.Grouped(_at)}");
        }
    }

    private static int HexDigit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    private void Expect(char c)
    {
        if (!Accept(c))
            throw Wrong(_at < _end
                ? $"its header has {Printable(((char)_bytes[_at]).ToString())} at byte {Literal.Grouped(_at)}, where '{c}' must be"
                : $"its header ends where '{c}' must be");
    }

    private bool Accept(char c)
    {
        SkipBlanks();
        if (_at == _end || _bytes[_at] != c)
            return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _end && _bytes[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            _at++;
    }

    /// <summary>The runtime compares this with the file inside the assembly.</summary>
    private ulong Hash()
    {
        ulong hash = 14695981039346656037;
        for (int i = 0; i < _end; i++)
            hash = unchecked((hash ^ _bytes[i]) * 1099511628211);
        return hash;
    }

    /// <summary>Text out of an untrusted file in quotes, not longer than 100 characters, without control characters.</summary>
    internal static string Printable(string text)
    {
        const int Longest = 100;
        string shown = new([.. text.Take(Longest).Select(c => char.IsControl(c) ? '?' : c)]);
        return $"\"{shown}{(text.Length > Longest ? "..." : "")}\"";
    }

    private static InvalidDataException Wrong(string problem) => new(problem);
}
