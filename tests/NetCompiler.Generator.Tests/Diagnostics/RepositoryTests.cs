using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The networks of the samples, the tests, the benchmarks and the documentation: nothing is said about them but what a pragma
/// silences with its reason.</summary>
public sealed class RepositoryTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(ArchitectureTests.Root, "..", ".."));

    [Theory]
    [InlineData("samples", 8)]
    [InlineData("tests/NetCompiler.Layers.Tests", 200)]
    [InlineData("tests/NetCompiler.Numbers.Tests", 100)]
    [InlineData("tests/NetCompiler.Tests", 20)]
    [InlineData("tests/NetCompiler.Benchmarks", 20)]
    [InlineData("tests/NetCompiler.Package.Tests/Programs", 10)]
    public void No_network_is_complained_about(string folder, int least)
    {
        IEnumerable<SyntaxTree> files = Directory.GetFiles(Path.Combine(Repository, folder), "*.cs", SearchOption.AllDirectories)
            // The program Mistake has one on purpose.
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj", "Mistake"]).Any())
            .Select(file => GeneratorTest.Parse(File.ReadAllText(file), file));
        AssertQuiet(GeneratorTest.Compile("").AddSyntaxTrees(files), least);
    }

    [Fact]
    public void No_network_of_the_documentation_is_complained_about()
    {
        string[] pages = Directory.GetFiles(Path.Combine(Repository, "src", "NetCompiler", "docs"), "*.md");
        IEnumerable<string> examples = pages.Append(Path.Combine(Repository, "README.md"))
            .SelectMany(page => File.ReadAllText(page).Split("```csharp\n")[1..])
            .Select(text => text.Split("```")[0]);
        AssertQuiet(GeneratorTest.Compile("").AddSyntaxTrees(examples.Select((text, i) => GeneratorTest.Parse(text, $"{i}.cs"))), 4);
    }

    private static void AssertQuiet(Compilation compilation, int least)
    {
        (IReadOnlyList<Diagnostic> diagnostics, int networks) = BindingOnly.Run(compilation, TestContext.Current.CancellationToken);
        Assert.True(networks >= least, $"Only {networks} networks were found.");
        string said = string.Join('\n', diagnostics.Where(diagnostic => !diagnostic.IsSuppressed));
        Assert.True(said.Length == 0, said);
    }
}
