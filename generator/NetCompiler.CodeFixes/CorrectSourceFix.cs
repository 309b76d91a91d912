using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NetCompiler.Generator.Parsing;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1008: a misspelled name of a layer, in <c>From</c> or among those that are merged.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectSourceFix))]
internal sealed class CorrectSourceFix() : NetworkFix<AttributeArgumentSyntax>("NETC1008")
{
    /// <inheritdoc/>
    protected override Correction? Correct(AttributeArgumentSyntax argument, Mistake mistake)
    {
        string written = mistake.Argument("0");
        return Spelling.Nearest(written, mistake.Argument("2").Split([", "], StringSplitOptions.None)) is { } name
            ? new Correction($"Change \"{written}\" to \"{name}\"", new TextChange(argument.Expression.Span, $"\"{name}\""))
            : null;
    }
}
