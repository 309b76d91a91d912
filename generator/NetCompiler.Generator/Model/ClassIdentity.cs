using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>What the generator must repeat of the user's class.</summary>
/// <param name="Namespace">Its namespace, or empty.</param>
/// <param name="Containers">The declarations of the classes around it, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="PretrainedClashes">Members of its own that clash with those that weights in the assembly add.</param>
internal sealed record ClassIdentity(
    string Namespace, EquatableArray<string> Containers, string Name, EquatableArray<string> PretrainedClashes)
{
    /// <summary>What kind of class it is.</summary>
    public ClassForm Form { get; init; } = ClassForm.Plain;

    /// <summary>Generated members that cannot be written, because the class has its like.</summary>
    public EquatableArray<MemberSignature> Own { get; init; }

    /// <summary>Its name for people: without the <c>@</c> that a keyword has in source.</summary>
    public string PlainName => Name.TrimStart('@');

    /// <summary>Its name with namespace and classes around it; the names of generic types tell the number of their parameters.</summary>
    public string FullName
    {
        get
        {
            IEnumerable<string> parts = new[] { Namespace }.Concat(Containers.Select(NameIn)).Append(Name + Arity(Form.TypeParameters));
            return string.Join(".", parts.Where(part => part.Length > 0));
        }
    }

    /// <summary>Unique in the project: a class and a struct of one name are two types, even though C# refuses them.</summary>
    public string Key => $"{Namespace}|{string.Join("|", Containers)}|{Form.Keyword} {Name}{Form.TypeParameters}";

    private static string NameIn(string container)
    {
        int open = container.IndexOf('<');
        return open < 0
            ? container.Split(' ').Last()
            : container.Substring(0, open).Split(' ').Last() + Arity(container.Substring(open));
    }

    private static string Arity(string typeParameters) => typeParameters.Length == 0 ? "" : $"`{typeParameters.Count(c => c == ',') + 1}";
}

/// <summary>What a class is, as far as that says what can be written into it. All but <see cref="Plain"/> are errors.</summary>
/// <param name="Keyword">As in its declaration: <c>class</c>, <c>record</c>, <c>struct</c>, <c>record struct</c>.</param>
/// <param name="TypeParameters">Its type parameters in angle brackets, or empty.</param>
/// <param name="IsStatic">Whether it has no objects: then it can have constants.</param>
/// <param name="CanConstruct">Whether a constructor can be written that calls no other, or its base class's without arguments.</param>
/// <param name="HasRequired">Whether it has or inherits required members.</param>
internal sealed record ClassForm(string Keyword, string TypeParameters, bool IsStatic, bool CanConstruct, bool HasRequired)
{
    /// <summary>Whether it implements the interface of networks explicitly.</summary>
    public bool ImplementsInterface { get; init; }

    /// <summary>Whether it is a <c>ref struct</c>, which cannot have what an interface does for it.</summary>
    public bool IsByRef { get; init; }

    /// <summary>Whether members can mention a type inside of it: not where it is private but in no class.</summary>
    public bool CanNest { get; init; } = true;

    /// <summary>A class that can be a network.</summary>
    public static readonly ClassForm Plain = new("class", "", IsStatic: false, CanConstruct: true, HasRequired: false);
}
