using System.Buffers.Binary;
using System.Text.Json;
using static NetCompiler.SafetensorsFormat;

namespace NetCompiler;

/// <summary>
/// The header of a safetensors file: eight bytes of length, then JSON. What it promises holds: no name twice, known element types, sizes
/// that follow from the shapes, and bytes that are used once each without a gap.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit on the JSON.</summary>
    internal const int MaximumLength = 100_000_000;

    private const int FirstRead = 64 * 1024;

    private readonly List<SafetensorsEntry> _entries;

    private SafetensorsHeader(List<SafetensorsEntry> entries, long dataStart, long dataLength)
    {
        _entries = entries;
        DataStart = dataStart;
        DataLength = dataLength;
    }

    /// <summary>The tensors, in the order of their bytes.</summary>
    internal IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>Where the tensors' bytes begin in the file.</summary>
    internal long DataStart { get; }

    /// <summary>The number of bytes of all tensors.</summary>
    internal long DataLength { get; }

    /// <summary>Reads and checks a header. Allocates in proportion to what the stream delivers, whatever the header promises.</summary>
    /// <param name="stream">At the beginning of the file.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="fileLength">The number of bytes from here to the end of the file, or null if the stream cannot tell.</param>
    internal static SafetensorsHeader Read(Stream stream, string fileName, long? fileLength)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        int got = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (got < prefix.Length)
            throw NetworkFileException.At(
                fileName, got, $"the file ends here; a safetensors file begins with 8 bytes, the length of its header.");
        ulong promised = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (promised is < 2 or > MaximumLength)
            throw NetworkFileException.At(
                fileName, 0,
                $"the header's length is given as {promised} bytes; expected 2 to {MaximumLength}. Is this a safetensors file?");
        int length = (int)promised;
        if (fileLength - prefix.Length is long following && following < length)
            throw NetworkFileException.At(
                fileName, 0,
                $"the header's length is given as {length} bytes, but only {following} follow. The file is cut short or damaged.");

        byte[] json = new byte[fileLength is null ? Math.Min(length, FirstRead) : length];
        for (int filled = 0; filled < length;)
        {
            if (filled == json.Length)
                Array.Resize(ref json, (int)Math.Min(length, 2L * json.Length));
            int read = stream.Read(json, filled, json.Length - filled);
            if (read == 0)
                throw NetworkFileException.At(
                    fileName, prefix.Length + filled, $"the file ends inside its header; expected {length - filled} more bytes of it.");
            filled += read;
        }

        long dataStart = prefix.Length + length;
        List<SafetensorsEntry> entries = Parse(json, fileName);
        long dataLength = CheckLayout(entries, fileName);
        long present = fileLength - dataStart ?? dataLength, extra = present - dataLength;
        if (extra < 0)
            throw NetworkFileException.At(
                fileName, dataStart,
                $"the tensors take {dataLength} bytes from here on, but the file ends after {present}. It is cut short.");
        if (extra > 0)
            throw NetworkFileException.At(
                fileName, dataStart,
                $"the tensors take {dataLength} bytes from here on, but {present} follow; the last {extra} belong to no tensor.");
        return new SafetensorsHeader(entries, dataStart, dataLength);
    }

    /// <summary>Gives tensors the names that a network has for them, where the file is from before layers had Keras's names:
    /// <c>batch_norm_1</c> became <c>batch_normalization_1</c>. The compiler's <c>WeightHeader.TensorsOf</c> does the same.</summary>
    internal void TakeNamesOf(Dictionary<string, ParameterBlock> blocks)
    {
        const string Before = "_norm_";
        for (int i = 0; i < _entries.Count; i++)
        {
            SafetensorsEntry entry = _entries[i];
            int place = blocks.ContainsKey(entry.Name) ? -1 : entry.Name.LastIndexOf(Before, StringComparison.Ordinal);
            if (place < 0)
                continue;
            string today = $"{entry.Name[..place]}_normalization_{entry.Name[(place + Before.Length)..]}";
            if (blocks.ContainsKey(today) && !Has(today))
                _entries[i] = new(today, entry.Type, entry.Shape, entry.Begin, entry.End, entry.Position);
        }
    }

    private bool Has(string name)
    {
        foreach (SafetensorsEntry entry in _entries)
            if (entry.Name == name)
                return true;
        return false;
    }

    /// <summary>The header of a file with these tensors, one after the other; length prefix included, its size a multiple of 8.</summary>
    internal static byte[] Write(string network, IEnumerable<(string Name, EmbeddedTensorType Type, IReadOnlyList<int> Shape)> tensors)
    {
        using MemoryStream stream = new();
        stream.Write(stackalloc byte[PrefixLength]);
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MetadataName);
            writer.WriteString("format", "NetCompiler");
            writer.WriteString("network", network);
            writer.WriteEndObject();
            long offset = 0;
            foreach ((string name, EmbeddedTensorType type, IReadOnlyList<int> shape) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", type.ToString());
                writer.WriteStartArray("shape");
                foreach (int dimension in shape)
                    writer.WriteNumberValue(dimension);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += shape.Aggregate((long)TensorData.Size(type), (bytes, dimension) => bytes * dimension));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        while (stream.Length % 8 != 0)
            stream.WriteByte((byte)' ');
        byte[] header = stream.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - PrefixLength));
        return header;
    }

    private static List<SafetensorsEntry> Parse(byte[] json, string fileName)
    {
        if (json[0] != '{')
            throw NetworkFileException.At(
                fileName, PrefixLength, $"the header begins with byte 0x{json[0]:X2}; expected '{{'. Is this a safetensors file?");
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            List<SafetensorsEntry> entries = [];
            HashSet<string> names = new(StringComparer.Ordinal);
            reader.Read();
            while (NextName(ref reader, names, "the header", fileName) is string name)
            {
                if (name == MetadataName)
                    SkipMetadata(ref reader, fileName);
                else
                    entries.Add(ParseEntry(ref reader, name, fileName));
            }
            if (reader.Read())
                throw Unexpected(ref reader, fileName, $"more follows the header's object");
            return entries;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException and FormatException: text that is not UTF-8, and surrogates without their partner.
            throw NetworkFileException.At(
                fileName, PrefixLength + reader.BytesConsumed, $"the header is not valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The next property's name within the object being read, with the reader on it; null at the object's end.</summary>
    private static string? NextName(ref Utf8JsonReader reader, HashSet<string> names, string where, string fileName)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        string name = reader.GetString()!;
        if (!names.Add(name))
            throw Unexpected(ref reader, fileName, $"{where} names \"{PrintableText.Of(name)}\" twice");
        return name;
    }

    private static void SkipMetadata(ref Utf8JsonReader reader, string fileName)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName, "an object", fileName);
        HashSet<string> names = new(StringComparer.Ordinal);
        while (NextName(ref reader, names, MetadataName, fileName) is not null)
        {
            Expect(ref reader, JsonTokenType.String, MetadataName, "only strings as values", fileName);
            reader.GetString();
        }
    }

    private static SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name, string fileName)
    {
        long position = PrefixLength + reader.TokenStartIndex;
        string where = $"tensor \"{PrintableText.Of(name)}\"";
        Expect(ref reader, JsonTokenType.StartObject, where, "an object", fileName);
        string? type = null;
        long[]? shape = null, offsets = null;
        HashSet<string> names = new(StringComparer.Ordinal);
        while (NextName(ref reader, names, where, fileName) is string property)
        {
            switch (property)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String, where, "a string as dtype", fileName);
                    type = reader.GetString()!;
                    break;
                case "shape":
                    shape = ParseNumbers(ref reader, where, "shape", fileName);
                    break;
                case "data_offsets":
                    offsets = ParseNumbers(ref reader, where, "data_offsets", fileName);
                    break;
                default:
                    throw Unexpected(
                        ref reader, fileName, $"{where} has \"{PrintableText.Of(property)}\"; expected dtype, shape and data_offsets only");
            }
        }
        if (type is null || shape is null || offsets is null)
            throw NetworkFileException.At(
                fileName, position, $"{where} has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw NetworkFileException.At(
                fileName, position, $"{where} has data_offsets {Describe(offsets)}; expected two numbers, the begin and the end.");

        int bits = Bits(type);
        if (bits == 0)
            throw NetworkFileException.At(fileName, position, $"{where} has the unknown dtype \"{PrintableText.Of(type)}\".");
        if (!TrySize(shape, bits, out long size))
            throw NetworkFileException.At(
                fileName, position, $"{where} has shape {Describe(shape)}: no whole number of bytes that 63 bits can hold.");
        long room = offsets[1] - offsets[0];
        if (size != room)
            throw NetworkFileException.At(
                fileName, position,
                $"{where}, {type} {Describe(shape)}, takes {size} bytes, but its data_offsets {Describe(offsets)} leave {room}.");
        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1], position);
    }

    private static long[] ParseNumbers(ref Utf8JsonReader reader, string where, string property, string fileName)
    {
        Expect(ref reader, JsonTokenType.StartArray, where, $"an array as {property}", fileName);
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Unexpected(
                    ref reader, fileName, $"{where} has something else than a whole number from 0 to {long.MaxValue} in its {property}");
            if (numbers.Count == MaximumRank)
                throw Unexpected(ref reader, fileName, $"{where} has more than {MaximumRank} numbers in its {property}");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>Sorts the tensors by their bytes and returns where the last one ends.</summary>
    private static long CheckLayout(List<SafetensorsEntry> entries, string fileName)
    {
        entries.Sort((a, b) => (a.Begin, a.End, a.Position).CompareTo((b.Begin, b.End, b.Position)));
        long end = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            string tensor = $"tensor \"{PrintableText.Of(entry.Name)}\"";
            if (entry.Begin != end)
                throw NetworkFileException.At(
                    fileName, entry.Position,
                    $"{tensor} begins at {entry.Begin}, but the tensors before it end at {end}; expected neither gap nor overlap.");
            end = entry.End;
        }
        return end;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string where, string what, string fileName)
    {
        reader.Read();
        if (reader.TokenType != type)
            throw Unexpected(ref reader, fileName, $"{where} must have {what}");
    }

    private static NetworkFileException Unexpected(ref Utf8JsonReader reader, string fileName, FormattableString what)
        => NetworkFileException.At(fileName, PrefixLength + reader.TokenStartIndex, $"{FormattableString.Invariant(what)}.");

    /// <summary>A shape or an offset pair as text, not longer than a line.</summary>
    internal static string Describe(IReadOnlyList<long> numbers)
        => $"({string.Join(", ", numbers.Take(8))}"
            + $"{(numbers.Count > 8 ? FormattableString.Invariant($", ... {numbers.Count} in all") : "")})";
}
