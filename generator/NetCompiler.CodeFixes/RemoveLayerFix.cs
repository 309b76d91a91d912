using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>Removes a layer that changes nothing or spoils what is before or behind it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveLayerFix))]
internal sealed class RemoveLayerFix() : NetworkFix<AttributeSyntax>(
    "NETC1071", "NETC1072", "NETC1075", "NETC1078", "NETC1079", "NETC1082")
{
    /// <inheritdoc/>
    protected override Correction Correct(AttributeSyntax layer, Mistake mistake) =>
        new($"Remove {layer.ShortName()}", layer.Remove(mistake.Text));
}
