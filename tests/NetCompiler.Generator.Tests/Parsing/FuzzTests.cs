using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Layers;
using Xunit;

namespace NetCompiler.Generator.Tests.Parsing;

/// <summary>Attributes and classes as they stand in an editor: half typed, misspelled, contradictory. Whatever comes, the generator does
/// not throw, and what it writes has no error of its own and gives the user's files none.</summary>
public sealed class FuzzTests
{
    private const int Files = 250, Rounds = 5;

    private static readonly string[] Kinds = [.. LayerCatalog.Kinds.Keys];

    private static readonly string[] Sound =
    [
        "Dense(3)", "Dense(1, UseBias = false)", "ReLU", "Softmax", "Dropout(0.5f), Dense(2)", "BatchNorm", "Reshape(2, -1), Flatten",
        "LayerNorm",
    ];

    private static readonly string[] Others = ["Dens", "Relu", "", "System.Obsolete", "Weights", "LayerAttribute", "Network"];

    private static readonly string[] Values =
    [
        "0", "1", "2", "3", "4", "8", "-1", "0.5f", "2f", "1e38f", "float.NaN", "0.5", "1e-5", "2147483647", "-2147483648",
        "4_000_000_000", "9223372036854775807", "true", "null", "default", "\"a\"", "\"\"", "\"input\"", "\"\\ud800\"", "nameof(Dense)",
        "typeof(int)", "new int[] { 2, 2 }", "new[] { 1 }", "new int[0]", "new int[2]", "(1, 2)", "1 / 0", "Missing", "Padding.Same",
        "Padding.Explicit", "(Padding)77", "(Loss)(-1)", "Loss.Huber", "Loss.", "NetworkMode.InferenceOnly", "WinogradMode.Off",
        "Initializer.Zeros", "Interpolation.Bilinear", "(Interpolation)int.MaxValue", "'x'", "x => x", "", "int.MaxValue + 1", "-", "3 +",
        "default(int[])", "const", "$\"{1}\"", "(byte)3", "unchecked((int)4000000000)",
    ];

    private static readonly string[] Properties =
    [
        "Name", "From", "UseBias", "Padding", "Strides", "Groups", "DilationRate", "KernelInitializer", "MaxValue", "Approximate", "Loss",
        "Mode", "LabelSmoothing", "MaxParameters", "MaxMemory", "Winograd", "PadTop", "DepthMultiplier", "Interpolation", "Momentum",
        "Low", "Missing", "Shape", "Units", "TypeId",
    ];

    private static readonly string[] Heads =
    [
        "partial class", "partial class", "partial class", "public sealed partial class", "class", "static partial class",
        "abstract partial class", "file partial class", "partial record", "partial struct", "partial record struct",
        "readonly partial struct", "ref partial struct", "partial interface", "partial enum", "enum", "delegate void", "partial",
        "partial class class", "private partial class", "unsafe partial class", "new partial class", "partial record class",
    ];

    private static readonly string[] Names =
    [
        "Net", "Net", "Net", "\\u0041b", "@class", "class", "@Net", "Gr\u00f6\u00dfe", "record", "field", "partial", "await", "var", "",
        "Summary", "Load", "Pretrained", "Compiled", "Gradients", "_", "int", "Net.Inner", "Net<T>", "Net<in T>", "Net<>", "Net<T, @in>",
        "Net<T", "Net(int size)", "Net(string name, ref int x)", "Net()", "Net(", "1Net", "Long" + new string('g', 600), "Net\\u0000",
        "\ud835\udcb3", "N\u200det",
    ];

    private static readonly string[] Bases =
    [
        "", "", "", "", " : Named", " : Closed", " : Old", " : Abstract", " : Many", " : Missing", " : System.Exception", " : INetwork",
        " : ", " : Named(\"x\")", " : Holder.Needy", " where T : class", " : Net", " : System.IDisposable", " : string", " : Other.Good",
    ];

