using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads layer attributes, with the classes that they use as blocks.</summary>
/// <param name="compilation">Where their sources are.</param>
/// <param name="user">The class whose layers are read first.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class LayerReader(Compilation compilation, INamedTypeSymbol user, CancellationToken cancellation)
{
    /// <summary>The attribute that makes a class a block.</summary>
    public const string BlockAttributeName = "NetCompiler.BlockAttribute";

    private const string UseAttributeName = "UseAttribute", DistributedAttributeName = $"{AllSteps.Attribute}Attribute",
        ActivationAttributeName = "ActivationAttribute";

    /// <summary>Arguments that stand in members of their own of a declaration.</summary>
    private static readonly string[] Members = ["Name", "name", "From", "with", "Trainable", "Share", "InitialStateFrom"];

    private readonly OwnFunctionReader _functions = new(compilation);

    /// <summary>The classes that are being read, each used by the one before.</summary>
    private readonly List<INamedTypeSymbol> _open = [user];

    /// <summary>Whether a class has <c>[Block]</c>.</summary>
    public static bool IsBlock(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == BlockAttributeName);

    /// <summary>Whether C# knows what an attribute is, and what it uses.</summary>
    public static bool IsKnown(AttributeData data) =>
        data.AttributeClass is { TypeKind: not TypeKind.Error } type
        && (!IsOurs(type) || type.TypeArguments.All(argument => argument.TypeKind != TypeKind.Error));

    /// <summary>The attribute's name without "Attribute", with its namespace where it is not ours.</summary>
    public static string Kind(INamedTypeSymbol type) => NetworkParser.WithoutSuffix(IsOurs(type) ? type.Name : type.ToDisplayString());

    /// <summary>Reads one layer.</summary>
    /// <param name="data">Its attribute.</param>
    /// <param name="syntax">The attribute in the source; null where it is in another assembly.</param>
    /// <param name="complaints">Takes what is wrong with it.</param>
    /// <param name="terms">Reads arguments that depend on settings; null where there are none.</param>
    public LayerRead Read(AttributeData data, AttributeSyntax? syntax, Complaints complaints, SettingReader? terms = null)
    {
        INamedTypeSymbol type = data.AttributeClass!;
        AttributeReader reader = AttributeReader.Read(data, syntax, complaints);
        bool isWhole = reader.IsWhole;
        IEnumerable<Argument> arguments = reader.Arguments.Where(argument => !Members.Contains(argument.Name));
        if (terms is not null && syntax is not null)
            arguments = terms.Read(arguments, syntax, reader.Spans, ref isWhole);
        if (type is { Name: ActivationAttributeName, TypeArguments.Length: 1 } && IsOurs(type))
        {
            OwnFunction? own = _functions.Activation(type.TypeArguments[0], reader.Spans.Attribute, complaints);
            isWhole &= own is not null;
            arguments = arguments.Append(new Argument(OwnFunction.Argument, own));
        }
        if (_functions.Loss(reader, complaints, ref isWhole) is { } loss)
            arguments = arguments.Append(new Argument(OwnFunction.LossArgument, loss));
        BlockDeclaration? block = null;
        AttributeSpans spans = reader.Spans;
        if (Used(type) is { } used)
        {
            (block, EquatableArray<AttributeSpans> inner) = ReadBlock(used);
            (isWhole, spans) = (isWhole && block.IsWhole, spans with { Inside = inner });
        }
        var layer = new LayerDeclaration(
            Kind(type), (reader.Find("Name") ?? reader.Find("name")) as string, reader.Find("From") as string, arguments.ToEquatableArray())
        {
            With = reader.Find("with") as EquatableArray<string>? ?? [],
            IsTrainable = reader.Find("Trainable") as bool? ?? true,
            Block = block,
            Share = reader.Find("Share") as string,
            InitialStateFrom = reader.Find("InitialStateFrom") as string,
        };
        return new LayerRead(layer, spans, isWhole);
    }

    /// <summary>Reads the layers of a class that has them, for whoever uses it.</summary>
    /// <param name="block">The class.</param>
    /// <param name="complaints">Takes what is wrong with it, where its own source is read; null where it is used.</param>
    public (BlockDeclaration Block, EquatableArray<AttributeSpans> Spans) ReadBlock(INamedTypeSymbol block, Complaints? complaints = null)
    {
        bool isUsed = complaints is null;
        if (isUsed && _open.FindIndex(open => SymbolEqualityComparer.Default.Equals(open, block)) is >= 0 and int first)
            return (new BlockDeclaration(block.Name, [])
            {
                Cycle = string.Join(" > ", _open.Skip(first).Append(block).Select(open => open.Name)),
            }, []);
        if (isUsed)
            _open.Add(block);
        complaints ??= new Complaints();
        AttributeData? network = block.GetAttributes()
            .FirstOrDefault(data => data.AttributeClass?.ToDisplayString() == NetworkParser.AttributeName);
        bool isForeign = block.DeclaringSyntaxReferences.Length == 0, isWhole = true;
        SettingReader? terms = network is null && !isForeign ? SettingReader.Of(block, compilation, complaints) : null;
        var layers = new List<LayerRead>();
        foreach (AttributeData data in block.GetAttributes())
        {
            cancellation.ThrowIfCancellationRequested();
            isWhole &= IsKnown(data);
            if (IsKnown(data) && NetworkParser.IsLayer(data.AttributeClass))
                layers.Add(Read(data, data.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax, complaints, terms));
        }
        if (isUsed)
            _open.RemoveAt(_open.Count - 1);
        return (
            new BlockDeclaration(block.Name, layers.Select(layer => layer.Layer).ToEquatableArray())
            {
                IsDeclared = network is not null || IsBlock(block),
                InputShape = network is null ? null : InputShape(network),
                Type = network is null ? null : TypeOf(block),
                Settings = terms?.Settings ?? [],
                IsForeign = isForeign,
                IsWhole = isWhole && layers.All(layer => layer.IsWhole) && complaints.Messages.Count == 0,
            },
            isForeign ? [] : layers.Select(layer => layer.Spans).ToEquatableArray());
    }

    /// <summary>The class that an attribute uses; null where it uses none.</summary>
    private static INamedTypeSymbol? Used(INamedTypeSymbol type) =>
        type is { Name: UseAttributeName or DistributedAttributeName, TypeArguments.Length: 1 } && IsOurs(type)
            ? type.TypeArguments[0] as INamedTypeSymbol : null;

    private static bool IsOurs(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() == "NetCompiler" && type.ContainingType is null;

    private static EquatableArray<int> InputShape(AttributeData network) =>
        network.ConstructorArguments.Length == 1
        && network.ConstructorArguments[0] is { Kind: TypedConstantKind.Array, IsNull: false } shape
            ? shape.Values.Select(dimension => dimension.Value as int? ?? 0).ToEquatableArray()
            : [];

    /// <summary>How the whole assembly names a class; null where only a part of it can.</summary>
    private static string? TypeOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? around = type; around is not null; around = around.ContainingType)
            if (around.IsFileLocal || around.IsGenericType || around.DeclaredAccessibility
                is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return null;
        return type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }
}

/// <summary>What reading a layer yields.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Spans">Where it stands.</param>
/// <param name="IsWhole">Whether C# has no complaint about it or what it uses.</param>
internal sealed record LayerRead(LayerDeclaration Layer, AttributeSpans Spans, bool IsWhole);
