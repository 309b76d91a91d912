using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Diagnostics;

/// <summary>A complaint with its place in the source, still plain data.</summary>
/// <param name="Id">A descriptor's id.</param>
/// <param name="Span">The place of the squiggle.</param>
/// <param name="Arguments">The message's arguments.</param>
internal sealed record LocatedDiagnostic(string Id, SourceSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>Another place that it is about.</summary>
    public SourceSpan? Related { get; init; }

    /// <summary>The number and the message.</summary>
    public string Message => Descriptors.Message(Id, Arguments);

    /// <summary>The compiler's diagnostic. Its location lies in a syntax tree of <paramref name="compilation"/>, without which
    /// <c>#pragma warning</c> would not reach it. The message's arguments, by number, are its properties, for code fixes.</summary>
    public Diagnostic ToDiagnostic(Compilation compilation) => Diagnostic.Create(
        Descriptors.ById[Id], Locate(Span, compilation), Related is { } related ? [Locate(related, compilation)] : [],
        ImmutableDictionary.CreateRange(
            Arguments.Select((argument, i) => new KeyValuePair<string, string?>(i.ToString(CultureInfo.InvariantCulture), argument))),
        [.. Arguments]);

    private static Location Locate(SourceSpan place, Compilation compilation)
    {
        var span = new TextSpan(place.Start, place.Length);
        var lines = new LinePositionSpan(
            new LinePosition(place.StartLine, place.StartCharacter), new LinePosition(place.EndLine, place.EndCharacter));
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
            // Several trees may be without a path: the lines tell most of them apart.
            if (tree.FilePath == place.Path && tree.Length >= span.End && tree.GetLineSpan(span).Span == lines)
                return Location.Create(tree, span);
        return Location.Create(place.Path, span, lines);
    }
}
