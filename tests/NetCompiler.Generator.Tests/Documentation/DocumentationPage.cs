using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.Generator.Tests.Documentation;

/// <summary>A page of Markdown, and the program that its C# examples are together: usings, then statements, then types, each in the page's
/// order.</summary>
internal sealed partial class DocumentationPage(string path)
{
    /// <summary>What <c>ImplicitUsings</c> gives a console program.</summary>
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using "
            + "System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    /// <summary>The page's name without folder and ending.</summary>
    public string Name { get; } = Path.GetFileNameWithoutExtension(path);

    /// <summary>The text.</summary>
    public string Text { get; } = File.ReadAllText(path);

    /// <summary>The folder it stands in.</summary>
    public string Folder { get; } = Path.GetDirectoryName(path)!;

    /// <summary>The examples, in order.</summary>
    public IReadOnlyList<string> Examples => [.. Fence().Matches(Text).Select(match => match.Groups[1].Value)];

    /// <summary>Where links inside the repository lead.</summary>
    public IReadOnlyList<string> Links =>
        [
            .. Link().Matches(Text).Select(match => match.Groups[1].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal) && target[0] != '#')];

    /// <summary>The program, as one file.</summary>
    public string Program()
    {
        var usings = new List<string>();
        StringBuilder statements = new(), types = new();
        foreach (string example in Examples)
        {
            CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit(example, options: ParseOptions);
            usings.AddRange(unit.Usings.Select(use => use.ToString()));
            foreach (MemberDeclarationSyntax member in unit.Members)
                (member is GlobalStatementSyntax ? statements : types).Append(member.ToFullString());
        }
        return $"{string.Join('\n', usings.Distinct())}\n{statements}\n{types}";
    }

    /// <summary>Compiles the program with what the generator writes for it.</summary>
    public Compilation Compile(IEnumerable<MetadataReference> references, CancellationToken cancellation)
    {
        SyntaxTree Parse(string text, string file) => CSharpSyntaxTree.ParseText(text, ParseOptions, file, Encoding.UTF8, cancellation);
        var options = new CSharpCompilationOptions(
            OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create(
            $"Page_{Name.Replace('-', '_')}", [Parse(Program(), $"{Name}.cs"), Parse(ImplicitUsings, "Usings.cs")], references, options);
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, cancellation);
        return output;
    }

    /// <summary>The files that examples read: a small stand-in for MNIST.</summary>
    public static void WriteFiles(string folder)
    {
        const int Images = 60;
        byte[] pixels = new byte[Images * 28 * 28], labels = new byte[Images];
        for (int i = 0; i < Images; i++)
        {
            labels[i] = (byte)(i % 10);
            pixels.AsSpan(i * 28 * 28 + labels[i] * 28, 28).Fill(255);
        }
        foreach (string part in new[] { "train", "t10k" })
        {
            WriteIdx(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), pixels, Images, 28, 28);
            WriteIdx(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), labels, Images);
        }
    }

    private static void WriteIdx(string path, byte[] data, params int[] shape)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write([0, 0, 8, (byte)shape.Length]);
        foreach (int size in shape)
            stream.Write([(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size]);
        stream.Write(data);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
