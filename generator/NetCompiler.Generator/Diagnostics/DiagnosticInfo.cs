using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Diagnostics;

/// <summary>A complaint about a network as plain data: what, and about which part of the declaration, but not where in the
/// source.</summary>
/// <param name="Id">A descriptor's id: <c>NETC1001</c>.</param>
/// <param name="Target">The part it is about.</param>
/// <param name="Arguments">The message's arguments, as text.</param>
internal sealed record DiagnosticInfo(string Id, DiagnosticTarget Target, EquatableArray<string> Arguments)
{
    /// <summary>Numbers become text here: whole ones with thousands separated, the same on every machine.</summary>
    public static DiagnosticInfo Create(string id, DiagnosticTarget target, params object[] arguments) =>
        new(id, target, arguments.Select(Text).ToEquatableArray());

    /// <summary>Whether the network cannot be compiled.</summary>
    public bool IsError => Descriptors.IsError(Id);

    /// <summary>The number and the message.</summary>
    public string Message => Descriptors.Message(Id, Arguments);

    private static string Text(object value) => value switch
    {
        int number => Literal.Grouped(number),
        long number => Literal.Grouped(number),
        float number => Literal.Number(number),
        double number => Literal.Written(number),
        _ => value.ToString(),
    };
}

/// <summary>A part of a network's declaration.</summary>
/// <param name="Layer">A layer attribute's number, or one of those below.</param>
/// <param name="Argument">One of the attribute's arguments, or a member; null, or an argument that was not written: the whole
/// attribute.</param>
internal readonly record struct DiagnosticTarget(int Layer, string? Argument)
{
    private const int NetworkAttribute = -1, Member = -2, WeightsAttribute = -3, ClassName = -4;

    /// <summary>Where the layer is a block, the number of the layer inside it that is meant, of a layer inside that, and so on.</summary>
    public EquatableArray<int> Inside { get; init; }

    /// <summary>The <c>[Network]</c> attribute or one of its arguments.</summary>
    public static DiagnosticTarget OfNetwork(string? argument = null) => new(NetworkAttribute, argument);

    /// <summary>The file that <c>[Weights]</c> names.</summary>
    public static DiagnosticTarget OfWeights() => new(WeightsAttribute, "file");

    /// <summary>The class, at its name.</summary>
    public static DiagnosticTarget OfClass() => new(ClassName, null);

    /// <summary>A layer attribute or one of its arguments.</summary>
    public static DiagnosticTarget OfLayer(int layer, string? argument = null) => new(layer, argument);

    /// <summary>A member of the class that clashes with a generated one.</summary>
    public static DiagnosticTarget OfMember(string member) => new(Member, member);

    /// <summary>Whether it is about <c>[Network]</c>.</summary>
    public bool IsNetwork => Layer == NetworkAttribute;

    /// <summary>Whether it is about the class.</summary>
    public bool IsClass => Layer == ClassName;

    /// <summary>Whether it is about a member.</summary>
    public bool IsMember => Layer == Member;

    /// <summary>Whether it is about <c>[Weights]</c>.</summary>
    public bool IsWeights => Layer == WeightsAttribute;
}
