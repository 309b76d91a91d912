using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Parsing;

/// <summary>Places in source as plain data.</summary>
internal static class SourceSpans
{
    /// <summary>Where it stands.</summary>
    public static SourceSpan Of(SyntaxNodeOrToken place) => Of(place.GetLocation()!);

    /// <inheritdoc cref="Of(SyntaxNodeOrToken)"/>
    public static SourceSpan Of(Location place)
    {
        FileLinePositionSpan lines = place.GetLineSpan();
        return new SourceSpan(place.SourceTree!.FilePath, place.SourceSpan.Start, place.SourceSpan.Length,
            lines.StartLinePosition.Line, lines.StartLinePosition.Character, lines.EndLinePosition.Line, lines.EndLinePosition.Character);
    }
}
