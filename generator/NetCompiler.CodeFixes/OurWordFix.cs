using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC0030, NETC1060: an attribute as Keras or PyTorch write it becomes what the message says.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OurWordFix))]
internal sealed class OurWordFix : NetworkFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC0030", "NETC1060"];

    /// <summary>Where the message leaves arguments open, there is nothing to write.</summary>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
    {
        string text = MessageArgument(diagnostic, "1");
        return Place(model, diagnostic).FirstAncestorOrSelf<AttributeSyntax>() is { } attribute
            && text.Length > 0 && !text.EndsWith("(...)", StringComparison.Ordinal)
            ? new Correction($"Write {text}", new TextChange(attribute.Span, text))
            : null;
    }
}
