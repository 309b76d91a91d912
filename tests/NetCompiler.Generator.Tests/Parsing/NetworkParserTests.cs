using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;
using Xunit;

namespace NetCompiler.Generator.Tests.Parsing;

public sealed class NetworkParserTests
{
    [Theory]
    [InlineData("[Network(4), Dense(2)] partial class Net;", "", "", "Net")]
    [InlineData("namespace A.B; [Network(4), Dense(2)] internal sealed partial class Net { }", "A.B", "", "Net")]
    [InlineData("namespace A { namespace B { [Network(4), Dense(2)] public partial class Net; } }", "A.B", "", "Net")]
    [InlineData(
        "static partial class Outer { partial struct Middle { [Network(4), Dense(2)] private partial class Net; } }", "",
        "partial class Outer|partial struct Middle", "Net")]
    [InlineData(
        "partial record Outer { partial record struct Middle { [Network(4), Dense(2)] public partial class Net; } }", "",
        "partial record Outer|partial record struct Middle", "Net")]
    [InlineData("partial interface IOuter { [Network(4), Dense(2)] partial class Net; }", "", "partial interface IOuter", "Net")]
    [InlineData(
        "namespace @event; partial class @new { [Network(4), Dense(2)] partial class @class; }", "@event", "partial class @new", "@class")]
    public void Finds_the_class_in_its_surroundings(string source, string space, string containers, string name)
    {
        ClassIdentity identity = GeneratorTest.ParseNetwork(source).Class;
        Assert.Equal((space, containers, name), (identity.Namespace, string.Join("|", identity.Containers), identity.Name));
    }

    [Fact]
    public void Reads_the_network_attribute()
    {
        NetworkDeclaration written = GeneratorTest.ParseNetwork(
            "[Network(28, 28, 1, Loss = Loss.KullbackLeiblerDivergence, MaxParameters = 9000), Flatten, Dense(2), Softmax] partial "
                + "class Net;");
        Assert.Equal([28, 28, 1], written.InputShape);
        Assert.Equal(("KullbackLeiblerDivergence", 0f, 9000), (written.Loss, written.LabelSmoothing, written.MaxParameters));
        Assert.Equal(
            0.1f, GeneratorTest.ParseNetwork("[Network(4, LabelSmoothing = 0.1f), Dense(2), Softmax] partial class Net;").LabelSmoothing);
    }

    [Fact]
    public void Reads_layers_in_the_order_of_the_source()
    {
        NetworkDeclaration network = GeneratorTest.ParseNetwork(
            "[Dropout(0.5f)] [Dense(3), ReLU(MaxValue = 6)] [Network(4)] [NetCompiler.DenseAttribute(2, Name = \"scores\", From = "
                + "\"re_lu_1\")] [SoftmaxAttribute] partial class Net;");
        Assert.Equal(["Dropout", "Dense", "ReLU", "Dense", "Softmax"], network.Layers.Select(layer => layer.Kind));
        Assert.Equal(("scores", "re_lu_1"), (network.Layers[3].Name, network.Layers[3].From));
    }

    [Fact]
    public void Reads_arguments_by_name_with_defaults_filled_in()
    {
        NetworkDeclaration network = GeneratorTest.ParseNetwork(
            "[Network(4), Dense(UseBias = false, units: 3, KernelInitializer = Initializer.HeNormal), LeakyReLU, Dense(1 + 1)] partial "
                + "class Net;");
        Assert.Equal(
            [new Argument("units", 3), new Argument("UseBias", false), new Argument("KernelInitializer", "HeNormal")],
            network.Layers[0].Arguments.OrderByDescending(argument => argument.Name[0])
                .ThenByDescending(argument => argument.Name, StringComparer.Ordinal));
        Assert.Equal([new Argument("negativeSlope", 0.3)], network.Layers[1].Arguments);
        Assert.Equal([new Argument("units", 2)], network.Layers[2].Arguments);
    }