    private static readonly string[] Members =
    [
        "int Summary;", "public void Save(string path) { }", "class Load;", "public Net(int x) { }", "public Net(string s) : this(1) { }",
        "public Net(string s) { }", "static Net() { }", "public required int X { get; set; }", "CompiledNetwork Compiled { get; set; }",
        "int Compiled;", "CompiledNetwork INetwork.Compiled => null;", "static Net Pretrained;", "~Net() { }",
        "public int this[int i] => i;", "public static int operator +(Net a, int b) => b;",
        "void Predict(System.ReadOnlySpan<float> a, System.Span<float> b) { }", "partial void M();", "event System.Action Fit;",
        "enum Gradients { A }", "Net(", "int InputLength", "[Dense(2)] int X;", "delegate void Evaluate();",
        "const int OutputLength = 3;", "}", "{",
    ];

    private static readonly string[] Containers =
    [
        "partial class Outer { ~ }", "partial interface IOuter<in T> { ~ }", "class NotPartial { ~ }", "partial struct S<@in> { ~ }",
        "partial record R(int X) { ~ }", "file partial class F { ~ }", "static partial class St { ~ }", "partial class { ~ }",
        "namespace A. { ~ }", "namespace \\u0041b.@class { ~ }", "namespace { ~ }", "partial class Net { ~ }",
        "class C { void M() { ~ } }", "partial class Outer<T> { partial class Inner<U> where U : T { ~ } }", "enum E { ~ }",
        "static class X { extension(int i) { ~ } }", "#if false\n~\n#endif", "partial class Load { ~", "~ }",
    ];

    private const string Shared =
        """
        public class Named(string name) { public string Name => name; }
        public class Closed { private Closed() { } }
        public class Old { [System.Obsolete("", true)] public Old() { } }
        public abstract class Abstract { public abstract void Save(string path); public abstract int Summary { get; } }
        public class Many { public Many(int i = 0) { } public Many(string s = "") { } public Many(params int[] p) { } }
        public static class Holder { public class Needy { public required int Size; } }
        namespace Other { [Network(3), Dense(2)] public partial class Good; }
        """;

