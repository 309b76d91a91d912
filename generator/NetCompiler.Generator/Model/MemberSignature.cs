using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A member that the compiler writes into a network's class, as far as one of the user's can clash with it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name; <see cref="Constructor"/> for a constructor.</param>
/// <param name="Parameters">The types of its parameters: with namespaces, without nullability.</param>
/// <param name="Occasion">When it is written.</param>
internal sealed record MemberSignature(MemberKind Kind, string Name, EquatableArray<string> Parameters, MemberOccasion Occasion)
{
    /// <summary>The name of constructors, which no other member can have.</summary>
    public const string Constructor = ".ctor";

    /// <summary>Whether overloads of it are possible.</summary>
    public bool HasParameters => Kind is MemberKind.Method or MemberKind.Constructor;
}

/// <summary>Kinds of members.</summary>
internal enum MemberKind
{
    Constant,
    Field,
    Property,
    Constructor,
    Method,
    Type,
}

/// <summary>When a member is written.</summary>
internal enum MemberOccasion
{
    /// <summary>Into every network.</summary>
    Always,

    /// <summary>Unless the network is for inference only.</summary>
    Training,

    /// <summary>Into networks that can go step by step. A class with its like gets none of these, which is no mistake.</summary>
    Streaming,

    /// <summary>Where layers are fitted to data, unless the network is for inference only.</summary>
    Adapting,

    /// <summary>Where the project puts weights into the assembly.</summary>
    Pretrained,
}
