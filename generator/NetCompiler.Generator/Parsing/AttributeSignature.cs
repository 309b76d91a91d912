using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetCompiler.Generator.Parsing;

/// <summary>What one of our attributes takes.</summary>
internal sealed class AttributeSignature
{
    private readonly Dictionary<string, ITypeSymbol> _properties = new(StringComparer.Ordinal);

    /// <param name="type"><c>NetworkAttribute</c> or a layer's attribute.</param>
    public AttributeSignature(INamedTypeSymbol type)
    {
        Name = NetworkParser.WithoutSuffix(type.Name);
        IMethodSymbol[] constructors = [.. type.InstanceConstructors.OrderBy(constructor => constructor.Parameters.Length)];
        Parameters = [.. constructors[0].Parameters.Select(parameter => parameter.Name)];
        MaxPositional = constructors[0].Parameters.Any(parameter => parameter.IsParams)
            ? int.MaxValue
            : constructors[constructors.Length - 1].Parameters.Length;
        for (INamedTypeSymbol? ancestor = type; ancestor is { SpecialType: SpecialType.None }; ancestor = ancestor.BaseType)
            foreach (IPropertySymbol property in ancestor.GetMembers().OfType<IPropertySymbol>())
                if (property.SetMethod is not null && !_properties.ContainsKey(property.Name))
                    _properties.Add(property.Name, property.Type);
    }

    /// <summary>Without "Attribute".</summary>
    public string Name { get; }

    /// <summary>Whether it is <c>[Network]</c>.</summary>
    public bool IsNetwork => Name == "Network";

    /// <summary>The parameters of the shortest constructor, whose sizes are the same in every direction.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>How many values a constructor takes at most.</summary>
    public int MaxPositional { get; }

    /// <summary>Whether any number of values can be given.</summary>
    public bool TakesList => MaxPositional == int.MaxValue;

    /// <summary>The number of the parameter with this name, whatever its capitals and underscores; -1 without one.</summary>
    public int Parameter(string word) =>
        Parameters.ToList().FindIndex(parameter => ForeignWords.Fold(parameter) == ForeignWords.Fold(word));

    /// <summary>The names of the properties that can be set.</summary>
    public IEnumerable<string> Properties => _properties.Keys;

    /// <summary>The property with this name, whatever its capitals and underscores.</summary>
    public string? Property(string word) =>
        _properties.Keys.FirstOrDefault(property => ForeignWords.Fold(property) == ForeignWords.Fold(word));

    /// <summary>The names of an enumeration's members, for a property that is one; null for any other.</summary>
    public IReadOnlyList<string>? Members(string property) => _properties[property] is INamedTypeSymbol { TypeKind: TypeKind.Enum } type
        ? [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(field => field.Name)]
        : null;

    /// <summary>The name of a property's type: an enumeration's.</summary>
    public string TypeName(string property) => _properties[property].Name;

    /// <summary>Whether a property is true or false.</summary>
    public bool IsBoolean(string property) => _properties[property].SpecialType == SpecialType.System_Boolean;

    /// <summary>Our attribute with this name, whatever its capitals and underscores: a layer, or <c>[Network]</c>.</summary>
    public static AttributeSignature? Find(Compilation compilation, string word)
    {
        INamedTypeSymbol? network = compilation.GetTypeByMetadataName(NetworkParser.AttributeName);
        string name = ForeignWords.Fold(word) + ForeignWords.Fold("Attribute");
        INamedTypeSymbol? found = network?.ContainingNamespace.GetTypeMembers()
            .FirstOrDefault(type => ForeignWords.Fold(type.Name) == name && IsOurs(type));
        return found is null ? null : new AttributeSignature(found);
    }

    /// <summary>The names of all layers.</summary>
    public static IEnumerable<string> Layers(Compilation compilation) =>
        compilation.GetTypeByMetadataName(NetworkParser.AttributeName)?.ContainingNamespace.GetTypeMembers()
            .Where(type => !type.IsAbstract && NetworkParser.IsLayer(type))
            .Select(type => NetworkParser.WithoutSuffix(type.Name)) ?? [];

    /// <summary>Whether an attribute of this type is ours.</summary>
    public static bool IsOurs(INamedTypeSymbol? type) =>
        type is { IsAbstract: false } && (type.ToDisplayString() == NetworkParser.AttributeName || NetworkParser.IsLayer(type));
}
