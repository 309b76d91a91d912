using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads a class with <c>[Block]</c> for its own sake: what is wrong with it is said where it stands, whether or not it is
/// used.</summary>
internal static class BlockParser
{
    /// <summary>Reads one class; null for what is no class, has no name yet, or is read as a network.</summary>
    public static ParsedBlock? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (context.TargetNode is not TypeDeclarationSyntax syntax
            || context.TargetSymbol is not INamedTypeSymbol { Name.Length: > 0 } symbol
            || NetworkParser.IsNetwork(symbol)
            || context.Attributes[0].ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax attribute)
            return null;
        var complaints = new Complaints();
        SourceSpan place = SourceSpans.Of(attribute);
        foreach (AttributeData data in symbol.GetAttributes().Where(data => NetworkParser.IsLayer(data.AttributeClass)))
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } layer && !syntax.Contains(layer))
                complaints.Report(
                    Descriptors.SpreadLayers, SourceSpans.Of(layer), LayerReader.Kind(data.AttributeClass!), symbol.Name,
                    "Block");
        (BlockDeclaration block, EquatableArray<AttributeSpans> layers) =
            new LayerReader(context.SemanticModel.Compilation, symbol, cancellation).ReadBlock(symbol, complaints);
        if (block is { IsWhole: true, Layers.Count: 0 })
            complaints.Report(Descriptors.NoBlock, place, symbol.Name, "has no layers", "give it some, or remove [Block]");
        return new ParsedBlock(block, new DeclarationSpans(new AttributeSpans(place, []), layers, []), complaints.All);
    }
}

/// <summary>What reading a block yields.</summary>
/// <param name="Declaration">The block.</param>
/// <param name="Spans">The places of its parts.</param>
/// <param name="Diagnostics">Complaints. If there are any, the block is not looked at further.</param>
internal sealed record ParsedBlock(BlockDeclaration Declaration, DeclarationSpans Spans, EquatableArray<LocatedDiagnostic> Diagnostics);
