using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator;

namespace NetCompiler.Benchmarks.Generator;

/// <summary>A compilation and what the generator makes of it, outside of any editor.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly SyntaxTree _tree;
    private GeneratorDriver _driver = NewDriver();
    private Compilation _compilation;

    /// <summary>A project of one file.</summary>
    public GeneratorRun(string source)
    {
        _tree = CSharpSyntaxTree.ParseText(source, ParseOptions, "Networks.cs");
        _compilation =
            CSharpCompilation.Create("Project", [_tree], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    /// <summary>The lines that were generated.</summary>
    public int Lines => _driver.GetRunResult().Results.Single().GeneratedSources.Sum(source => source.SourceText.Lines.Count);

    /// <summary>Runs a driver that remembers nothing over a compilation that has bound nothing: what the first build of a project
    /// pays.</summary>
    public void RunCold()
    {
        _compilation = _compilation.Clone();
        _driver = NewDriver().RunGenerators(_compilation);
        ThrowOnErrors();
    }

    /// <summary>Adds a space behind the last class and runs again: what a keystroke elsewhere in the file pays.</summary>
    public void RunAfterKeystroke()
    {
        SyntaxTree current = _compilation.SyntaxTrees.Single();
        SyntaxTree edited = CSharpSyntaxTree.ParseText(current.GetText() + " ", ParseOptions, current.FilePath);
        _compilation = _compilation.ReplaceSyntaxTree(current, edited);
        _driver = _driver.RunGenerators(_compilation);
    }

    /// <summary>Whether the last run took every file of source from the one before.</summary>
    public bool EverythingCached => _driver.GetRunResult().Results.Single().TrackedOutputSteps
        .SelectMany(step => step.Value).SelectMany(step => step.Outputs).All(output => output.Reason == IncrementalStepRunReason.Cached);

    private static CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private void ThrowOnErrors()
    {
        GeneratorRunResult result = _driver.GetRunResult().Results.Single();
        if (result.Exception is { } exception)
            throw new InvalidOperationException("The generator failed.", exception);
        if (result.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException($"The generator refuses the network: {error}");
    }
}
