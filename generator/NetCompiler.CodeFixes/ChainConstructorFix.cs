using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC0011: <c>Net(string name)</c> becomes <c>Net(string name) : this(seed: 0)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChainConstructorFix))]
internal sealed class ChainConstructorFix() : NetworkFix<ConstructorDeclarationSyntax>("NETC0011")
{
    /// <inheritdoc/>
    protected override Correction? Correct(ConstructorDeclarationSyntax constructor, Mistake mistake)
    {
        bool hasSeed = constructor.ParameterList.Parameters.Any(
            parameter => parameter.Identifier.ValueText == "seed" && parameter.Type?.ToString() == "int");
        string call = hasSeed ? "this(seed)" : "this(seed: 0)";
        return new Correction($"Call {call}", constructor.Initializer is { } initializer
            ? new TextChange(TextSpan.FromBounds(initializer.ThisOrBaseKeyword.SpanStart, initializer.Span.End), call)
            : AttributeText.Insert(constructor.ParameterList.Span.End, $" : {call}"));
    }
}
