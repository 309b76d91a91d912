using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1019, NETC1020: <c>Padding = Padding.Same</c> where a window does not fit, or leaves rows out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SamePaddingFix))]
internal sealed class SamePaddingFix() : NetworkFix<AttributeSyntax>("NETC1019", "NETC1020")
{
    private const string Option = "Padding", Same = "Padding.Same";

    /// <summary>Explicit pads were chosen by hand, and a padding of "same" would leave them without meaning; a shape that was hardly meant
    /// as it is written would only seem to fit.</summary>
    protected override Correction? Correct(AttributeSyntax layer, Mistake mistake)
    {
        bool isDoubtful = mistake.Id == "NETC1019" && mistake.Doubt.Length > 0;
        if (isDoubtful || layer.ArgumentList is not { } arguments)
            return null;
        string title = $"Pad {layer.ShortName()} with {Same}";
        AttributeArgumentSyntax? written =
            arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == Option);
        if (written is null)
        {
            string comma = arguments.Arguments.Count == 0 ? "" : ", ";
            return new Correction(
                title, AttributeText.Insert(arguments.CloseParenToken.SpanStart, $"{comma}{Option} = {layer.Qualifier()}{Same}"));
        }
        return written.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Valid" } value
            ? new Correction(title, new TextChange(value.Name.Span, "Same"))
            : null;
    }
}
