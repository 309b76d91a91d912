using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetCompiler.Generator.Diagnostics;

namespace NetCompiler.Generator.Parsing;

/// <summary>Finds classes with layers that are no networks. An analyzer, because the generator sees nothing but classes with <c>[Network]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LayersWithoutNetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.LayersWithoutNetwork];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NetworkParser.AttributeName) is { } network)
                start.RegisterSymbolAction(symbol => Analyze(symbol, network), SymbolKind.NamedType);
        });
    }

    /// <summary>Reports at the first layer.</summary>
    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol network)
    {
        ImmutableArray<AttributeData> attributes = context.Symbol.GetAttributes();
        AttributeData? layer = attributes.FirstOrDefault(data => NetworkParser.IsLayer(data.AttributeClass));
        if (layer?.ApplicationSyntaxReference is { } place && !attributes.Any(data => SymbolEqualityComparer.Default.Equals(data.AttributeClass, network)))
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.LayersWithoutNetwork, Location.Create(place.SyntaxTree, place.Span), context.Symbol.Name));
    }
}
