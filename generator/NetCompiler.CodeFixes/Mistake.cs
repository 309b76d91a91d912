using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>A diagnostic, where it stands.</summary>
internal sealed class Mistake(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
{
    public SemanticModel Model { get; } = model;

    public CancellationToken Cancellation { get; } = cancellation;

    public string Id { get; } = diagnostic.Id;

    /// <summary>The file.</summary>
    public SourceText Text => Model.SyntaxTree.GetText(Cancellation);

    /// <summary>The innermost node at the squiggle.</summary>
    public SyntaxNode Place =>
        Model.SyntaxTree.GetRoot(Cancellation).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>The diagnostic, or for NETC1019 the doubt that it is a consequence of: empty where there is none.</summary>
    public string Doubt => Id == "NETC1019" ? Argument("6") : Id;

    /// <summary>An argument of the message, which the generator hands on as a property.</summary>
    public string Argument(string number) =>
        diagnostic.Properties.TryGetValue(number, out string? value) && value is not null ? value : "";
}
