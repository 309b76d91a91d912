using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1002: <c>[Flatten]</c> before a layer that needs a row of numbers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertFlattenFix))]
internal sealed class InsertFlattenFix : NetworkFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC1002"];

    /// <inheritdoc/>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation) =>
        Place(model, diagnostic).FirstAncestorOrSelf<AttributeSyntax>() is { } layer
            ? new Correction($"Insert Flatten before {layer.ShortName()}", layer.InsertBefore("Flatten", model.SyntaxTree.GetText(cancellation)))
            : null;
}
