using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>A fix as a change of the text where the mistake stands and nowhere else: comments, line breaks and order stay as they are.
/// Fix All makes the changes of all mistakes in a document at once.</summary>
/// <typeparam name="TPlace">What is mended: the innermost such node around the squiggle. Where there is none, nothing is
/// offered.</typeparam>
/// <param name="ids">The diagnostics that are mended.</param>
internal abstract class NetworkFix<TPlace>(params string[] ids) : CodeFixProvider where TPlace : SyntaxNode
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => [.. ids];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) =>
            await Change(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        SemanticModel model = (await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        // The C# compiler reports an unknown attribute twice, with and without "Attribute".
        foreach (IGrouping<TextSpan, Diagnostic> place in context.Diagnostics.GroupBy(diagnostic => diagnostic.Location.SourceSpan))
        {
            Diagnostic diagnostic = place.First();
            if (Correct(model, diagnostic, context.CancellationToken) is not { } correction)
                continue;
            CodeAction action = CodeAction.Create(
                correction.Title, cancellation => Change(document, [diagnostic], cancellation), equivalenceKey: GetType().Name);
            context.RegisterCodeFix(action, [.. place]);
        }
    }

    /// <summary>What to do about a mistake; null: nothing.</summary>
    protected abstract Correction? Correct(TPlace place, Mistake mistake);

    private Correction? Correct(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var mistake = new Mistake(model, diagnostic, cancellation);
        return mistake.Place.FirstAncestorOrSelf<TPlace>() is { } place ? Correct(place, mistake) : null;
    }

    private async Task<Document> Change(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        IEnumerable<TextChange> changes = diagnostics
            .Select(diagnostic => Correct(model, diagnostic, cancellation))
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
}
