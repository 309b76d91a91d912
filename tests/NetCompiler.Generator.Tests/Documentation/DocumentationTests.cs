using System.Diagnostics;
using System.Xml.Linq;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace NetCompiler.Generator.Tests.Documentation;

/// <summary>What the documentation shows compiles without a warning, runs to its end, and leads somewhere.</summary>
public class DocumentationTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "src", "NetCompiler", "docs");

    /// <summary>Where the pages are, from the repository's root.</summary>
    public static TheoryData<string> Pages =>
        [
            "README.md", Path.Combine("samples", "README.md"),
            .. Directory.GetFiles(Docs, "*.md").Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Examples_compile_and_run(string path)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var page = new DocumentationPage(Path.Combine(Repository.Root, path));
        if (page.Examples.Count == 0)
            return;
        string runtime = typeof(NetworkAttribute).Assembly.Location;
        Compilation compilation = page.Compile([.. Net100.References.All, MetadataReference.CreateFromFile(runtime)], cancellation);
        Assert.Empty(compilation.GetDiagnostics(cancellation).Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Info));

        DirectoryInfo folder = Directory.CreateTempSubdirectory("netcompiler-docs-");
        try
        {
            string program = Path.Combine(folder.FullName, $"{compilation.AssemblyName}.dll");
            EmitResult result = compilation.Emit(program, cancellationToken: cancellation);
            Assert.True(result.Success, string.Join('\n', result.Diagnostics));
            File.Copy(runtime, Path.Combine(folder.FullName, Path.GetFileName(runtime)));
            DocumentationPage.WriteFiles(folder.FullName);
            (int exitCode, string output) = await Run(program, folder.FullName, cancellation);
            Assert.True(exitCode == 0, $"{path} ended with {exitCode}:\n{output}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files(string path)
    {
        var page = new DocumentationPage(Path.Combine(Repository.Root, path));
        Assert.All(page.Links, link => Assert.True(File.Exists(Path.Combine(page.Folder, link.Split('#')[0])), $"{path}: {link}"));
    }

    /// <summary>A visitor gives it half a minute; what does not fit has a page.</summary>
    [Fact]
    public void The_README_is_short_and_its_pictures_have_a_ground_of_their_own()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        Assert.InRange(lines.Length, 1, 150);
        var page = new DocumentationPage(Path.Combine(Repository.Root, "README.md"));
        string[] pictures = [.. page.Links.Where(link => link.EndsWith(".svg", StringComparison.Ordinal))];
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.True(HasGround(Path.Combine(Repository.Root, picture)), picture));
    }

    /// <summary>Whether the first thing drawn covers the picture, so that it looks the same on light and dark pages.</summary>
    private static bool HasGround(string picture)
    {
        XElement svg = XDocument.Load(picture).Root!;
        XElement? ground = svg.Elements().FirstOrDefault(element => element.Name.LocalName is not ("title" or "desc" or "style" or "defs"));
        string[] box = svg.Attribute("viewBox")!.Value.Split(' ');
        return ground?.Name.LocalName == "rect" && ground.Attribute("fill") is not null
            && (ground.Attribute("width")!.Value, ground.Attribute("height")!.Value) is var size
            && (size == (box[2], box[3]) || size == ("100%", "100%"));
    }

    private static async Task<(int ExitCode, string Output)> Run(string program, string folder, CancellationToken cancellation)
    {
        string configuration = Path.ChangeExtension(typeof(DocumentationTests).Assembly.Location, ".runtimeconfig.json");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", "--runtimeconfig", configuration, program },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation),
                errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
