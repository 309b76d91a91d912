using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1015: <c>ReLU</c> between two linear layers, in the brackets of the first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertActivationFix))]
internal sealed class InsertActivationFix : NetworkFix
{
    private const string Activation = "ReLU";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NETC1015"];

    /// <inheritdoc/>
    protected override Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (Place(model, diagnostic).FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: TypeDeclarationSyntax type } layer)
            return null;
        string kind = MessageArgument(diagnostic, "1").Split('(')[0];
        AttributeSyntax? before = type.AttributeLists
            .SelectMany(list => list.Attributes)
            .TakeWhile(attribute => attribute != layer)
            .LastOrDefault(attribute => attribute.ShortName() == kind);
        return before is null
            ? new Correction($"Insert {Activation} before {layer.ShortName()}", layer.InsertBefore(Activation, model.SyntaxTree.GetText(cancellation)))
            : new Correction($"Insert {Activation} after the {before.ShortName()} before", before.InsertAfter(Activation));
    }
}
