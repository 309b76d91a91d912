using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads one attribute: what its arguments are, and where they stand. Of what C# refuses it takes what there is.</summary>
internal sealed class AttributeReader
{
    private readonly AttributeData _data;
    private readonly AttributeSyntax? _syntax;

    private AttributeReader(AttributeData data, AttributeSyntax? syntax)
    {
        (_data, _syntax) = (data, syntax);
        Spans = syntax is null ? AttributeSpans.None : FindSpans(data, syntax);
    }

    /// <summary>Reads an attribute; values that are no members of their enumerations are reported.</summary>
    /// <param name="data">The attribute.</param>
    /// <param name="syntax">The same in the source; null where it is in another assembly.</param>
    /// <param name="complaints">Takes what is wrong with it.</param>
    public static AttributeReader Read(AttributeData data, AttributeSyntax? syntax, Complaints complaints)
    {
        var reader = new AttributeReader(data, syntax);
        reader.Arguments = reader.ReadArguments(complaints);
        return reader;
    }

    /// <summary>Every constructor argument, then the properties that were set; each once.</summary>
    public IReadOnlyList<Argument> Arguments { get; private set; } = [];

    /// <summary>Where it stands.</summary>
    public AttributeSpans Spans { get; }

    /// <summary>Whether C# has no complaint about it.</summary>
    public bool IsWhole =>
        _data.AttributeConstructor is not null && !HasUnknownProperty
        && _data.ConstructorArguments.Concat(_data.NamedArguments.Select(argument => argument.Value)).All(IsSound);

    /// <summary>An argument's value; null where it was not written.</summary>
    public object? Find(string name) => Arguments.FirstOrDefault(argument => argument.Name == name)?.Value;

    /// <summary>The type that a property was set to; null where it was not, or to none.</summary>
    public ITypeSymbol? FindType(string name) =>
        _data.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Type } type
            ? type.Value as ITypeSymbol : null;

    /// <summary>C# leaves a property that the attribute lacks out of its data.</summary>
    private bool HasUnknownProperty => _syntax?.ArgumentList?.Arguments.Any(argument =>
        argument.NameEquals is { } property
        && _data.NamedArguments.All(named => named.Key != property.Name.Identifier.ValueText)) == true;

    private static bool IsSound(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => false,
        TypedConstantKind.Array => constant.IsNull || constant.Values.All(IsSound),
        _ => true,
    };

    private IReadOnlyList<Argument> ReadArguments(Complaints complaints)
    {
        var arguments = new List<Argument>();
        ImmutableArray<IParameterSymbol> parameters = Parameters(_data);
        for (int i = 0; i < _data.ConstructorArguments.Length && i < parameters.Length; i++)
            Add(parameters[i].Name, _data.ConstructorArguments[i]);
        foreach (KeyValuePair<string, TypedConstant> named in _data.NamedArguments)
            Add(named.Key, named.Value);
        return arguments;

        void Add(string name, TypedConstant value)
        {
            // C# has its own to say about one that is written twice.
            if (arguments.Any(argument => argument.Name == name))
                return;
            if (value.Kind == TypedConstantKind.Enum)
                arguments.Add(new Argument(name, Member(name, value, complaints)));
            else if (value.Kind == TypedConstantKind.Primitive)
                arguments.Add(new Argument(name, value.Value));
            else if (value.Kind == TypedConstantKind.Array)
                arguments.Add(new Argument(name, IsListOfNames(value) ? Names(value) : Integers(value)));
        }
    }

    private static bool IsListOfNames(TypedConstant value) =>
        value.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String };

    /// <summary>A list of texts: none for null, an empty one for null in it.</summary>
    private static EquatableArray<string> Names(TypedConstant value) =>
        value.IsNull ? [] : value.Values.Select(element => element.Value as string ?? "").ToEquatableArray();

    /// <summary>A list of whole numbers: none for null, nor where one of them cannot be read.</summary>
    private static EquatableArray<int> Integers(TypedConstant value) => value.IsNull || !value.Values.All(element => element.Value is int)
        ? []
        : value.Values.Select(element => (int)element.Value!).ToEquatableArray();

    private string? Member(string argument, TypedConstant value, Complaints complaints)
    {
        IFieldSymbol[] members = [.. value.Type!.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)];
        if (members.FirstOrDefault(member => Equals(member.ConstantValue, value.Value)) is { } found)
            return found.Name;
        complaints.Report(
            Descriptors.UndefinedValue, Spans.Find(argument), argument, Convert.ToString(value.Value, CultureInfo.InvariantCulture),
            value.Type.Name, string.Join(", ", members.Select(member => member.Name)));
        return null;
    }

    private static ImmutableArray<IParameterSymbol> Parameters(AttributeData data) => data.AttributeConstructor?.Parameters ?? [];

    private static AttributeSpans FindSpans(AttributeData data, AttributeSyntax attribute)
    {
        var spans = new List<ArgumentSpan>();
        ImmutableArray<IParameterSymbol> parameters = Parameters(data);
        int position = 0;
        foreach (AttributeArgumentSyntax argument in attribute.ArgumentList?.Arguments ?? [])
        {
            if (argument.NameEquals is { } property)
                spans.Add(new ArgumentSpan(property.Name.Identifier.ValueText, SourceSpans.Of(argument)));
            else if (argument.NameColon is { } named)
                spans.Add(new ArgumentSpan(named.Name.Identifier.ValueText, SourceSpans.Of(argument)));
            else if (position < parameters.Length && !parameters[position].IsParams)
                spans.Add(new ArgumentSpan(parameters[position++].Name, SourceSpans.Of(argument)));
            else if (parameters.Length > 0)
                spans.Add(new ArgumentSpan(
                    $"{parameters[parameters.Length - 1].Name}[{position++ - parameters.Length + 1}]", SourceSpans.Of(argument)));
        }
        return new AttributeSpans(SourceSpans.Of(attribute), spans.ToEquatableArray());
    }
}
