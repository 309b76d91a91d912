using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NetCompiler.Generator.Model;
using Xunit;

namespace NetCompiler.Generator.Tests;

/// <summary>Runs the generator on source text, with the runtime referenced and <c>using NetCompiler;</c> on top.</summary>
internal static class GeneratorTest
{
    /// <summary>Made once: the framework and the runtime.</summary>
    public static readonly IReadOnlyList<MetadataReference> References =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)];

    private const string Path = "Net.cs";
    private const string Prefix = "using NetCompiler;\n";

    /// <summary>Compilations that come of one share what was read of the references.</summary>
    private static readonly CSharpCompilation Empty =
        CSharpCompilation.Create("Tests", [], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    /// <summary>A compilation of one file.</summary>
    public static CSharpCompilation Compile(string source, LanguageVersion language = LanguageVersion.CSharp14) =>
        Empty.AddSyntaxTrees(Parse(source, language: language));

    /// <summary>A syntax tree of the test's file.</summary>
    public static SyntaxTree Parse(string source, string path = Path, LanguageVersion language = LanguageVersion.CSharp14) =>
        CSharpSyntaxTree.ParseText(Prefix + source, new CSharpParseOptions(language), path);

    /// <summary>A driver that remembers the steps it took.</summary>
    public static GeneratorDriver Driver(LanguageVersion language = LanguageVersion.CSharp14) => Driver(new NetworkCompiler(), language);

    /// <summary>A driver whose stages are these.</summary>
    public static GeneratorDriver Driver(NetworkCompiler compiler, LanguageVersion language = LanguageVersion.CSharp14) =>
        CSharpGeneratorDriver.Create(
        [new NetworkGenerator(compiler).AsSourceGenerator()], parseOptions: new CSharpParseOptions(language),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs once.</summary>
    public static GeneratorRunResult Run(string source)
    {
        GeneratorRunResult result =
            Driver().RunGenerators(Compile(source), TestContext.Current.CancellationToken).GetRunResult().Results[0];
        Assert.Null(result.Exception);
        return result;
    }

    /// <summary>Compiles a file with what is generated for it, under the strictest settings, and asserts that the generated part has no
    /// error and no warning.</summary>
    public static Compilation CompileStrictly(
        string source, NullableContextOptions nullable = NullableContextOptions.Enable, string name = "Tests")
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable, checkOverflow: true, allowUnsafe: false,
            warningLevel: 9999,
            generalDiagnosticOption: ReportDiagnostic.Error, optimizationLevel: OptimizationLevel.Release);
        Driver().RunGeneratorsAndUpdateCompilation(
            Compile(source).WithOptions(options).WithAssemblyName(name), out Compilation output, out _,
            TestContext.Current.CancellationToken);
        Assert.Empty(
            output.GetDiagnostics(TestContext.Current.CancellationToken).Where(
                diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) ?? true));
        return output;
    }

    /// <summary>What a step of the pipeline made of each network, by the step's tracking name.</summary>
    public static IReadOnlyList<T> Outputs<T>(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out var runs)
            ? [.. runs.SelectMany(run => run.Outputs).Select(output => (T)output.Value)]
            : [];

    /// <summary>A file's only network as the parser reads it; nothing may be said about it.</summary>
    public static NetworkDeclaration ParseNetwork(string source) => Read<NetworkDeclaration>(source, NetworkGenerator.Steps.Declare);

    /// <summary>A file's only network, bound; nothing may be said about it.</summary>
    public static Network BindNetwork(string source) => Read<Staged<Network>>(source, NetworkGenerator.Steps.Bind).Value!;

    /// <summary>Whether a generated file has a network's code, and not only a class whose members say why there is none.</summary>
    public static bool IsCompiled(GeneratedSourceResult file) =>
        file.SourceText.ToString().Contains("namespace NetCompiler.Generated", StringComparison.Ordinal);

    /// <summary>Runs over a compilation; the generator must not throw.</summary>
    public static (GeneratorRunResult Result, Compilation Output) Run(Compilation compilation, GeneratorDriver? driver = null)
    {
        GeneratorRunResult result = (driver ?? Driver())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, TestContext.Current.CancellationToken)
            .GetRunResult().Results[0];
        Assert.True(result.Exception is null, result.Exception?.ToString());
        return (result, output);
    }

    /// <summary>C#'s errors.</summary>
    public static IReadOnlyList<Diagnostic> Errors(Compilation compilation) =>
        [
            .. compilation.GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
        ];

    /// <summary>A diagnostic's message.</summary>
    public static string Message(Diagnostic diagnostic) => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The text that a diagnostic is about.</summary>
    public static string TextAt(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);

    /// <summary>Asserts that nothing is said about a network, and gives its text.</summary>
    public static string Accept(string source)
    {
        GeneratorRunResult result = Run(source);
        Assert.Empty(result.Diagnostics);
        return Assert.Single(result.GeneratedSources).SourceText.ToString();
    }

    /// <summary>Asserts that exactly one thing is said, about the text between <c>[|</c> and <c>|]</c>.</summary>
    public static void Refuse(string marked, string id, string message)
    {
        string source = marked.Replace("[|", "").Replace("|]", "");
        GeneratorRunResult result = Run(source);
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));

        int start = marked.IndexOf("[|", StringComparison.Ordinal), length = marked.IndexOf("|]", StringComparison.Ordinal) - start - 2;
        TextSpan span = diagnostic.Location.SourceSpan;
        Assert.Equal(
            (source.Substring(start, length), start + Prefix.Length),
            (diagnostic.Location.SourceTree!.ToString().Substring(span.Start, span.Length), span.Start));
        Assert.Equal(
            diagnostic.Severity != DiagnosticSeverity.Error, result.GeneratedSources.Length > 0 && result.GeneratedSources.All(IsCompiled));
    }

    private static T Read<T>(string source, string step)
    {
        GeneratorRunResult result = Run(source);
        Assert.Empty(result.Diagnostics);
        return Assert.Single(Outputs<T>(result, step));
    }
}
