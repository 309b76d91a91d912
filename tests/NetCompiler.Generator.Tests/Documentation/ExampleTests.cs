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

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None);

    /// <summary>What programs use most. A name stands for a type, or for a method with all its overloads, one of which has an
    /// example.</summary>
    private static readonly string[] MostUsed =
    [
        "T:NetworkAttribute", "T:DenseAttribute", "T:Conv2DAttribute", "T:BlockAttribute", "M:CompiledNetwork.Predict",
        "M:CompiledNetwork.Classify", "M:Trainer.Fit", "M:Trainer.Evaluate", "M:Trainer.TrainOnBatch", "M:Trainer.ComputeGradients",
        "M:Trainer.InputGradient", "M:Trainer.TrainFor", "M:CompiledNetwork.GetParameter", "M:CompiledNetwork.SetParameter",
        "M:CompiledNetwork.GetGradient", "M:CompiledNetwork.CopyWeightsFrom", "M:CompiledNetwork.MoveTowards", "M:CompiledNetwork.WarmUp",
        "M:CompiledNetwork.Freeze", "M:CompiledNetwork.Unfreeze", "M:CompiledNetwork.EditWeights", "M:NetworkFile.Save",
        "M:NetworkFile.Load", "M:NetworkFile.LoadPart", "M:Dataset.FromLabels", "M:Dataset.FromTargets", "M:Dataset.Create",
        "T:IdxFile", "T:CsvFile", "T:ReplayBuffer", "T:FitOptions", "T:History", "T:Adam", "T:AdamW", "T:SGD", "T:RMSprop", "T:Callback",
        "T:EarlyStopping", "T:LayerInfo",
    ];

    [Fact]
    public void The_members_that_are_used_most_have_an_example()
    {
        HashSet<string> shown = [.. Examples().Select(example => example.Member.Replace("NetCompiler.", "", StringComparison.Ordinal)
            .Split('(', '`')[0])];
        Assert.Equal([], MostUsed.Except(shown));
        Assert.True(MostUsed.Length >= 30, $"{MostUsed.Length} members");
    }

    [Fact]
    public void Examples_of_members_compile()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        (string Member, string Code)[] examples = [.. Examples()];
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(Context, ParseOptions, "Context.cs", Encoding.UTF8, cancellation),
            .. examples.Select((example, i) => CSharpSyntaxTree.ParseText(
                Whole(example.Code, i), ParseOptions, $"{example.Member.Split('(')[0]}.cs", Encoding.UTF8, cancellation)),
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

    /// <summary>Each example of the documentation file that is packed beside the runtime, with the member that it stands at.</summary>
    private static IEnumerable<(string Member, string Code)> Examples() =>
        from member in XDocument.Load(Path.ChangeExtension(typeof(NetworkAttribute).Assembly.Location, ".xml")).Descendants("member")
        from code in member.Elements("example").Descendants("code")
        select (member.Attribute("name")!.Value, code.Value);

    /// <summary>A file of an example: its statements as a method, its types beside it.</summary>
    private static string Whole(string example, int number)
    {
        StringBuilder statements = new(), types = new();
        CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit(example, options: ParseOptions);
        foreach (MemberDeclarationSyntax member in unit.Members)
            (member is GlobalStatementSyntax ? statements : types).Append(member.ToFullString());
        return $$"""
            namespace Example{{number}}
            {
            {{unit.Usings.ToFullString()}}
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
