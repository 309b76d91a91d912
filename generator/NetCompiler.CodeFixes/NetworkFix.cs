using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>A fix as a change of the text where the mistake stands and nowhere else: comments, line breaks and order stay as they are. Fix All makes the
/// changes of all mistakes in a document at once.</summary>
internal abstract class NetworkFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => await Change(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        SemanticModel model = (await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        // The C# compiler reports an unknown attribute twice, with and without "Attribute".
        foreach (IGrouping<TextSpan, Diagnostic> place in context.Diagnostics.GroupBy(diagnostic => diagnostic.Location.SourceSpan))
        {
            Diagnostic diagnostic = place.First();
            if (Find(model, diagnostic, context.CancellationToken) is { } correction)
                context.RegisterCodeFix(
                    CodeAction.Create(correction.Title, cancellation => Change(document, [diagnostic], cancellation), equivalenceKey: GetType().Name), [.. place]);
        }
    }

    /// <summary>What to do about a diagnostic; null: nothing.</summary>
    protected abstract Correction? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation);

    /// <summary>The innermost node at the squiggle.</summary>
    protected static SyntaxNode Place(SemanticModel model, Diagnostic diagnostic) => model.SyntaxTree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>An argument of the diagnostic's message, which the generator hands on as a property.</summary>
    protected static string MessageArgument(Diagnostic diagnostic, string number) =>
        diagnostic.Properties.TryGetValue(number, out string? value) && value is not null ? value : "";

    /// <summary>The diagnostic, or for NETC1019 the doubt that it is a consequence of: empty where there is none.</summary>
    protected static string Doubt(Diagnostic diagnostic) => diagnostic.Id == "NETC1019" ? MessageArgument(diagnostic, "6") : diagnostic.Id;

    private async Task<Document> Change(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        IEnumerable<TextChange> changes = diagnostics
            .Select(diagnostic => Find(model, diagnostic, cancellation))
            .SelectMany(correction => correction?.Changes ?? [])
            .Distinct()
            .OrderBy(change => change.Span);
        return document.WithText(text.WithChanges(Apart(changes)));
    }

    /// <summary>Of changes that overlap the first ones: the others' mistakes are left for another time.</summary>
    private static IEnumerable<TextChange> Apart(IEnumerable<TextChange> changes)
    {
        int end = 0;
        foreach (TextChange change in changes)
        {
            if (change.Span.Start < end)
                continue;
            end = change.Span.End;
            yield return change;
        }
    }

    /// <summary>A fix of one mistake.</summary>
    /// <param name="title">What the editor's menu says.</param>
    /// <param name="changes">What changes.</param>
    internal sealed class Correction(string title, params TextChange[] changes)
    {
        public string Title { get; } = title;

        public IReadOnlyList<TextChange> Changes { get; } = changes;
    }
}
