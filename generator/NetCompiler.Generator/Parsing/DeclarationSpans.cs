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

    /// <summary>Gives a complaint its place. One about a layer inside a block stands at the use of the block if it is an error, which may
    /// be another's fault, and else in the block.</summary>
    public LocatedDiagnostic Locate(DiagnosticInfo info)
    {
        if (info.Target.Inside.Count == 0)
            return new(info.Id, Place(info.Target), info.Arguments);
        SourceSpan use = Layers[info.Target.Layer].Attribute;
        SourceSpan? inside = Layers[info.Target.Layer].FindInside(info.Target.Inside)?.Find(info.Target.Argument);
        return info.IsError
            ? new(info.Id, use, info.Arguments) { Related = inside }
            : new(info.Id, inside ?? use, info.Arguments) { Related = inside is null ? null : use };
    }

    private SourceSpan Place(DiagnosticTarget target) => target.IsMember
        ? Members.First(member => member.Name == target.Argument).Span
        : (target.IsNetwork ? Network : target.IsWeights ? Weights ?? Network : Layers[target.Layer]).Find(target.Argument);
}

/// <summary>Where an attribute stands.</summary>
/// <param name="Attribute">The attribute with its arguments, without the brackets.</param>
/// <param name="Arguments">The arguments that were written, by constructor parameter or property.</param>
internal sealed record AttributeSpans(SourceSpan Attribute, EquatableArray<ArgumentSpan> Arguments)
{
    /// <summary>Of an attribute in another assembly.</summary>
    public static readonly AttributeSpans None = new(new SourceSpan("", 0, 0, 0, 0, 0, 0), []);

    /// <summary>The layers of the block that it uses; none where that is in another assembly.</summary>
    public EquatableArray<AttributeSpans> Inside { get; init; }

    /// <summary>A layer of the block that it uses, or of a block that that uses: the numbers of the layers on the way.</summary>
    public AttributeSpans? FindInside(IEnumerable<int> path)
    {
        AttributeSpans place = this;
        foreach (int layer in path)
        {
            if (layer >= place.Inside.Count)
                return null;
            place = place.Inside[layer];
        }
        return place;
    }

    /// <summary>The argument's place, or the attribute's where the argument was not written.</summary>
    public SourceSpan Find(string? argument) => Arguments.FirstOrDefault(span => span.Name == argument)?.Span ?? Attribute;
}

/// <summary>Where an argument stands. Elements of a <c>params</c> list are named <c>shape[0]</c>, <c>shape[1]</c>.</summary>
internal sealed record ArgumentSpan(string Name, SourceSpan Span);
