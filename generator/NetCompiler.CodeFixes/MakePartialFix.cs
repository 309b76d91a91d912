using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC0001: <c>class Net</c> becomes <c>partial class Net</c>, and so do the types around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
internal sealed class MakePartialFix : NetworkFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC0001"];

    /// <inheritdoc/>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
    {
        TypeDeclarationSyntax[] types = [.. Place(model, diagnostic).AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword))];
        return types.Length == 0
            ? null
            : new Correction(
                $"Make {string.Join(" and ", types.Select(type => type.Identifier.ValueText))} partial",
                [.. types.Select(type => new TextChange(new TextSpan(type.Keyword.SpanStart, 0), "partial "))]);
    }
}
