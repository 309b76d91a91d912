using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;

namespace NetCompiler.Generator.Diagnostics;

/// <summary>A diagnostic's section of DIAGNOSTICS.md, which the assembly carries, as plain text: what is wrong and why, an example, the
/// fix. Nothing is read until somebody asks for the text.</summary>
/// <param name="id">The diagnostic's id, the section's heading.</param>
internal sealed class DiagnosticPage(string id) : LocalizableString
{
    private const string Resource = "DIAGNOSTICS.md", Heading = "\n## ", Fence = "```", Indentation = "    ";

    /// <summary>Whatever the build was given as the place of the repository's files in the web; null: nothing.</summary>
    private static readonly string? Documents = typeof(DiagnosticPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "DocumentsUrl")?.Value;

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Sections = new(Read);

    /// <summary>Where the section can be read in the web; null where the build was not told.</summary>
    public static string? Link(string id) => Link(Documents, id);

    /// <summary>The same for the place of the repository's files, which ends in a slash.</summary>
    public static string? Link(string? documents, string id) =>
        documents is null ? null : $"{documents}generator/NetCompiler.Generator/DIAGNOSTICS.md#{id.ToLowerInvariant()}";

    /// <inheritdoc/>
    protected override string GetText(IFormatProvider? formatProvider) => Plain(Sections.Value[id]);

    /// <inheritdoc/>
    protected override int GetHash() => StringComparer.Ordinal.GetHashCode(id);

    /// <inheritdoc/>
    protected override bool AreEqual(object? other) => other is DiagnosticPage page && page.GetHash() == GetHash();

    private static IReadOnlyDictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(DiagnosticPage).Assembly.GetManifestResourceStream(Resource)!, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n").Split([Heading], StringSplitOptions.None).Skip(1)
            .ToDictionary(
                section => section.Substring(0, section.IndexOf('\n')), section => section.Substring(section.IndexOf('\n')),
                StringComparer.Ordinal);
    }

    /// <summary>Markdown as text: paragraphs are lines, code is indented, signs of emphasis are gone.</summary>
    private static string Plain(string section)
    {
        var text = new StringBuilder();
        bool isCode = false, isBegun = false;
        foreach (string line in section.Split('\n'))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
                isCode = !isCode;
            else if (isCode)
                text.Append(Indentation).Append(line).Append('\n');
            else if (line.Length == 0 || line[0] == '|')
                text.Append(isBegun ? "\n" : "").Append(line.Length == 0 ? "\n" : line);
            else
                text.Append(isBegun ? " " : "").Append(line.Replace("*", "").Replace("`", ""));
            isBegun = !isCode && line.Length > 0 && !line.StartsWith(Fence, StringComparison.Ordinal);
        }
        return text.ToString().Trim('\n');
    }
}
