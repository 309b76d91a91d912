using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1074: <c>Softmax</c> behind the last layer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertSoftmaxFix))]
internal sealed class InsertSoftmaxFix : NetworkFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC1074"];

    /// <inheritdoc/>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation) =>
        Place(model, diagnostic).FirstAncestorOrSelf<AttributeSyntax>() is { } layer
            ? new Correction($"Insert Softmax after {layer.ShortName()}", layer.InsertAfter("Softmax"))
            : null;
}
