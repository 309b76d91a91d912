using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1073: the cross-entropy of classes as the loss.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SoftmaxLossFix))]
internal sealed class SoftmaxLossFix() : NetworkFix<AttributeArgumentSyntax>("NETC1073")
{
    private const string Loss = "CategoricalCrossentropy";

    /// <inheritdoc/>
    protected override Correction? Correct(AttributeArgumentSyntax option, Mistake mistake)
    {
        SimpleNameSyntax? name =
            option.Expression is MemberAccessExpressionSyntax member ? member.Name : option.Expression as IdentifierNameSyntax;
        return name is null ? null : new Correction($"Use {Loss}", new TextChange(name.Span, Loss));
    }
}
