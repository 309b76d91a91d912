using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1073: the cross-entropy of classes as the loss.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SoftmaxLossFix))]
internal sealed class SoftmaxLossFix : NetworkFix
{
    private const string Loss = "CategoricalCrossentropy";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC1073"];

    /// <inheritdoc/>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation) =>
        Place(model, diagnostic).FirstAncestorOrSelf<AttributeArgumentSyntax>()?.Expression switch
        {
            MemberAccessExpressionSyntax { Name: var name } => new Correction($"Use {Loss}", new TextChange(name.Span, Loss)),
            IdentifierNameSyntax name => new Correction($"Use {Loss}", new TextChange(name.Span, Loss)),
            _ => null,
        };
}
