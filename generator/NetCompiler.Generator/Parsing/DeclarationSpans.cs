using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Parsing;

/// <summary>Where the parts of a <see cref="Model.NetworkDeclaration"/> stand in the source. Kept apart from it, so that moving a network
/// changes nothing but this.</summary>
/// <param name="Network">The <c>[Network]</c> attribute.</param>
/// <param name="Layers">The layer attributes, as in the declaration.</param>
/// <param name="Members">Members that clash with what weights in the assembly add.</param>
internal sealed record DeclarationSpans(AttributeSpans Network, EquatableArray<AttributeSpans> Layers, EquatableArray<ArgumentSpan> Members)
{
    /// <summary>The <c>[Weights]</c> attribute, where there is one.</summary>
    public AttributeSpans? Weights { get; init; }

    /// <summary>Gives a complaint its place.</summary>
    public LocatedDiagnostic Locate(DiagnosticInfo info) => new(info.Id, Place(info.Target), info.Arguments);

    private SourceSpan Place(DiagnosticTarget target) => target.IsMember
        ? Members.First(member => member.Name == target.Argument).Span
        : (target.IsNetwork ? Network : target.IsWeights ? Weights ?? Network : Layers[target.Layer]).Find(target.Argument);
}

/// <summary>Where an attribute stands.</summary>
/// <param name="Attribute">The attribute with its arguments, without the brackets.</param>
/// <param name="Arguments">The arguments that were written, by constructor parameter or property.</param>
internal sealed record AttributeSpans(SourceSpan Attribute, EquatableArray<ArgumentSpan> Arguments)
{
    /// <summary>The argument's place, or the attribute's where the argument was not written.</summary>
    public SourceSpan Find(string? argument) => Arguments.FirstOrDefault(span => span.Name == argument)?.Span ?? Attribute;
}

/// <summary>Where an argument stands. Elements of a <c>params</c> list are named <c>shape[0]</c>, <c>shape[1]</c>.</summary>
internal sealed record ArgumentSpan(string Name, SourceSpan Span);
