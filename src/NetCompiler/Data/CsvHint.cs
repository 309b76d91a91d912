using System.Globalization;
using System.Text;

namespace NetCompiler;

/// <summary>What to do about a field of a <see cref="CsvFile"/> that is no number, told by what is in it.</summary>
internal static class CsvHint
{
    /// <summary>Where the reader is that takes more.</summary>
    internal const string Package = "CsvTable of the package NetCompiler.Data reads such files.";

    private static readonly string[] MissingMarkers = ["NA", "N/A", "#N/A", "NaN", "-NaN", "null", "none", "?", "-", "."];

    /// <summary>One or two sentences with a blank before them, or nothing.</summary>
    /// <param name="field">The field without the blanks around it.</param>
    /// <param name="separator">What the file was read with.</param>
    /// <param name="mayBeHeading">Whether the field is in the first line, which was not announced as a heading.</param>
    internal static string For(ReadOnlySpan<byte> field, char separator, bool mayBeHeading)
    {
        string text = Encoding.UTF8.GetString(field);
        if (text.Contains('\0'))
            return " It has NUL bytes: the file is damaged, or its text is UTF-16; this reader takes UTF-8.";
        if (text.Length == 0 || MissingMarkers.Contains(text, StringComparer.OrdinalIgnoreCase))
            return $" A row needs all its values: take it out, fill the gap, or choose what missing values become. {Package}";
        if (text.Contains('\r'))
            return $" Its lines end in a carriage return alone; this reader takes LF and CR LF. {Package}";
        if (OtherSeparator(text, separator) is char other)
            return $" It holds numbers with {Name(other)} between them: read the file with separator: {Literal(other)}.";
        bool quoted = text[0] == '"';
        string bare = quoted ? text.Trim('"') : text;
        if (IsNumber(bare.Replace(',', '.')) && bare.Contains(','))
            return $" It looks like a number with a decimal comma; this reader takes points. {Package}";
        if (quoted && IsNumber(bare))
            return $" It stands in quotes; this reader takes none. {Package}";
        if (mayBeHeading)
            return " If the first line holds names, read the file with heading: true.";
        return $" The column holds text. {Package}";
    }

    /// <summary>What stands between the numbers of which the field consists, if it is not the separator.</summary>
    private static char? OtherSeparator(string text, char separator)
    {
        foreach (char other in ";\t|, ")
        {
            string[] parts = text.Split(other);
            // One comma between digits is more likely a decimal comma.
            if (other != separator && parts.Length > (other == ',' ? 2 : 1) && parts.All(part => IsNumber(part.Replace(',', '.'))))
                return other;
        }
        return null;
    }

    private static bool IsNumber(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Name(char separator) => separator switch
    {
        ';' => "semicolons",
        '\t' => "tabs",
        ' ' => "blanks",
        ',' => "commas",
        _ => "bars",
    };

    private static string Literal(char separator) => separator == '\t' ? "'\\t'" : $"'{separator}'";
}
