using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1015: <c>ReLU</c> between two linear layers, in the brackets of the first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertActivationFix))]
internal sealed class InsertActivationFix() : NetworkFix<AttributeSyntax>("NETC1015")
{
    private const string Activation = "ReLU";

    /// <inheritdoc/>
    protected override Correction? Correct(AttributeSyntax layer, Mistake mistake)
    {
        if (layer.Parent?.Parent is not TypeDeclarationSyntax type)
            return null;
        string kind = mistake.Argument("1").Split('(')[0];
        AttributeSyntax? before = type.AttributeLists
            .SelectMany(list => list.Attributes)
            .TakeWhile(attribute => attribute != layer)
            .LastOrDefault(attribute => attribute.ShortName() == kind);
        return before is null
            ? new Correction($"Insert {Activation} before {layer.ShortName()}", layer.InsertBefore(Activation, mistake.Text))
            : new Correction($"Insert {Activation} after the {before.ShortName()} before", before.InsertAfter(Activation));
    }
}
