namespace NetCompiler.Generator.Emission;

/// <summary>Text for XML documentation.</summary>
internal static class Text
{
    /// <summary>Escapes what XML reserves.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
