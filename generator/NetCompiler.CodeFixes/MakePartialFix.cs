using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC0001: <c>class Net</c> becomes <c>partial class Net</c>, and so do the types around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
internal sealed class MakePartialFix() : NetworkFix<TypeDeclarationSyntax>("NETC0001")
{
    /// <inheritdoc/>
    protected override Correction? Correct(TypeDeclarationSyntax network, Mistake mistake)
    {
        TypeDeclarationSyntax[] types =
            [.. network.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword))];
        return types.Length == 0
            ? null
            : new Correction(
                $"Make {string.Join(" and ", types.Select(type => type.Identifier.ValueText))} partial",
                [.. types.Select(type => AttributeText.Insert(type.Keyword.SpanStart, "partial "))]);
    }
}
