using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>What is said about blocks: at the use and in the block, whichever file or assembly that is in.</summary>
public sealed class BlockDiagnosticTests
{
    private const string Use = "[Network(4, 4, 1), Use<Hidden>, Flatten, Dense(2)] partial class Net;";

    [Fact]
    public void An_error_at_a_use_shows_the_layer_inside_too()
    {
        (GeneratorRunResult result, _) = GeneratorTest.Run(TwoFiles("[Block, Dense(3), ReLU] class Hidden;", Use));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("NETC1120", "Use<Hidden>", "Net.cs"), Place(diagnostic));
        Location inside = Assert.Single(diagnostic.AdditionalLocations);
        Assert.Equal("Block.cs", inside.SourceTree!.FilePath);
        Assert.Equal("Dense(3)", inside.SourceTree.ToString().Substring(inside.SourceSpan.Start, inside.SourceSpan.Length));
    }

    [Fact]
    public void A_mistake_of_the_block_stands_in_the_block_and_at_its_uses()
    {
        (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(TwoFiles(
            "[Block, Dense(0), ReLU] class Hidden;",
            "[Network(4), Use<Hidden>(Repeat = 3), Dense(2)] partial class Net; class User { Net Make() => new(3); }"));
        Assert.Equal(
            [("NETC1001", "0"), ("NETC1120", "Use<Hidden>(Repeat = 3)")],
            result.Diagnostics.Select(diagnostic => (diagnostic.Id, GeneratorTest.TextAt(diagnostic))).Order());
        // The class that uses it has its members.
        Assert.Empty(GeneratorTest.Errors(output));
    }

    [Fact]
    public void A_warning_about_a_layer_inside_stands_there_once()
    {
        (GeneratorRunResult result, _) = GeneratorTest.Run(TwoFiles(
            "[Block, Dense(3), Dense(3), ReLU] class Hidden;", "[Network(4), Use<Hidden>(Repeat = 2), Dense(2)] partial class Net;"));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("NETC1015", "Dense(3)", "Block.cs"), Place(diagnostic));
    }

    [Fact]
    public void What_C_Sharp_refuses_in_a_block_is_left_to_it()
    {
        foreach (string block in (string[])
            ["[Block, Dense(3), Missing(3)] class Hidden;", "[Block, Dense(\"three\")] class Hidden;", ""])
        {
            (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(
                TwoFiles(block, Use + " class User { Net Make() => new(3); }"));
            Assert.Empty(result.Diagnostics);
            Assert.All(GeneratorTest.Errors(output), error => Assert.Contains(error.Id, (string[])["CS0246", "CS1503"]));
        }
    }

    [Fact]
    public void A_block_of_another_assembly_is_used_with_its_own_settings()
    {
        const string Block = "[Block, Dense(Hidden.Units), Tanh] public class Hidden { public const int Units = 3; }";
        MetadataReference library = Library(Block);
        string use = "[Network(4), Use<Hidden>(Name = \"h\"), Dense(2)] partial class Net;";
        GeneratorRunResult foreign = RunWith(library, use), own = GeneratorTest.Run(Block + use);
        Assert.Empty(foreign.Diagnostics);
        Assert.Equal(
            Assert.Single(own.GeneratedSources).SourceText.ToString(), Assert.Single(foreign.GeneratedSources).SourceText.ToString());

        Diagnostic refused = Assert.Single(RunWith(library, use.Replace("(Name", "(5, Name")).Diagnostics);
        Assert.Equal(("NETC1124", "5"), (refused.Id, GeneratorTest.TextAt(refused)));
        Assert.Equal(
            "Hidden gets 1 settings here, but is in another assembly, where its settings have become numbers: leave the others out",
            GeneratorTest.Message(refused));
        Diagnostic misfit = Assert.Single(RunWith(library, use.Replace("Network(4)", "Network(4, 4, 1)")).Diagnostics);
        Assert.Equal(("NETC1120", 0), (misfit.Id, misfit.AdditionalLocations.Count));
    }

    private static GeneratorRunResult RunWith(MetadataReference library, string source) =>
        GeneratorTest.Run(GeneratorTest.Compile(source).AddReferences(library)).Result;

    private static MetadataReference Library(string source)
    {
        using var stream = new MemoryStream();
        Compilation library = GeneratorTest.Compile(source).WithAssemblyName("Library");
        Assert.True(library.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Success);
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    private static (string Id, string Text, string File) Place(Diagnostic diagnostic) =>
        (diagnostic.Id, GeneratorTest.TextAt(diagnostic), diagnostic.Location.SourceTree!.FilePath);

    private static CSharpCompilation TwoFiles(string block, string use) =>
        GeneratorTest.Compile(use).AddSyntaxTrees(GeneratorTest.Parse(block, "Block.cs"));
}
