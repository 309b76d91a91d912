using System.Text;

namespace NetCompiler.Data;

/// <summary>What the beginning of a text tells about the whole: encoding and separator.</summary>
internal sealed class TextStart
{
    private const int MaximumBytes = 64 * 1024;

    internal TextStart(DataFileStream file, CsvOptions options)
    {
        byte[] first = new byte[MaximumBytes];
        int length = file.Fill(first);
        ReadOnlyMemory<byte> start = first.AsMemory(0, length);
        Encoding = options.Encoding ?? WithoutMark(start.Span);
        Whole = new PrefixedStream(start, file);

        using StreamReader reader = new(new MemoryStream(first, 0, length), Encoding ?? Encoding.UTF8);
        byte[] lines = Encoding.UTF8.GetBytes(reader.ReadToEnd());
        char? hint = SeparatorDetector.FromHint(lines);
        HasHint = hint is not null;
        Separator = options.Separator ?? hint ?? SeparatorDetector.Detect(lines, isWhole: length < first.Length);
    }

    /// <summary>The whole file, its beginning included.</summary>
    internal Stream Whole { get; }

    /// <summary>The encoding of a text without a mark; null is UTF-8.</summary>
    internal Encoding? Encoding { get; }

    /// <summary>What stands between fields.</summary>
    internal char Separator { get; }

    /// <summary>Whether the first line is no row but <c>sep=</c>.</summary>
    internal bool HasHint { get; }

    /// <summary>In UTF-16 every other byte of the first ASCII characters is zero.</summary>
    private static Encoding? WithoutMark(ReadOnlySpan<byte> text) => text switch
    {
        [not 0, 0, not 0, 0, ..] => System.Text.Encoding.Unicode,
        [0, not 0, 0, not 0, ..] => System.Text.Encoding.BigEndianUnicode,
        _ => null,
    };
}
