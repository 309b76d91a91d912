using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Emission;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;

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
        public const string Emit = nameof(Emit);
        public const string Diagnose = nameof(Diagnose);
        public const string ParseBlocks = nameof(ParseBlocks);
        public const string FindLayersOnly = nameof(FindLayersOnly);
        public const string FindForeignWords = nameof(FindForeignWords);
    }

    private readonly NetworkCompiler _compiler;

    /// <summary>The generator as it is used.</summary>
    public NetworkGenerator() : this(new NetworkCompiler())
    {
    }

    internal NetworkGenerator(NetworkCompiler compiler) => _compiler = compiler;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedNetwork> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                NetworkParser.AttributeName, static (_, _) => true,
                static (network, cancellation) => NetworkParser.Parse(network, Surface.Signatures, cancellation))
            .Where(static network => network is not null)
            .Select(static (network, _) => network!)
            .WithTrackingName(Steps.Parse);
        IncrementalValuesProvider<ParsedNetwork> layersOnly = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => LayersWithoutNetwork.MayBe(node, IsLayer),
                static (syntax, cancellation) => LayersWithoutNetwork.Find(syntax, IsLayer, Surface.Signatures, cancellation))
            .Where(static network => network is not null)
            .Select(static (network, _) => network!)
            .WithTrackingName(Steps.FindLayersOnly);

        // Weight files: only what the build left of their headers is read, and a header that says the same changes nothing.
        IncrementalValueProvider<EquatableArray<WeightFile>> weights = context.AdditionalTextsProvider
            .Where(WeightFileParser.IsList)
            .SelectMany(static (text, cancellation) => WeightFileParser.Parse(text, cancellation))
            .WithTrackingName(Steps.Weights)
            .Collect()
            .Select(static (files, _) => files.ToEquatableArray());

        IncrementalValuesProvider<EmittedClass> emitted = Compile(parsed, weights);
        Write(context, emitted, EmitSurfaces(layersOnly, weights));
        Report(context, Diagnose(parsed, weights, emitted));
        Report(context, layersOnly.SelectMany(static (network, _) => network.Diagnostics));
        Report(context, context.SyntaxProvider
            .ForAttributeWithMetadataName(
                LayerReader.BlockAttributeName, static (_, _) => true,
                static (block, cancellation) => BlockParser.Parse(block, cancellation))
            .Where(static block => block is not null)
            .Select(static (block, _) => block!)
            .WithTrackingName(Steps.ParseBlocks)
            .SelectMany(static (block, _) => NetworkCompiler.Diagnose(block)));
        Report(context, weights
            .Combine(parsed.Select(static (network, _) => network.Declaration).Collect())
            .SelectMany(static (pair, _) => WeightBinder.Orphans(pair.Left, pair.Right)));

        IncrementalValuesProvider<LocatedDiagnostic> foreignWords = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => ForeignWordFinder.MayBe(node, Words), ForeignWordFinder.Find)
            .SelectMany(static (diagnostics, _) => diagnostics)
            .WithTrackingName(Steps.FindForeignWords);
        Report(context, foreignWords);
    }

    /// <summary>Source depends on the meaning alone: places in the source end here.</summary>
    private static IncrementalValuesProvider<NetworkDeclaration> Declarations(IncrementalValuesProvider<ParsedNetwork> parsed) => parsed
        .Where(static network => network.Declaration is not null)
        .Select(static (network, _) => network.Declaration!);

    private IncrementalValuesProvider<EmittedClass> Compile(
        IncrementalValuesProvider<ParsedNetwork> parsed, IncrementalValueProvider<EquatableArray<WeightFile>> weights) =>
        Declarations(parsed)
        .WithTrackingName(Steps.Declare)
        .Select((declaration, _) => _compiler.Bind(declaration))
        .WithTrackingName(Steps.Bind)
        .Select((bound, _) => _compiler.MakePlan(bound))
        .WithTrackingName(Steps.Plan)
        .Combine(weights)
        .Select((pair, _) => _compiler.Weigh(pair.Left, pair.Right))
        .WithTrackingName(Steps.Weigh)
        .Select((weighed, _) => _compiler.Emit(weighed))
        .WithTrackingName(Steps.Emit);

    private static IncrementalValuesProvider<EmittedClass> EmitSurfaces(
        IncrementalValuesProvider<ParsedNetwork> parsed, IncrementalValueProvider<EquatableArray<WeightFile>> weights) =>
        Declarations(parsed)
        .Select(static (declaration, _) => FailedNetwork.Of(declaration, null, declaration.Problems))
        .Combine(weights)
        .Select(static (pair, _) => NetworkCompiler.EmitFailed(pair.Left, WeightBinder.FileFor(pair.Left, pair.Right)));

    private static void Write(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<EmittedClass> networks,
        IncrementalValuesProvider<EmittedClass> surfaces)
    {
        IncrementalValueProvider<EquatableArray<string>> clashes = networks.Select(static (file, _) => file.Class).Collect()
            .Combine(surfaces.Select(static (file, _) => file.Class).Collect())
            .Select(static (pair, _) => FileNames.Clashes(pair.Left.Concat(pair.Right)));
        foreach (IncrementalValuesProvider<EmittedClass> files in new[] { networks, surfaces })
            context.RegisterSourceOutput(
                files.Combine(clashes),
                static (output, pair) => output.AddSource(FileNames.Of(pair.Left.Class, pair.Right), pair.Left.Text));
    }

    private IncrementalValuesProvider<LocatedDiagnostic> Diagnose(
        IncrementalValuesProvider<ParsedNetwork> parsed, IncrementalValueProvider<EquatableArray<WeightFile>> weights,
        IncrementalValuesProvider<EmittedClass> emitted)
    {
        IncrementalValueProvider<ImmutableArray<EmittedClass>> faults = emitted.Where(static file => file.Fault.Count > 0).Collect();
        return parsed
            .Combine(weights)
            .Combine(faults)
            .SelectMany((all, _) => Diagnose(all.Left.Left, all.Left.Right, all.Right))
            .WithTrackingName(Steps.Diagnose);
    }

    private IEnumerable<LocatedDiagnostic> Diagnose(
        ParsedNetwork network, EquatableArray<WeightFile> weights, ImmutableArray<EmittedClass> faults)
    {
        if (network.Diagnostics.Count > 0 || network.Declaration is not { IsWhole: true } declaration)
            return network.Diagnostics;
        EmittedClass? fault = faults.FirstOrDefault(fault => fault.Class.Key == declaration.Class.Key);
        return fault is null
            ? _compiler.Diagnose(declaration, weights).Select(network.Locate)
            : [network.Locate(NetworkCompiler.Complaint(fault.Class, fault.Fault))];
    }

    /// <summary>Diagnostics carry places; only where there are some does anything depend on the compilation.</summary>
    private static void Report(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<LocatedDiagnostic> diagnostics) =>
        context.RegisterSourceOutput(
            diagnostics.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));

    /// <summary>Our attributes' names as words of any framework.</summary>
    private static readonly HashSet<string> Words = [.. LayerCatalog.Kinds.Keys.Append("Network").Select(ForeignWords.Fold)];

    private static bool IsLayer(string name) => LayerCatalog.Kinds.ContainsKey(name) || name is "Use" or AllSteps.Attribute;
}
