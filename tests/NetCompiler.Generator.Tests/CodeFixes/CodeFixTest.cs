using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace NetCompiler.Generator.Tests.CodeFixes;

/// <summary>Applies code fixes to text as an editor does: the diagnostics of the compiler and of the generator in, the changed document
/// out.</summary>
internal static class CodeFixTest
{
    private const string Prefix = "using NetCompiler;\n";

    /// <summary>Asserts that a fix is offered once for one of the mistakes (by number, in the order of the source), under this title, and
    /// turns the source into the expected text.</summary>
    public static async Task Fixes(
        CodeFixProvider provider, string title, string source, string expected, int mistake = 0, string prefix = Prefix)
    {
        Document document = MakeDocument(prefix + source);
        CodeAction action = Assert.Single(await Offers(provider, document, mistake));
        Assert.Equal(title, action.Title);
        Assert.Equal(prefix + expected, await Apply(action, document));
    }

    /// <summary>Asserts that nothing is offered, although there is a mistake that the fix is registered for.</summary>
    public static async Task Refuses(CodeFixProvider provider, string source, string prefix = Prefix) =>
        Assert.Empty(await Offers(provider, MakeDocument(prefix + source), 0));

    /// <summary>Asserts what Fix All makes of the document, and that none of the mistakes is left.</summary>
    public static Task FixesAll(CodeFixProvider provider, string source, string expected) =>
        FixesAllBut(provider, left: 0, source, expected);

    /// <summary>Asserts what Fix All makes of the document, and how many mistakes are left for another time.</summary>
    public static async Task FixesAllBut(CodeFixProvider provider, int left, string source, string expected)
    {
        Document document = MakeDocument(Prefix + source);
        CodeAction offer = Assert.Single(await Offers(provider, document, 0));
        var context = new FixAllContext(
            document, provider, FixAllScope.Document, offer.EquivalenceKey!, provider.FixableDiagnosticIds, new Diagnostics(),
            TestContext.Current.CancellationToken);
        CodeAction action = Assert.IsType<CodeAction>(await provider.GetFixAllProvider()!.GetFixAsync(context), exactMatch: false);
        string text = await Apply(action, document);
        Assert.Equal(Prefix + expected, text);
        Assert.Equal(left, (await Find(provider, MakeDocument(text))).Length);
    }

    private static async Task<IReadOnlyList<CodeAction>> Offers(CodeFixProvider provider, Document document, int mistake)
    {
        ImmutableArray<Diagnostic> diagnostics = await Find(provider, document);
        IGrouping<TextSpan, Diagnostic>[] places =
            [.. diagnostics.GroupBy(diagnostic => diagnostic.Location.SourceSpan).OrderBy(place => place.Key)];
        Assert.True(mistake < places.Length, $"{places.Length} places with {string.Join(", ", provider.FixableDiagnosticIds)}");
        var actions = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(
            document, places[mistake].Key, [.. places[mistake]], (action, _) => actions.Add(action),
            TestContext.Current.CancellationToken));
        return actions;
    }

    /// <summary>What the C# compiler and the generator say that the fix is registered for.</summary>
    private static async Task<ImmutableArray<Diagnostic>> Find(CodeFixProvider provider, Document document)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            compilation, out Compilation output, out ImmutableArray<Diagnostic> generator, TestContext.Current.CancellationToken);
        return [.. output.GetDiagnostics(TestContext.Current.CancellationToken).Concat(generator)
            .Where(
                diagnostic =>
                    provider.FixableDiagnosticIds.Contains(diagnostic.Id) && diagnostic.Location.SourceTree?.FilePath == document.FilePath)
                ];
    }

    private static async Task<string> Apply(CodeAction action, Document document)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        Solution changed = Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
    }

    private static Document MakeDocument(string text)
    {
        var workspace = new AdhocWorkspace();
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Tests", "Tests", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
            metadataReferences: [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)]);
        return workspace.CurrentSolution.AddProject(project).GetProject(project.Id)!
            .AddDocument("Net.cs", SourceText.From(text), filePath: "Net.cs");
    }

    private sealed class Diagnostics : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            GetProjectDiagnosticsAsync(project, cancellationToken);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document, CancellationToken cancellationToken)
        {
            Compilation compilation = (await document.Project.GetCompilationAsync(cancellationToken))!;
            GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
                compilation, out Compilation output, out ImmutableArray<Diagnostic> generator, cancellationToken);
            return output.GetDiagnostics(cancellationToken).Concat(generator);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            GetDocumentDiagnosticsAsync(project.Documents.Single(), cancellationToken);
    }
}
