using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>A member of a network's class as it is written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Modifiers">Access and the like.</param>
/// <param name="Type">The type of its value or result; empty for a constructor.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Body">What follows in a network that was compiled.</param>
internal sealed record SurfaceMember(
    MemberKind Kind, string Modifiers, string Type, string Name, IReadOnlyList<SurfaceParameter> Parameters, string Body)
{
    /// <summary>When it is written.</summary>
    public MemberOccasion Occasion { get; init; }

    /// <summary>One sentence or more for users; none for a private member.</summary>
    public string? Summary { get; init; }

    /// <summary>Further lines of documentation.</summary>
    public IReadOnlyList<string> Documentation { get; init; } = [];

    /// <summary>Whether users see it.</summary>
    public bool IsPublic => Modifiers.StartsWith("public", StringComparison.Ordinal) || Modifiers.Contains("\npublic");

    /// <summary>All before the body. Nullability is for networks that were compiled: their language version is known to have it.</summary>
    public string Head(bool isAnnotated)
    {
        string type = Type.Length == 0 ? "" : Annotate(Type) + " ";
        IEnumerable<string> parameters = Parameters.Select(parameter => $"{Annotate(parameter.Type)} {parameter.Name}{parameter.Default}");
        string list = Kind is MemberKind.Method or MemberKind.Constructor ? $"({string.Join(", ", parameters)})" : "";
        return $"{Modifiers} {type}{Name}{list}";

        string Annotate(string text) => isAnnotated ? text : text.TrimEnd('?');
    }

    /// <summary>What can clash with it.</summary>
    public MemberSignature Signature => new(
        Kind, Kind == MemberKind.Constructor ? MemberSignature.Constructor : Name,
        Parameters.Select(parameter => parameter.Type.Replace("global::", "").TrimEnd('?')).ToEquatableArray(), Occasion);
}

/// <summary>A parameter of a member.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Default">With the equals sign, or empty.</param>
internal sealed record SurfaceParameter(string Type, string Name, string Default = "");
