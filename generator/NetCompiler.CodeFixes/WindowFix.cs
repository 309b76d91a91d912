using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1080, NETC1081, and NETC1019 where it is their consequence: a number that was meant as a stride, as filters or as input
/// channels.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WindowFix))]
internal sealed class WindowFix() : NetworkFix<AttributeSyntax>(StrideAsWidth, FiltersAsHeight, "NETC1019")
{
    private const string StrideAsWidth = "NETC1080", FiltersAsHeight = "NETC1081";

    /// <summary>Who names the window's height and width knows what they are.</summary>
    protected override Correction? Correct(AttributeSyntax layer, Mistake mistake)
    {
        if (layer.ArgumentList is not { } list)
            return null;
        AttributeArgumentSyntax[] sizes = [.. list.Arguments.TakeWhile(argument => argument.NameEquals is null)];
        if (sizes.Length < 2 || sizes.Any(argument => argument.NameColon is not null))
            return null;
        AttributeArgumentSyntax first = sizes[0], last = sizes[sizes.Length - 1];
        return mistake.Doubt switch
        {
            StrideAsWidth => new Correction(
                $"Change {last.Expression} to Strides = {last.Expression}", AttributeText.Insert(last.SpanStart, "Strides = ")),
            FiltersAsHeight => new Correction($"Remove {first.Expression}, which is no size of the window", first.Remove()),
            _ => null,
        };
    }
}
