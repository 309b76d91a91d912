using System.Diagnostics;
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
            "README.md",
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