    [Fact]
    public void Sees_through_aliases_and_constants() =>
        Assert.Equal(
            GeneratorTest.ParseNetwork("[Network(4), Dense(512), ReLU] partial class Net;"),
            GeneratorTest.ParseNetwork(
                "using D = NetCompiler.DenseAttribute; [Network(Size.Input), D(Size.Input * 128), ReLU] partial class Net; static class "
                    + "Size { public const int Input = 4; }"));

    [Theory]
    [InlineData("")]
    [InlineData(", Mode = NetworkMode.InferenceOnly")]
    [InlineData("), Normalization(")]
    public void Every_member_that_is_written_clashes_with_its_like(string mode)
    {
        string text = GeneratorTest.Accept($"[Network(4{mode}), Dense(2)] partial class Net;");
        MemberDeclarationSyntax[] members = [.. CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<ClassDeclarationSyntax>().First().Members];
        Assert.True(members.Length > 8);
        foreach (MemberDeclarationSyntax member in members)
        {
            GeneratorRunResult result = GeneratorTest.Run($"[Network(4{mode}), Dense(2)] partial class Net {{ {member} }}");
            Assert.Equal("NETC0010", Assert.Single(result.Diagnostics).Id);
        }
    }

    [Theory]
    [InlineData("", "public Net() : this(1) { }")]
    [InlineData("", "public Net(long seed) : this((int)seed) { }")]
    [InlineData("", "public Net(int seed, string path) : this(seed) => this.Load(path);")]
    [InlineData("", "static Net() { }")]
    [InlineData("", "public Net(string path) : this() { } public Net(string path, int times) : this(path) { }")]
    [InlineData("", "public Net(Net other) { this.Compiled = other.Compiled; }")]
    [InlineData("", "public Net(Net other) => Compiled = other.Compiled;")]
    [InlineData("", "public float[] Predict(float[] inputs) { var y = new float[2]; Predict(inputs, y); return y; }")]
    [InlineData("", "public void Predict<T>(System.ReadOnlySpan<float> inputs, System.Span<float> outputs) { }")]
    [InlineData("", "public void Save(ref string path) { }")]
    [InlineData("", "public void Adapt(Dataset data) { }")]
    [InlineData("", "public void Save(System.IO.Stream stream) => NetworkFile.Save(Compiled, stream);")]
    [InlineData("", "public History Fit(Dataset train, int epochs) => Fit(train, new FitOptions { Epochs = epochs });")]
    [InlineData(
        ", Mode = NetworkMode.InferenceOnly",
        "public void Fit(Dataset train, FitOptions? options) { } public int Gradients => 0; public class Evaluate;")]
    public void Overloads_and_other_members_are_accepted(string mode, string members)
    {
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile($"[Network(4{mode}), Dense(2)] partial class Net {{ {members} }}"), out Compilation output,
            out var diagnostics,
            TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        Assert.DoesNotContain(
            output.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("[Network(4), Dense(2), ReLU] partial class Net;")]
    [InlineData("// A comment.\n\n[Network(4)]\n[Dense(2)]\n[ReLU]\npartial class Net { int Member; }")]
    [InlineData("[System.Obsolete, Network(4), Dense(units: 2)] [ReLU()] sealed partial class Net;")]
    public void Equivalent_sources_are_equal(string source) =>
        Assert.Equal(GeneratorTest.ParseNetwork("[Network(4), Dense(2)] [ReLU] partial class Net;"), GeneratorTest.ParseNetwork(source));

    [Theory]
    [InlineData("[Network(5), Dense(2), ReLU] partial class Net;")]
    [InlineData("[Network(4, 1), Flatten, Dense(2), ReLU] partial class Net;")]
    [InlineData("[Network(4), Dense(3), ReLU] partial class Net;")]
    [InlineData("[Network(4), ReLU, Dense(2)] partial class Net;")]
    [InlineData("[Network(4), Dense(2, UseBias = false), ReLU] partial class Net;")]
    [InlineData("[Network(4), Dense(2, Name = \"a\"), ReLU] partial class Net;")]
    [InlineData("[Network(4, Loss = Loss.Huber), Dense(2), ReLU] partial class Net;")]
    [InlineData("[Network(4, MaxParameters = 100), Dense(2), ReLU] partial class Net;")]
    [InlineData("[Network(4, MaxMemory = 1000), Dense(2), ReLU] partial class Net;")]
    [InlineData("[Network(4), Dense(2), ReLU] partial class Nets;")]
    [InlineData("namespace A; [Network(4), Dense(2), ReLU] partial class Net;")]
    public void Different_sources_are_not_equal(string source) =>
        Assert.NotEqual(GeneratorTest.ParseNetwork("[Network(4), Dense(2), ReLU] partial class Net;"), GeneratorTest.ParseNetwork(source));

    [Fact]
    public void Spans_cover_attributes_and_arguments()
    {
        const string Source = "[Network(4, 2, Loss = Loss.Huber)] [Flatten, Dense(3, UseBias = false)] partial class Net;";
        ParsedNetwork parsed = Assert.Single(GeneratorTest.Outputs<ParsedNetwork>(GeneratorTest.Run(Source), NetworkGenerator.Steps.Parse));
        DeclarationSpans spans = parsed.Spans!;
        Assert.Equal("Network(4, 2, Loss = Loss.Huber)", Text(spans.Network.Attribute));
        Assert.Equal(
            ["shape[0]=4", "shape[1]=2", "Loss=Loss = Loss.Huber"],
            spans.Network.Arguments.Select(argument => $"{argument.Name}={Text(argument.Span)}"));
        Assert.Equal(["Flatten", "Dense(3, UseBias = false)"], spans.Layers.Select(layer => Text(layer.Attribute)));
        Assert.Equal(
            ["units=3", "UseBias=UseBias = false"], spans.Layers[1].Arguments.Select(argument => $"{argument.Name}={Text(argument.Span)}"));
        Assert.Equal(
            (1, 1, 1, 33),
            (
                spans.Network.Attribute.StartLine, spans.Network.Attribute.StartCharacter, spans.Network.Attribute.EndLine,
                spans.Network.Attribute.EndCharacter));

        string Text(SourceSpan span) => GeneratorTest.Parse(Source).ToString().Substring(span.Start, span.Length);
    }

    [Theory]
    [InlineData("[Network(4), Dense] partial class Net;")]
    [InlineData("[Network(4), Dense()] partial class Net;")]
    [InlineData("[Network(4), Dense(2.5)] partial class Net;")]
    [InlineData("[Network(4), Dense(Missing)] partial class Net;")]
    [InlineData("[Network(28, 28, 1), Pixels, Dense(10), Softmax] partial class Net;")]
    [InlineData("[Network(28), Dense(10), Bend, Dense(10)] partial class Net;")]
    [InlineData("[Network(\"4\"), Dense(2)] partial class Net;")]
    [InlineData("[Network(4), Network(5), Dense(2)] partial class Net;")]
    [InlineData("[Network(4), Dense(2)] partial class Net; [Network(5), Dense(2)] partial class Net;")]
    [InlineData("[Network(4), Dense(2)] partial struct Net;")]
    public void Is_silent_where_the_compiler_itself_complains(string source)
    {
        var result = GeneratorTest.Run(source);
        Assert.Empty(result.Diagnostics);
        // Its members are there all the same, so that C# has nothing more to say.
        Assert.False(GeneratorTest.IsCompiled(Assert.Single(result.GeneratedSources)));
    }

    [Fact]
    public void Survives_every_moment_of_typing()
    {
        const string Source = "namespace A; partial class B { [Network(4, 1, Loss = Loss.Huber)]\n"
            + "[Flatten, Dense(units: 3, Name = \"x\"), LeakyReLU(0.5f)] partial class Net { } }";
        for (int length = 0; length <= Source.Length; length++)
            GeneratorTest.Run(Source[..length]);
    }
}