    /// <summary>Made once: what is added to it shares its references.</summary>
    private static readonly Compilation SharedCompilation = GeneratorTest.Compile(Shared);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_typed_hurts_nothing_else(int seed)
    {
        var random = new Random(seed);
        int compiled = 0, failed = 0, said = 0;
        for (int round = 0; round < Rounds; round++)
        {
            SyntaxTree[] files =
                [.. Enumerable.Range(0, Files).Select(i => GeneratorTest.Parse(Draw(random, i), i % 10 == 0 ? "" : $"F{i}.cs"))];
            Compilation before = SharedCompilation.AddSyntaxTrees(files);
            (GeneratorRunResult result, Compilation after) = GeneratorTest.Run(before);
            Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Id == "NETC0013");
            Assert.Contains(result.GeneratedSources, file => file.HintName == "Other.Good.g.cs" && GeneratorTest.IsCompiled(file));
            Compare(
                before, after, [.. result.GeneratedSources.Where(file => !GeneratorTest.IsCompiled(file)).Select(file => file.SyntaxTree)]);
            compiled += result.GeneratedSources.Count(GeneratorTest.IsCompiled);
            failed += result.GeneratedSources.Count(file => !GeneratorTest.IsCompiled(file));
            said += result.Diagnostics.Length;
        }
        // All of this is worth something only if much of it comes through.
        Assert.True(compiled > 20 && failed > 300 && said > 300, $"{compiled} compiled, {failed} failed, {said} diagnostics");
    }

    /// <summary>Files of the user's have no error that they would not have by themselves but that a class must be partial; surfaces have
    /// none. (The bodies of what is compiled are looked at elsewhere.)</summary>
    private static void Compare(Compilation before, Compilation after, IReadOnlyCollection<SyntaxTree> surfaces)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        HashSet<string> known = [.. Errors(before.GetDeclarationDiagnostics(cancellation)).Select(Describe)];
        IEnumerable<Diagnostic> found = Errors(after.GetDeclarationDiagnostics(cancellation))
            .Concat(surfaces.SelectMany(surface => Errors(surface.GetDiagnostics(cancellation))))
            .Concat(surfaces.SelectMany(surface => Errors(after.GetSemanticModel(surface).GetMethodBodyDiagnostics(null, cancellation))))
            .Where(diagnostic => diagnostic.Id != "CS0260" && !known.Contains(Describe(diagnostic)))
            // A class that is private to nobody cannot be spoken of, nor one that has a type of its own name inside.
            .Where(diagnostic => !(diagnostic.Id == "CS0122" && Knows("CS1527")))
            .Where(diagnostic => !(diagnostic.Id is "CS0050" or "CS0053" && Knows("CS0542")))
            // A member of the interface that is there, but with a type that is still being typed.
            .Where(diagnostic => !(diagnostic.Id == "CS0535" && Cause(diagnostic.Location.SourceTree!).Contains("INetwork.Compiled")));
        Assert.True(
            !found.Any(), string.Join("\n\n", found.Select(diagnostic => $"{diagnostic}\n{Cause(diagnostic.Location.SourceTree!)}")));

        bool Knows(string id) => known.Any(error => error.StartsWith(id, StringComparison.Ordinal));

        static string Describe(Diagnostic diagnostic)
        {
            Location place = diagnostic.Location;
            return $"{diagnostic.Id} {place.SourceSpan} {place.SourceTree?.FilePath} {place.SourceTree?.GetText().Length}";
        }

        // What a generated file was written for.
        string Cause(SyntaxTree tree)
        {
            string[] lines = tree.ToString().Split('\n');
            string space = lines.FirstOrDefault(line => line.StartsWith("namespace F", StringComparison.Ordinal), "none") + " ";
            return before.SyntaxTrees.FirstOrDefault(user => user.ToString().Contains(space, StringComparison.Ordinal))?.ToString()
                ?? string.Join("\n", lines.Take(20));
        }
    }

    private static IEnumerable<Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static string Draw(Random random, int file)
    {
        string members = random.Next(2) == 0 ? $"{Of(Members[..12])} {Of(Members[12..])}" : Of(Members);
        string body = random.Next(3) switch { 0 => $"{{ {members} }}", 1 => " { }", _ => ";" };
        // Half of them have nothing wrong with one half.
        string source = random.Next(2) == 0
            ? $"[Network(4), {Of(Sound)}, {Of(Sound)}] {Of("partial class", Of(Heads))} {Of("Net", Of(Names))} {Of("", Of(Bases))}{body}"
            : $"{Attributes()} {Of("partial class", Of(Heads))} {Of("Net", Of(Names))} {Of("", Of(Bases))}{body}";
        if (random.Next(3) == 0)
            source = Of(Containers).Replace("~", source);
        source = random.Next(5) switch
        {
            0 => source[..random.Next(source.Length)],
            1 => source.Remove(random.Next(source.Length), 1),
            2 when random.Next(2) == 0 => source.Insert(random.Next(source.Length), Of(Values)),
            _ => source,
        };
        return random.Next(10) == 0 ? $"namespace F{file} ; {source}" : $"namespace F{file} {{ {source} }}";

        string Of(params string[] of) => of[random.Next(of.Length)];

        string Attributes()
        {
            IEnumerable<string> layers = Enumerable.Range(0, random.Next(1, 5))
                .Select(_ => Layer(random.Next(12) == 0 ? Of(Others) : Of(Kinds)));
            string option = random.Next(4) == 0 ? $", {Of(Properties)} = {Of(Values)}" : "";
            string network = $"Network({Of("4", "8", "6, 6, 1", "5, 4", Of(Values), Of(Values) + ", 2")}{option})";
            return $"[{string.Join(random.Next(2) == 0 ? ", " : "] [", layers.Prepend(random.Next(15) == 0 ? "" : network))}]";
        }

        string Layer(string kind)
        {
            if (random.Next(2) == 0)
                return kind switch { "Dense" => "Dense(3)", "Conv2D" => "Conv2D(2, 2)", _ => kind + Of("", "", "Attribute") };
            IEnumerable<string> arguments = Enumerable.Range(0, random.Next(1, 3))
                .Select(_ => (random.Next(8) == 0 ? Of("units: ", "rate: ", "missing: ") : "") + Of(Values))
                .Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $"{Of(Properties)} = {Of(Values)}"));
            return $"{kind}({string.Join(", ", arguments)})";
        }
    }
}
