using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace NetCompiler.Generator.Tests;

/// <summary>Runs the generator on source text, with the runtime referenced and <c>using NetCompiler;</c> on top.</summary>
internal static class GeneratorTest
{
    private const string Path = "Net.cs";

    /// <summary>A compilation of one file.</summary>
    public static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Tests", [Parse(source)], [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    /// <summary>A syntax tree of the test's file.</summary>
    public static SyntaxTree Parse(string source, string path = Path) =>
        CSharpSyntaxTree.ParseText("using NetCompiler;\n" + source, new CSharpParseOptions(LanguageVersion.CSharp14), path);

    /// <summary>A driver that remembers the steps it took.</summary>
    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs once.</summary>
    public static GeneratorRunResult Run(string source)
    {
        GeneratorRunResult result = Driver().RunGenerators(Compile(source), TestContext.Current.CancellationToken).GetRunResult().Results[0];
        Assert.Null(result.Exception);
        return result;
    }

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

        int start = "using NetCompiler;\n".Length + marked.IndexOf("[|", StringComparison.Ordinal), length = marked.IndexOf("|]", StringComparison.Ordinal) - marked.IndexOf("[|", StringComparison.Ordinal) - 2;
        string squiggle = diagnostic.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(diagnostic.Location.SourceSpan);
        Assert.Equal((start, length, source.Substring(start - "using NetCompiler;\n".Length, length)), (diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length, squiggle));
        Assert.Equal(diagnostic.Severity == DiagnosticSeverity.Error ? 0 : 1, result.GeneratedSources.Length);
    }
}
