using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1076, NETC1085: leaves an option out, so that its default holds.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveArgumentFix))]
internal sealed class RemoveArgumentFix() : NetworkFix<AttributeArgumentSyntax>("NETC1076", "NETC1085")
{
    /// <inheritdoc/>
    protected override Correction? Correct(AttributeArgumentSyntax argument, Mistake mistake) =>
        argument.NameEquals is { Name: var option }
            ? new Correction($"Leave {option.Identifier.ValueText} out", argument.Remove())
            : null;
}
