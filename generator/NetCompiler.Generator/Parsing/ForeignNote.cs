using Microsoft.CodeAnalysis;

namespace NetCompiler.Generator.Parsing;

/// <summary>What is said about a part of an attribute.</summary>
/// <param name="Place">The part.</param>
/// <param name="Text">What it is here: <c>stride is Strides here</c>.</param>
internal sealed record ForeignNote(SyntaxNode Place, string Text);

/// <summary>Something that does not exist here.</summary>
/// <param name="Place">The word.</param>
/// <param name="Word">The word as a text.</param>
/// <param name="Way">The nearest way.</param>
internal sealed record ForeignAbsence(SyntaxNode Place, string Word, string Way);
