using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1019, NETC1020: <c>Padding = Padding.Same</c> where a window does not fit, or leaves rows out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SamePaddingFix))]
internal sealed class SamePaddingFix : NetworkFix
{
    private const string Option = "Padding", Same = "Padding.Same";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC1019", "NETC1020"];

    /// <summary>Explicit pads were chosen by hand, and a padding of "same" would leave them without meaning; a shape that was hardly meant as it is
    /// written would only seem to fit.</summary>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Id == "NETC1019" && Doubt(diagnostic).Length > 0
            || Place(model, diagnostic).FirstAncestorOrSelf<AttributeSyntax>() is not { ArgumentList: { } arguments } layer)
            return null;
        AttributeArgumentSyntax? written = arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == Option);
        if (written is null)
            return new Correction(Title(layer), AttributeText.Insert(arguments.CloseParenToken.SpanStart, $"{(arguments.Arguments.Count == 0 ? "" : ", ")}{Option} = {Qualifier(layer)}{Same}"));
        return written.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Valid" } value
            ? new Correction(Title(layer), new TextChange(value.Name.Span, "Same"))
            : null;
    }

    private static string Title(AttributeSyntax layer) => $"Pad {layer.ShortName()} with Padding.Same";

    /// <summary>The layer's namespace, if it is written out.</summary>
    private static string Qualifier(AttributeSyntax layer) => layer.Name.ToString().Substring(0, layer.Name.Identifier().SpanStart - layer.Name.SpanStart);
}
