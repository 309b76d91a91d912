using System.Text;
using System.Xml.Linq;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace NetCompiler.Generator.Tests.Documentation;

/// <summary>The examples in the documentation of members, which editors show, compile without a warning as they stand, for a network, data
/// and numbers of these names.</summary>
public class ExampleTests
{
    private const string Context = """
        global using System; global using System.IO; global using System.Linq; global using NetCompiler;

        [Network(784)]
        [Dense(128), ReLU]
        [Dense(10), Softmax]
        public sealed partial class Digits;

        [Block]
        [Conv2D(Residual.Filters, 3, Padding = Padding.Same), BatchNorm, ReLU]
        [Conv2D(Residual.Filters, 3, Padding = Padding.Same), BatchNorm, Add("input"), ReLU]
        public class Residual
        {
            public const int Filters = 16;
        }
        """;

    private const string Parameters = "Digits net, Dataset train, Dataset test, float[] inputs, float[] targets, float loss";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Parse);

    [Fact]
    public void Examples_of_members_compile()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        (string Member, string Code)[] examples =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "src", "NetCompiler"), "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"))
                .Order(StringComparer.Ordinal)
                .SelectMany(path => ExamplesOf(CSharpSyntaxTree.ParseText(File.ReadAllText(path), ParseOptions, path), cancellation)),
        ];
        Assert.True(examples.Length >= 30, $"{examples.Length} examples");
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(Context, ParseOptions, "Context.cs", Encoding.UTF8, cancellation),
            .. examples.Select((example, i) => CSharpSyntaxTree.ParseText(
                Whole(example.Code, i), ParseOptions, $"{example.Member}.cs", Encoding.UTF8, cancellation)),
        ];
        var compilation = CSharpCompilation.Create(
            "Examples", trees,
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            compilation, out Compilation output, out System.Collections.Immutable.ImmutableArray<Diagnostic> complaints, cancellation);
        // A variable that an example does nothing more with is none of its faults.
        Assert.DoesNotContain(
            output.GetDiagnostics(cancellation).Concat(complaints),
            diagnostic => diagnostic.Severity > DiagnosticSeverity.Info && diagnostic.Id is not ("CS0219" or "CS0168"));
    }

    /// <summary>Each example with the name of the member that it stands at.</summary>
    private static IEnumerable<(string Member, string Code)> ExamplesOf(SyntaxTree tree, CancellationToken cancellation)
    {
        foreach (SyntaxNode member in tree.GetRoot(cancellation).DescendantNodes().Where(node => node is MemberDeclarationSyntax))
        {
            DocumentationCommentTriviaSyntax? comment = member.GetLeadingTrivia().Select(trivia => trivia.GetStructure())
                .OfType<DocumentationCommentTriviaSyntax>().LastOrDefault();
            if (comment?.Content.OfType<XmlElementSyntax>().Any(element => element.StartTag.Name.ToString() == "example") != true)
                continue;
            IEnumerable<string> lines = comment.ToFullString().Split('\n').Select(line => line.TrimStart()).Select(
                line => line.StartsWith("/// ", StringComparison.Ordinal) ? line[4..] : line.TrimStart('/'));
            foreach (XElement code in XElement.Parse($"<doc>{string.Join('\n', lines)}</doc>").Descendants("code"))
                yield return ($"{Path.GetFileNameWithoutExtension(tree.FilePath)}_{member.SpanStart}", code.Value);
        }
    }

    /// <summary>A file of an example: its statements as a method, its types beside it.</summary>
    private static string Whole(string example, int number)
    {
        StringBuilder statements = new(), types = new();
        foreach (MemberDeclarationSyntax member in SyntaxFactory.ParseCompilationUnit(example, options: ParseOptions).Members)
            (member is GlobalStatementSyntax ? statements : types).Append(member.ToFullString());
        return $$"""
            namespace Example{{number}}
            {
                static class Program
                {
                    static void Run({{Parameters}})
                    {
            {{statements}}
                    }
                }
            {{types}}
            }
            """;
    }
}
