namespace NetCompiler.Generator.Emission;

/// <summary>Text for XML documentation and for literals.</summary>
internal static class Text
{
    /// <summary>The words that no identifier is without an @.</summary>
    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double " +
        "else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is " +
        "lock long namespace new null object operator out override params private protected public readonly ref return sbyte " +
        "sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe " +
        "ushort using virtual void volatile while").Split(' '),
        StringComparer.Ordinal);

    /// <summary>A name of letters, digits and underscores as an identifier.</summary>
    public static string Identifier(string name) => Keywords.Contains(name) ? "@" + name : name;

    /// <summary>A product with a number; what is once is itself.</summary>
    public static string Times(string name, int number) => number == 1 ? name : $"{name} * {number}";

    /// <summary>Escapes what XML reserves.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Text for a comment of one line: what ends a line or does not print becomes a blank.</summary>
    public static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new System.Text.StringBuilder("\"");
        foreach (char c in text)
            literal.Append(c is '"' or '\\' || c < ' ' || c > '~' ? $"\\u{(int)c:x4}" : c.ToString());
        return literal.Append('"').ToString();
    }
}
