using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NetCompiler.Generator;

namespace NetCompiler.Tool.Nets;

/// <summary>Compiles a class as a user's build would, and loads it.</summary>
internal static class NetCompilation
{
    /// <summary>An object of the class with the weights of a file.</summary>
    /// <param name="source">The file's text.</param>
    /// <param name="name">The class, with its namespace.</param>
    /// <param name="weights">A safetensors file from its beginning; null leaves initial values.</param>
    /// <exception cref="ToolException">The compiler refuses the class; the message has all of its errors.</exception>
    public static CompiledNetwork Load(string source, string name, Stream? weights)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Net{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(source, parse, "Net.cs")], References(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release));
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out var said);
        using var stream = new MemoryStream();
        string[] errors = Errors(said);
        if (errors.Length == 0)
        {
            EmitResult result = output.Emit(stream);
            errors = Errors(result.Diagnostics);
        }
        if (errors.Length > 0)
            throw new ToolException("The class that was written does not compile:\n  " + string.Join("\n  ", errors));
        stream.Position = 0;
        Assembly assembly = new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(stream);
        var network = (INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, 1)!;
        if (weights is not null)
            NetworkFile.Load(network.Compiled, weights);
        return network.Compiled;
    }

    private static string[] Errors(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];

    /// <summary>What this program runs on, and the runtime.</summary>
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is string file
                && (file.StartsWith("System.", StringComparison.Ordinal)
                    || file is "mscorlib.dll" or "netstandard.dll" or "NetCompiler.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
}
