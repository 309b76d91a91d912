using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Emission;
using NetCompiler.Generator.Parsing;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The compiler up to binding: what it says about many networks, without writing code for them.</summary>
internal sealed class BindingOnly : IIncrementalGenerator
{
    private int _networks;

    /// <summary>Binds all networks of a compilation.</summary>
    /// <returns>What is said where it stands, with what a pragma silences marked; and the number of networks.</returns>
    public static (IReadOnlyList<Diagnostic> Diagnostics, int Networks) Run(Compilation compilation, CancellationToken cancellation)
    {
        var generator = new BindingOnly();
        CSharpGeneratorDriver
            .Create([generator.AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14))
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation _, out var diagnostics, cancellation);
        return (diagnostics, generator._networks);
    }

    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                NetworkParser.AttributeName, static (_, _) => true,
                static (network, cancellation) => NetworkParser.Parse(network, Surface.Signatures, cancellation))
            .Combine(context.CompilationProvider),
        (output, pair) =>
        {
            if (pair.Left is not { Declaration: { IsWhole: true, Problems.Count: 0 } declaration, Spans: { } spans })
                return;
            _networks++;
            foreach (var complaint in Binder.Bind(declaration).Diagnostics)
                output.ReportDiagnostic(spans.Locate(complaint).ToDiagnostic(pair.Right));
        });
}
