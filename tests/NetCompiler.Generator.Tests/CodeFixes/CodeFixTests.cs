using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using NetCompiler.CodeFixes;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Parsing;
using Xunit;

namespace NetCompiler.Generator.Tests.CodeFixes;

public sealed class CodeFixTests
{
    private static IEnumerable<Type> Providers =>
        typeof(Correction).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract);

    [Fact]
    public void Editors_find_every_fix()
    {
        Assert.NotEmpty(Providers);
        foreach (Type type in Providers)
        {
            Assert.Equal([LanguageNames.CSharp], type.GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Languages);
            var provider = (CodeFixProvider)Activator.CreateInstance(type)!;
            Assert.All(provider.FixableDiagnosticIds, id => Assert.True(id == "CS0246" || Descriptors.ById.ContainsKey(id)));
            Assert.Contains(FixAllScope.Solution, provider.GetFixAllProvider()!.GetSupportedFixAllScopes());
        }
    }

    [Theory]
    [InlineData(
        "[Network(4), Dense(2)]\n/* a */ public sealed class Net; // b", "Make Net partial",
        "[Network(4), Dense(2)]\n/* a */ public sealed partial class Net; // b")]
    [InlineData(
        "/// <summary>A net.</summary>\n[Network(4), Dense(2)]\nclass Net;", "Make Net partial",
        "/// <summary>A net.</summary>\n[Network(4), Dense(2)]\npartial class Net;")]
    public Task Makes_a_class_partial(string source, string title, string expected) =>
        CodeFixTest.Fixes(new MakePartialFix(), title, source, expected);

    [Fact]
    public Task Makes_the_types_around_a_class_partial() => CodeFixTest.Fixes(
        new MakePartialFix(), "Make Net and Inner and Outer partial",
        "class Outer\n{\n    // inside\n    public record struct Inner\n    {\n        [Network(4), Dense(2)]\n        class Net;\n  "
            + "  }\n}\n",
        "partial class Outer\n{\n    // inside\n    public partial record struct Inner\n    {\n        [Network(4), Dense(2)]\n        "
            + "partial class Net;\n    }\n}\n",
        mistake: 2);

    [Fact]
    public Task Makes_only_what_is_not_partial_partial() => CodeFixTest.Fixes(
        new MakePartialFix(), "Make Outer partial",
        "interface Outer { [Network(4), Dense(2)] partial class Net; }",
        "partial interface Outer { [Network(4), Dense(2)] partial class Net; }");

    [Fact]
    public Task Makes_all_classes_partial() => CodeFixTest.FixesAll(
        new MakePartialFix(),
        "class Outer { [Network(4), Dense(2)] class A; [Network(4), Dense(2)] class B; }\n[Network(4), Dense(2)] internal class C;",
        "partial class Outer { [Network(4), Dense(2)] partial class A; [Network(4), Dense(2)] partial class B; }\n[Network(4), Dense(2)] "
            + "internal partial class C;");

    [Theory]
    [InlineData(
        "[Network(3, 3, 1), Conv2D(8, 5), Flatten] partial class Net;",
        "[Network(3, 3, 1), Conv2D(8, 5, Padding = Padding.Same), Flatten] partial class Net;", "Conv2D")]
    [InlineData(
        "[Network(3, 3, 1), Conv2D(8, 5, Padding = Padding.Valid, UseBias = false), Flatten] partial class Net;",
        "[Network(3, 3, 1), Conv2D(8, 5, Padding = Padding.Same, UseBias = false), Flatten] partial class Net;", "Conv2D")]
    [InlineData(
        "[Network(5, 4, 1)]\n[MaxPool2D(2)] // rows\npartial class Net;",
        "[Network(5, 4, 1)]\n[MaxPool2D(2, Padding = Padding.Same)] // rows\npartial class Net;", "MaxPool2D")]
    [InlineData(
        "[Network(3, 3, 1), NetCompiler.Conv2D(8, 5), Flatten] partial class Net;",
        "[Network(3, 3, 1), NetCompiler.Conv2D(8, 5, Padding = NetCompiler.Padding.Same), Flatten] partial class Net;", "Conv2D")]
    public Task Pads_what_does_not_fit(string source, string expected, string layer) =>
        CodeFixTest.Fixes(new SamePaddingFix(), $"Pad {layer} with Padding.Same", source, expected);

    [Theory]
    [InlineData(
        "[Network(28, 28, 1)]\n// the classifier\n[Dense(512), ReLU]\n[Dense(10), Softmax]\npartial class Net;",
        "[Network(28, 28, 1)]\n// the classifier\n[Flatten]\n[Dense(512), ReLU]\n[Dense(10), Softmax]\npartial class Net;")]
    [InlineData("[Network(4, 4, 1), Dense(2)] partial class Net;", "[Network(4, 4, 1), Flatten, Dense(2)] partial class Net;")]
    [InlineData("[Network(4, 4, 1)] [Dense(2)] partial class Net;", "[Network(4, 4, 1)] [Flatten] [Dense(2)] partial class Net;")]
    [InlineData(
        "[Network(4, 4, 1)]\n[ReLU, /* now */ Dense(2)]\npartial class Net;",
        "[Network(4, 4, 1)]\n[ReLU, /* now */ Flatten, Dense(2)]\npartial class Net;")]
    [InlineData(
        "class Outer\n{\n    [Network(4, 4, 1)]\n    [Dense(2)]\n    partial class Net;\n}",
        "class Outer\n{\n    [Network(4, 4, 1)]\n    [Flatten]\n    [Dense(2)]\n    partial class Net;\n}")]
    [InlineData("[Network(4, 4, 1),\n Dense(2)]\npartial class Net;", "[Network(4, 4, 1),\n Flatten, Dense(2)]\npartial class Net;")]
    public Task Flattens_before_a_dense_layer(string source, string expected) =>
        CodeFixTest.Fixes(
            new InsertFlattenFix(), "Insert Flatten before Dense", source.Replace("class Outer", "partial class Outer"),
            expected.Replace("class Outer", "partial class Outer"));

    [Fact]
    public Task Flattens_with_the_namespace_and_the_line_breaks_of_the_file() => CodeFixTest.Fixes(
        new InsertFlattenFix(), "Insert Flatten before Dense",
        "\r\n[global::NetCompiler.Network(4, 4, 1)]\r\n[global::NetCompiler.Dense(2)]\r\npartial class Net;",
        "\r\n[global::NetCompiler.Network(4, 4, 1)]\r\n[global::NetCompiler.Flatten]\r\n[global::NetCompiler.Dense(2)]\r\n"
            + "partial class Net;",
        prefix: "");

    [Fact]
    public Task Flattens_in_every_network() => CodeFixTest.FixesAll(
        new InsertFlattenFix(),
        "[Network(4, 4, 1), Dense(2)] partial class A;\n[Network(5, 5, 1)]\n[Dense(2)]\npartial class B;",
        "[Network(4, 4, 1), Flatten, Dense(2)] partial class A;\n[Network(5, 5, 1)]\n[Flatten]\n[Dense(2)]\npartial class B;");

    [Theory]
    [InlineData(
        "[Network(4)]\n[Dense(512)] // wide\n[Dense(10), Softmax]\npartial class Net;",
        "[Network(4)]\n[Dense(512), ReLU] // wide\n[Dense(10), Softmax]\npartial class Net;")]
    [InlineData("[Network(4), Dense(512), Dense(10)] partial class Net;", "[Network(4), Dense(512), ReLU, Dense(10)] partial class Net;")]
    [InlineData(
        "[Network(4), Dense(512, UseBias = false), Dropout(0.2f)]\n[Dense(10)] partial class Net;",
        "[Network(4), Dense(512, UseBias = false), ReLU, Dropout(0.2f)]\n[Dense(10)] partial class Net;")]
    public Task Puts_an_activation_between(string source, string expected) =>
        CodeFixTest.Fixes(new InsertActivationFix(), "Insert ReLU after the Dense before", source, expected);

    [Fact]
    public Task Puts_an_activation_before_where_the_layer_before_has_another_name_in_the_source() => CodeFixTest.Fixes(
        new InsertActivationFix(), "Insert ReLU before Dense",
        "[Network(4)]\n[Wide(512)]\n[Dense(10)]\npartial class Net;", "[Network(4)]\n[Wide(512)]\n[ReLU]\n[Dense(10)]\npartial class Net;",
        prefix: "using NetCompiler;\nusing Wide = NetCompiler.DenseAttribute;\n");

    [Fact]
    public Task Puts_activations_between_all() => CodeFixTest.FixesAll(
        new InsertActivationFix(),
        "[Network(4)]\n[Dense(512), Dense(256)]\n[Dense(10)]\npartial class Net;",
        "[Network(4)]\n[Dense(512), ReLU, Dense(256), ReLU]\n[Dense(10)]\npartial class Net;");

    [Theory]
    [InlineData("[Network(4), Densse(2)] partial class Net;", "Change 'Densse' to 'Dense'", "[Network(4), Dense(2)] partial class Net;")]
    [InlineData("[Network(4), Dnese(2)] partial class Net;", "Change 'Dnese' to 'Dense'", "[Network(4), Dense(2)] partial class Net;")]
    [InlineData(
        "[Network(4), DensAttribute(2)] partial class Net;", "Change 'Dens' to 'Dense'",
        "[Network(4), DenseAttribute(2)] partial class Net;")]
    [InlineData(
        "[Network(4)]\n[Dense(2), ReLUU] // on\npartial class Net;", "Change 'ReLUU' to 'ReLU'",
        "[Network(4)]\n[Dense(2), ReLU] // on\npartial class Net;")]
    [InlineData("[Netwrok(4), Dense(2)] partial class Net;", "Change 'Netwrok' to 'Network'", "[Network(4), Dense(2)] partial class Net;")]
    [InlineData(
        "[Network(4), Dense(2, UseBais = false)] partial class Net;", "Change 'UseBais' to 'UseBias'",
        "[Network(4), Dense(2, UseBias = false)] partial class Net;")]
    [InlineData(
        "[Network(4), Dense(2, naem = \"a\")] partial class Net;", "Change 'naem' to 'Name'",
        "[Network(4), Dense(2, Name = \"a\")] partial class Net;")]
    public Task Corrects_a_name(string source, string title, string expected) =>
        CodeFixTest.Fixes(new CorrectNameFix(), title, source, expected);

    [Theory]
    [InlineData("[Network(4), Transformer(2)] partial class Net;")]
    [InlineData("[Network(4), Dense(2), Obsolte] partial class Net;")]
    [InlineData("[Network(4), Dense(2), Relu] partial class Net;")]
    [InlineData("[Network(4), Dense(2), RReLU] partial class Net;")]
    [InlineData("[Network(4, 4, 4), Conv3D(2, 3)] partial class Net;")]
    [InlineData("[Network(4), Dense(2, name = \"a\")] partial class Net;")]
    [InlineData("[Densse(2)] partial class Net;")]
    [InlineData("[Network(4), Dense(2, Rate = 0.5f)] partial class Net;")]
    [InlineData("[System.Serializable, System.Obsolete(Messge = \"\")] partial class Net;")]
    [InlineData("[Network(4), Dense(typeof(Densse))] partial class Net;")]
    [InlineData("[Network(4), Dense(2)] partial class Net { private Densse _field; }")]
    public Task Leaves_other_names_alone(string source) => CodeFixTest.Refuses(new CorrectNameFix(), source);

    [Fact]
    public Task Offers_nothing_where_only_the_namespace_is_missing() =>
        CodeFixTest.Refuses(new CorrectNameFix(), "[Dense(2), NetCompiler.Network(4)] partial class Net;", prefix: "");

    [Fact]
    public Task Corrects_all_names() => CodeFixTest.FixesAll(
        new CorrectNameFix(),
        "[Network(4), Densse(2), ReLUU] partial class A;\n[Network(4), Dnse(2, UseBias = true), Softmx] partial class B;",
        "[Network(4), Dense(2), ReLU] partial class A;\n[Network(4), Dense(2, UseBias = true), Softmax] partial class B;");

    [Fact]
    public Task Corrects_a_source() => CodeFixTest.Fixes(
        new CorrectSourceFix(), "Change \"dense1\" to \"dense_1\"",
        "[Network(4), Dense(3), Dense(2, From = \"dense1\")] partial class Net;",
        "[Network(4), Dense(3), Dense(2, From = \"dense_1\")] partial class Net;");

    [Fact]
    public Task Leaves_a_source_alone_that_is_like_none() =>
        CodeFixTest.Refuses(new CorrectSourceFix(), "[Network(4), Dense(3), Dense(2, From = \"encoder\")] partial class Net;");

    [Fact]
    public Task Corrects_the_name_of_a_merged_value() => CodeFixTest.Fixes(
        new CorrectSourceFix(), "Change \"imput\" to \"input\"",
        "[Network(4), Dense(4), ReLU, Concat(\"dense_1\", \"imput\")] partial class Net;",
        "[Network(4), Dense(4), ReLU, Concat(\"dense_1\", \"input\")] partial class Net;");

    [Fact]
    public Task Corrects_all_sources() => CodeFixTest.FixesAll(
        new CorrectSourceFix(),
        "[Network(4), Dense(3, From = \"inputs\"), ReLU(From = nameof(dense_i))] partial class Net { const int dense_i = 0; }",
        "[Network(4), Dense(3, From = \"input\"), ReLU(From = \"dense_1\")] partial class Net { const int dense_i = 0; }");

    [Theory]
    [InlineData("Net(string name) // why\n{\n}", "Call this(seed: 0)", "Net(string name) : this(seed: 0) // why\n{\n}")]
    [InlineData("Net(string name) : base() => Run();", "Call this(seed: 0)", "Net(string name) : this(seed: 0) => Run();")]
    [InlineData(
        "Net(int seed, string name)\n    : base(/* none */)\n{\n}", "Call this(seed)",
        "Net(int seed, string name)\n    : this(seed)\n{\n}")]
    public Task Chains_a_constructor(string source, string title, string expected) => CodeFixTest.Fixes(
        new ChainConstructorFix(), title,
        $"[Network(4), Dense(2)] partial class Net {{ static void Run() {{ }}\n{source} }}",
        $"[Network(4), Dense(2)] partial class Net {{ static void Run() {{ }}\n{expected} }}");

    [Fact]
    public Task Chains_all_constructors() => CodeFixTest.FixesAll(
        new ChainConstructorFix(),
        "[Network(4), Dense(2)] partial class Net { static Net() { } Net(string a) { } Net(string a, int b) : this(a) { } Net(int b, "
            + "string a) { } }",
        "[Network(4), Dense(2)] partial class Net { static Net() { } Net(string a) : this(seed: 0) { } Net(string a, int b) : this(a) { } "
            + "Net(int b, string a) : this(seed: 0) { } }");

    [Theory]
    [InlineData("dense", "dense", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("dnese", "dense", 1)]
    [InlineData("densse", "dense", 1)]
    [InlineData("dnse", "dense", 1)]
    [InlineData("donse", "dense", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Counts_slips(string a, string b, int expected)
    {
        Assert.Equal(expected, Spelling.Distance(a, b));
        Assert.Equal(expected, Spelling.Distance(b, a));
    }
}
