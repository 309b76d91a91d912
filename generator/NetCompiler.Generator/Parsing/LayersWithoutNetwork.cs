using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Finds classes with layers that are no networks. Not an analyzer's work: the C# compiler asks no analyzer once a generator has
/// reported an error that cannot be switched off, so that a mistake in another network would hide this one.</summary>
/// <remarks>Layers are recognised by the name as it is written, before anything is asked that takes time.</remarks>
internal static class LayersWithoutNetwork
{
    /// <summary>Whether it may be such a class.</summary>
    /// <param name="node">Any part of a file.</param>
    /// <param name="isLayer">Whether a layer has this name.</param>
    public static bool MayBe(SyntaxNode node, Func<string, bool> isLayer) =>
        node is TypeDeclarationSyntax { AttributeLists.Count: > 0 } type
        && type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => isLayer(ShortName(attribute)));

    /// <summary>The class, with what is said about it at its first layer; null where that stands on another of its parts, or
    /// <c>[Network]</c> on any.</summary>
    /// <param name="context">The class, or one of its parts.</param>
    /// <param name="isLayer">Whether a layer has this name.</param>
    /// <param name="signatures">Every member that is ever written into a network's class.</param>
    /// <param name="cancellation">Ends it.</param>
    public static ParsedNetwork? Find(
        GeneratorSyntaxContext context, Func<string, bool> isLayer, IReadOnlyList<MemberSignature> signatures,
        CancellationToken cancellation)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellation) is not INamedTypeSymbol { TypeKind: TypeKind.Class } symbol
            || NetworkParser.IsNetwork(symbol) || LayerReader.IsBlock(symbol))
            return null;
        AttributeSyntax? first = symbol.GetAttributes()
            .Where(data => NetworkParser.IsLayer(data.AttributeClass))
            .Select(data => data.ApplicationSyntaxReference?.GetSyntax(cancellation))
            .OfType<AttributeSyntax>()
            .FirstOrDefault(attribute => isLayer(ShortName(attribute)));
        return first is not null && context.Node.Contains(first)
            ? NetworkParser.ParseLayersOnly((TypeDeclarationSyntax)context.Node, symbol, context.SemanticModel, first, signatures)
            : null;
    }

    /// <summary>The name without its namespace and without "Attribute".</summary>
    public static string ShortName(AttributeSyntax attribute) => NetworkParser.WithoutSuffix(attribute.Name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    });
}
