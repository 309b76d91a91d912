using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1002: <c>[Flatten]</c> before a layer that needs a row of numbers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertFlattenFix))]
internal sealed class InsertFlattenFix() : NetworkFix<AttributeSyntax>("NETC1002")
{
    /// <inheritdoc/>
    protected override Correction Correct(AttributeSyntax layer, Mistake mistake) =>
        new($"Insert Flatten before {layer.ShortName()}", layer.InsertBefore("Flatten", mistake.Text));
}
