using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1074: <c>Softmax</c> behind the last layer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertSoftmaxFix))]
internal sealed class InsertSoftmaxFix() : NetworkFix<AttributeSyntax>("NETC1074")
{
    /// <inheritdoc/>
    protected override Correction Correct(AttributeSyntax layer, Mistake mistake) =>
        new($"Insert Softmax after {layer.ShortName()}", layer.InsertAfter("Softmax"));
}
