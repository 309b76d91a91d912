using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1077, NETC1083: a share that was meant the other way round, 0.95 for 0.05.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ComplementFix))]
internal sealed class ComplementFix() : NetworkFix<AttributeArgumentSyntax>("NETC1077", "NETC1083")
{
    /// <summary>The suffix stays as it was written.</summary>
    protected override Correction? Correct(AttributeArgumentSyntax argument, Mistake mistake)
    {
        if (argument.Expression is not LiteralExpressionSyntax literal)
            return null;
        string written = literal.Token.Text;
        string suffix = char.IsLetter(written[written.Length - 1]) ? written.Substring(written.Length - 1) : "";
        string number = mistake.Argument("4") + suffix;
        return new Correction($"Change {written} to {number}", new TextChange(literal.Span, number));
    }
}
