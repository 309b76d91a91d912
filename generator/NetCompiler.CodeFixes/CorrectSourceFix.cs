using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1008: a misspelled name of a layer in <c>From</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectSourceFix))]
internal sealed class CorrectSourceFix : NetworkFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC1008"];

    /// <inheritdoc/>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (Place(model, diagnostic).FirstAncestorOrSelf<AttributeArgumentSyntax>() is not { } argument)
            return null;
        string written = MessageArgument(diagnostic, "0");
        return Spelling.Nearest(written, [MessageArgument(diagnostic, "2")]) is { } name
            ? new Correction($"Change \"{written}\" to \"{name}\"", new TextChange(argument.Expression.Span, $"\"{name}\""))
            : null;
    }
}
