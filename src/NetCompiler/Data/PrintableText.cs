using System.Text;

namespace NetCompiler;

/// <summary>Text out of an untrusted file, made fit for a message.</summary>
internal static class PrintableText
{
    private const int MaximumLength = 100;

    /// <summary>At most 100 characters, none of them a control character.</summary>
    internal static string Of(string text)
    {
        StringBuilder printable = new();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaximumLength)))
            printable.Append(char.IsControl(c) ? '?' : c);
        return text.Length > MaximumLength ? printable.Append("...").ToString() : printable.ToString();
    }

    /// <summary>The same of UTF-8 bytes; what is not UTF-8 shows as replacement characters.</summary>
    internal static string Of(ReadOnlySpan<byte> utf8) => Of(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * MaximumLength)]));
}
