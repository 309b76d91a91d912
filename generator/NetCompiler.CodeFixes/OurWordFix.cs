using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC0030, NETC1060: an attribute as Keras or PyTorch write it becomes what the message says.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OurWordFix))]
internal sealed class OurWordFix() : NetworkFix<AttributeSyntax>("NETC0030", "NETC1060")
{
    /// <summary>Where the message leaves arguments open, there is nothing to write.</summary>
    protected override Correction? Correct(AttributeSyntax attribute, Mistake mistake)
    {
        string text = mistake.Argument("1");
        return text.Length > 0 && !text.EndsWith("(...)", StringComparison.Ordinal)
            ? new Correction($"Write {text}", new TextChange(attribute.Span, text))
            : null;
    }
}
