using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator;

namespace NetCompiler.Tool.Nets;

/// <summary>Compiles a class as a user's build would, and loads it.</summary>
internal static class NetCompilation
{
    private const string RuntimeFile = "NetCompiler.dll";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    private static MetadataReference[]? _references, _runtimes;
    private static CSharpCompilation? _empty;

    /// <summary>An object of the class with initial values, and what the compiler warns of.</summary>
    /// <param name="source">The file's text.</param>
    /// <param name="name">The class, with its namespace.</param>
    /// <exception cref="ToolException">The compiler refuses the class; the message has all of its errors.</exception>
    public static (CompiledNetwork Network, IReadOnlyList<CompilerWarning> Warnings) Load(string source, string name)
    {
        (CSharpCompilation output, Diagnostic[] said) = Generate(source);
        string[] errors = Errors(said);
        return errors.Length > 0 ? throw Refused(errors) : (Load(output, name), Warnings(said));
    }

    /// <summary>What the compiler warns of in a source text, where that does not say that it is meant.</summary>
    public static IReadOnlyList<CompilerWarning> Warnings(string source) => Warnings(Generate(source).Said);

    /// <summary>An object of a class whose other half is written already, with initial values.</summary>
    public static CompiledNetwork LoadWritten(string source, string name) => Load(
        Create([CSharpSyntaxTree.ParseText(source, Language, "Net.cs")]), name);

    private static (CSharpCompilation Output, Diagnostic[] Said) Generate(string source)
    {
        CSharpCompilation compilation = Create([CSharpSyntaxTree.ParseText(source, Language, "Net.cs")]);
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Language)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out var said);
        return ((CSharpCompilation)output, [.. said]);
    }

    private static CompilerWarning[] Warnings(IEnumerable<Diagnostic> said) =>
    [
        .. said.Where(diagnostic => diagnostic is { Severity: DiagnosticSeverity.Warning, IsSuppressed: false })
            .Select(diagnostic => new CompilerWarning(diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture))),
    ];

    private static CompiledNetwork Load(CSharpCompilation compilation, string name)
    {
        using var stream = new MemoryStream();
        string[] errors = Errors(compilation.Emit(stream).Diagnostics);
        if (errors.Length > 0)
            throw Refused(errors);
        stream.Position = 0;
        Assembly assembly = new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(stream);
        return ((INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, 1)!).Compiled;
    }

    /// <summary>Compilations that come of one share what was read of the references.</summary>
    private static CSharpCompilation Create(IEnumerable<SyntaxTree> trees) => (_empty ??= CSharpCompilation.Create(
        "Net", [], ReferencesOfRuntime(),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release))).AddSyntaxTrees(trees);

    private static ToolException Refused(IEnumerable<string> errors) =>
        new("The class that was written does not compile:\n  " + string.Join("\n  ", errors));

    private static string[] Errors(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];

    /// <summary>What this program runs on, and the runtime: what a user's file may need.</summary>
    public static MetadataReference[] References() => _references ??= References(
        file => file.StartsWith("System.", StringComparison.Ordinal) || file is "mscorlib.dll" or "netstandard.dll" or RuntimeFile);

    /// <summary>The runtime and what it refers to itself: what a generated class needs. All others are 44 MB to
    /// read.</summary>
    private static MetadataReference[] ReferencesOfRuntime()
    {
        if (_runtimes is null)
        {
            HashSet<string> own = [.. typeof(CompiledNetwork).Assembly.GetReferencedAssemblies().Select(name => name.Name + ".dll")];
            _runtimes = References(file => own.Contains(file) || file is "System.Private.CoreLib.dll" or RuntimeFile);
        }
        return _runtimes;
    }

    private static MetadataReference[] References(Func<string, bool> isWanted) =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => isWanted(Path.GetFileName(path))).Select(path => MetadataReference.CreateFromFile(path)),
    ];
}

/// <summary>What the compiler says of a class that it compiles.</summary>
/// <param name="Id">Its number, such as <c>NETC1020</c>.</param>
/// <param name="Message">The sentence.</param>
internal sealed record CompilerWarning(string Id, string Message);
