namespace NetCompiler.Generator.Emission;

/// <summary>Text for XML documentation and for literals.</summary>
internal static class Text
{
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
