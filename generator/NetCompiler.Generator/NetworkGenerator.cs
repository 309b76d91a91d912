using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Emission;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator;

/// <summary>Writes the other half of every class with <c>[Network]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <summary>Tracking names of the pipeline's steps.</summary>
    internal static class Steps
    {
        public const string Parse = nameof(Parse);
        public const string Declare = nameof(Declare);
        public const string Bind = nameof(Bind);
        public const string Plan = nameof(Plan);
        public const string Weights = nameof(Weights);
        public const string Weigh = nameof(Weigh);
        public const string Diagnose = nameof(Diagnose);
        public const string FindLayersOnly = nameof(FindLayersOnly);
        public const string FindForeignWords = nameof(FindForeignWords);
    }

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedNetwork> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.AttributeName, static (_, _) => true, NetworkParser.Parse)
            .Where(static network => network is not null)
            .Select(static (network, _) => network!)
            .WithTrackingName(Steps.Parse);

        // Source depends on the meaning alone: places in the source end here.
        IncrementalValuesProvider<Plan> plans = parsed
            .Where(static network => network.Declaration is not null)
            .Select(static (network, _) => network.Declaration!)
            .WithTrackingName(Steps.Declare)
            .Select(static (declaration, _) => Binder.Bind(declaration).Network)
            .Where(static network => network is not null)
            .Select(static (network, _) => network!)
            .WithTrackingName(Steps.Bind)
            .Select(static (network, _) => Planner.MakePlan(network))
            .WithTrackingName(Steps.Plan)
            .Where(static plan => MemoryBudget.Check(plan) is null);

        // Weight files: only what the build left of their headers is read, and a header that says the same changes nothing.
        IncrementalValueProvider<EquatableArray<WeightFile>> weights = context.AdditionalTextsProvider
            .Where(WeightFileParser.IsList)
            .SelectMany(static (text, cancellation) => WeightFileParser.Parse(text, cancellation))
            .WithTrackingName(Steps.Weights)
            .Collect()
            .Select(static (files, _) => files.ToEquatableArray());
        IncrementalValuesProvider<(Plan Plan, BoundWeights? Weights)> weighed = plans
            .Combine(weights)
            .Select(static (pair, _) => (pair.Left, WeightBinder.Bind(pair.Left.Network, pair.Right).Weights))
            .WithTrackingName(Steps.Weigh);

        IncrementalValueProvider<EquatableArray<string>> clashes = plans
            .Select(static (plan, _) => plan.Network.Class.FullName)
            .Collect()
            .Select(static (names, _) => FileNames.Clashes(names));
        context.RegisterSourceOutput(
            weighed.Combine(clashes),
            static (output, pair) => output.AddSource(
                FileNames.Of(pair.Left.Plan.Network.Class.FullName, pair.Right), NetworkEmitter.Emit(pair.Left.Plan, pair.Left.Weights)));

        // Diagnostics carry places; only where there are some does anything depend on the compilation.
        IncrementalValuesProvider<LocatedDiagnostic> diagnostics = parsed
            .Combine(weights)
            .SelectMany(static (pair, _) => pair.Left.Declaration is null || pair.Left.Spans is null
                ? pair.Left.Diagnostics
                : Diagnose(pair.Left.Declaration, pair.Right).Select(pair.Left.Spans.Locate))
            .WithTrackingName(Steps.Diagnose);
        Report(context, diagnostics);

        IncrementalValuesProvider<LocatedDiagnostic> orphans = weights
            .Combine(parsed.Select(static (network, _) => network.Declaration).Collect())
            .SelectMany(static (pair, _) => WeightBinder.Orphans(pair.Left, pair.Right));
        Report(context, orphans);

        IncrementalValuesProvider<LocatedDiagnostic> layersOnly = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => LayersWithoutNetwork.MayBe(node, IsLayer),
                static (syntax, cancellation) => LayersWithoutNetwork.Find(syntax, IsLayer, cancellation))
            .Where(static diagnostic => diagnostic is not null)
            .Select(static (diagnostic, _) => diagnostic!)
            .WithTrackingName(Steps.FindLayersOnly);
        Report(context, layersOnly);

        IncrementalValuesProvider<LocatedDiagnostic> foreignWords = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => ForeignWordFinder.MayBe(node, Layers), ForeignWordFinder.Find)
            .SelectMany(static (diagnostics, _) => diagnostics)
            .WithTrackingName(Steps.FindForeignWords);
        Report(context, foreignWords);
    }

    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<LocatedDiagnostic> diagnostics) =>
        context.RegisterSourceOutput(
            diagnostics.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));

    /// <summary>The layers' names as words of any framework.</summary>
    private static readonly HashSet<string> Layers = [.. LayerCatalog.Kinds.Keys.Select(ForeignWords.Fold)];

    private static bool IsLayer(string name) => LayerCatalog.Kinds.ContainsKey(name);

    private static IEnumerable<DiagnosticInfo> Diagnose(NetworkDeclaration declaration, EquatableArray<WeightFile> weights)
    {
        BoundNetwork bound = Binder.Bind(declaration);
        if (bound.Network is null)
            return bound.Diagnostics;
        DiagnosticInfo? memory = declaration.MaxMemory == long.MaxValue ? null : MemoryBudget.Check(Planner.MakePlan(bound.Network));
        return bound.Diagnostics.Concat(memory is null ? [] : [memory]).Concat(WeightBinder.Bind(bound.Network, weights).Diagnostics);
    }
}
