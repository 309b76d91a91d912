using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Emission;
using NetCompiler.Generator.Infrastructure;
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
        public const string Diagnose = nameof(Diagnose);
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
            .WithTrackingName(Steps.Plan);
        IncrementalValueProvider<EquatableArray<string>> clashes = plans
            .Select(static (plan, _) => plan.Network.Class.FullName)
            .Collect()
            .Select(static (names, _) => FileNames.Clashes(names));
        context.RegisterSourceOutput(
            plans.Combine(clashes),
            static (output, pair) => output.AddSource(FileNames.Of(pair.Left.Network.Class.FullName, pair.Right), NetworkEmitter.Emit(pair.Left)));

        // Diagnostics carry places; only where there are some does anything depend on the compilation.
        IncrementalValuesProvider<LocatedDiagnostic> diagnostics = parsed
            .SelectMany(static (network, _) => network.Declaration is null || network.Spans is null
                ? network.Diagnostics
                : Binder.Bind(network.Declaration).Diagnostics.Select(network.Spans.Locate))
            .WithTrackingName(Steps.Diagnose);
        context.RegisterSourceOutput(
            diagnostics.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));
    }
}
