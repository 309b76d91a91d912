using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Tests.Diagnostics;
using NetCompiler.Generator.Tests.Weights;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>A mistake in a network takes no member of its class away: those who use them are told nothing by C#.</summary>
public sealed class SurfaceTests
{
    /// <summary>Mistakes about which C# itself must complain, by a part of their source, and what it says. A class that is not partial has
    /// no other half; that is said once, at the class.</summary>
    private static readonly Dictionary<string, string> Inevitable = new()
    {
        ["] class Net;"] = "CS0260",
        ["class Outer { [FlattenAttribute]"] = "CS0260",
        ["public class Outer"] = "CS0260",
        [" record struct Outer"] = "CS0260",
        ["abstract partial class Net"] = "CS0144",
    };

    /// <summary>Mistakes after which C# complains about the users of the class: a static class has no objects and is no type of a variable;
    /// one that is local to its file cannot be added to from another.</summary>
    private static readonly string[] Hopeless = ["static partial class Net", "file partial class"];

    public static TheoryData<string, string> Mistakes()
    {
        var data = new TheoryData<string, string>();
        foreach (DiagnosticCases.Case test in DiagnosticCases.All)
            data.Add(test.Id, test.Source.Replace("[|", "").Replace("|]", ""));
        return data;
    }

    /// <summary>Everything that C# complains about is in the attributes: these are still being typed.</summary>
    public static TheoryData<string, string[]> HalfTyped() => new()
    {
        { "[Network(4), Dense] partial class Net;", ["CS7036"] },
        { "[Network(4), Dense()] partial class Net;", ["CS7036"] },
        { "[Network(4), Dense(2, )] partial class Net;", ["CS1525", "CS1729"] },
        { "[Network(4), Dense(2, UseBias = )] partial class Net;", ["CS1525"] },
        { "[Network(4), Dense(2, UseBias = true, UseBias = true)] partial class Net;", ["CS0643"] },
        { "[Network(4), Dense(2, Bias = true)] partial class Net;", ["CS0246", "CS0103", "CS0117"] },
        { "[Network(4), Dense(Missing)] partial class Net;", ["CS0103"] },
        { "[Network(4), Dens(2)] partial class Net;", ["CS0246"] },
        { "[Network(4), ] partial class Net;", [] },
        { "[Network(4)] [] partial class Net;", ["CS1001"] },
        { "[Network(28, 28, )] [Flatten, Dense(2)] partial class Net;", ["CS1525", "CS0839"] },
        { "[Network(\"4\"), Dense(2)] partial class Net;", ["CS1503"] },
        { "[Network(4), Network(5), Dense(2)] partial class Net;", ["CS0579"] },
        { "[Network(4), Dense(2)] partial class Net; [Network(5), Dense(2)] partial class Net;", ["CS0579"] },
        { "[Network(4), Dense(2)] partial struct Net;", ["CS0592"] },
        { "[Network(4), Weights(), Dense(2)] partial class Net;", ["CS7036"] },
        { "[Network(4), Dense(2)] partial class Net : Missing;", ["CS0246"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Users_of_a_network_with_a_mistake_get_no_error_of_CSharp(string id, string source)
    {
        string text = SurfaceUser.Add(source, source.Contains("InferenceOnly"));
        string? inevitable = Inevitable.FirstOrDefault(pair => $" {source}".Contains(pair.Key, StringComparison.Ordinal)).Value;
        (IEnumerable<Diagnostic> ours, IEnumerable<Diagnostic> csharp) = Compile(text);
        Assert.Contains(id, ours.Select(diagnostic => diagnostic.Id));
        if (Hopeless.Any(source.Contains))
        {
            Assert.NotEmpty(csharp);
            Assert.All(csharp, diagnostic => Assert.Equal("Net.cs", diagnostic.Location.SourceTree!.FilePath));
            return;
        }
        Diagnostic[] others =
            [
                .. csharp.Where(
                    diagnostic => diagnostic.Id != inevitable && !IsOwnMember(source, diagnostic) && !IsForeignWord(id, diagnostic))];
        Assert.True(others.Length == 0, string.Join("\n", others.AsEnumerable()) + "\n" + text);
        Assert.Equal(inevitable is not null, csharp.Any(diagnostic => diagnostic.Id == inevitable));
    }

    [Theory]
    [MemberData(nameof(HalfTyped))]
    public void Users_of_a_network_that_is_being_typed_get_none_either(string source, string[] expected)
    {
        (_, IEnumerable<Diagnostic> csharp) = Compile(SurfaceUser.Add(source));
        Assert.All(csharp, diagnostic => Assert.True(expected.Contains(diagnostic.Id), diagnostic.ToString()));
    }

    [Theory]
    [MemberData(nameof(DocumentationTests.Ids), MemberType = typeof(DocumentationTests))]
    public void Users_of_the_documentations_examples_get_no_error_of_CSharp(string id)
    {
        // The others are about files that belong to no class, or not to one that is known.
        bool hasWeights = id.StartsWith("NETC3", StringComparison.Ordinal) && id is not ("NETC3007" or "NETC3011" or "NETC3012");
        string text = SurfaceUser.Add(DocumentationTests.Example(id), isPretrained: hasWeights);
        (GeneratorRunResult result, Compilation output) =
            GeneratorTest.Run(DocumentationTests.Compile(id, text), DocumentationTests.Driver(id));
        Assert.Contains(id, result.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.All(GeneratorTest.Errors(output), error => Assert.True(
            id == "NETC0001" && error.Id == "CS0260" || IsForeignWord(id, error), $"{error}\n{text}"));
    }

    /// <summary>A word of another framework is no word of C#'s, which says so where it stands: in the attribute, never at the
    /// users.</summary>
    private static bool IsForeignWord(string id, Diagnostic diagnostic) =>
        id is "NETC0030" or "NETC0031" or "NETC1060" or "NETC1061" or "NETC1062"
        && diagnostic.Location.SourceTree!.GetRoot().FindNode(diagnostic.Location.SourceSpan)
            .FirstAncestorOrSelf<AttributeSyntax>() is not null;

    /// <summary>Whoever adds a member adds it to both.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData(", Mode = NetworkMode.InferenceOnly", false)]
    [InlineData("", true)]
    public void A_class_that_failed_has_the_members_of_one_that_was_compiled(string options, bool hasWeights)
    {
        string[] compiled = Members("Normalization, Dense(2)"), failed = Members("Normalization, Dense(0)");
        Assert.Equal(compiled, failed);
        Assert.Equal(hasWeights, compiled.Any(member => member.Contains("LoadPretrained")));
        Assert.Equal(options.Length == 0, compiled.Any(member => member.Contains("Fit")));
        Assert.Equal(options.Length == 0, compiled.Any(member => member.Contains("Adapt")));
        Assert.True(compiled.Length > 10);

        string[] Members(string layer)
        {
            Compilation output = GeneratorTest.Run(
                GeneratorTest.Compile($"[Network(4{options}), {layer}] public partial class Net;"),
                WeightTests.Driver(hasWeights ? [WeightText.Missing()] : [])).Output;
            INamedTypeSymbol symbol = output.GetTypeByMetadataName("Net")!;
            Assert.Equal("INetwork", Assert.Single(symbol.Interfaces).Name);
            return
            [
                .. symbol.GetMembers().Where(member => member.DeclaredAccessibility == Accessibility.Public)
                    .Select(Describe)
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>A member as far as its users depend on it; what can be null is left to those that were compiled.</summary>
    private static string Describe(ISymbol member)
    {
        string type = member switch
        {
            IMethodSymbol method => $"{method.ReturnType} {string.Join(", ", method.Parameters.Select(Parameter))}",
            IPropertySymbol property => $"{property.Type} {property.SetMethod?.DeclaredAccessibility == Accessibility.Public}",
            IFieldSymbol { IsConst: true } field => $"const {field.Type}",
            _ => "",
        };
        string name = member.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        return $"{(member.IsStatic ? "static " : "")}{name} {type}".Replace("?", "");

        static string Parameter(IParameterSymbol parameter) => $"{parameter.Name} {parameter.HasExplicitDefaultValue}";
    }

    [Fact]
    public void Members_say_what_is_wrong_and_constants_what_is_known()
    {
        string text = Text("[Network(28, 28, 1), Flatten, Dropout(2f), Dense(10), Softmax] partial class Net;");
        Assert.Contains("public const int InputLength = 784;", text);
        Assert.Contains("public const int OutputLength = 1;", text);
        Assert.Contains("Summary = \"Net was not compiled:\\u000aNETC1004: Dropout's rate is 2, but must be at least 0 and below 1", text);
        Assert.Contains("/// NETC1004: Dropout's rate is 2, but", text);
        text = Text("[Network(28, 28, 1, MaxParameters = 10), Flatten, Dense(10), Softmax] partial class Net;");
        Assert.Contains("public const int OutputLength = 10;", text);
        text = Text("[Network(2_000_000, 2_000_000), Dense(10)] partial class Net { int Summary; }");
        Assert.Contains("public const int InputLength = 1;", text);
        Assert.Contains("throw new global::System.InvalidOperationException(\"Net was not compiled", text);
        Assert.Contains("C# finds mistakes", Text("[Network(4), Dens(2)] partial class Net;"));

        static string Text(string source) => Assert.Single(GeneratorTest.Run(source).GeneratedSources).SourceText.ToString();
    }

    /// <summary>A member of the user's that is no method, or is for nobody else, is used wrongly where the compiler's is meant.</summary>
    private static bool IsOwnMember(string source, Diagnostic error) =>
        source.Contains("Load { get; }") && error.Id is "CS1955" or "CS0122" or "CS0029" or "CS0120"
        || source.Contains("void Predict(") && error.Id is "CS0122" or "CS1501"
        || source.Contains("History? Fit(") && error.Id == "CS0122"
        || source.Contains("string Summary()") && error.Id is "CS0119" or "CS0122" or "CS8917" or "CS0019"
        || source.Contains("class Evaluate<T>") && error.Id is "CS1929"
        || source.Contains("class Classify;") && error.Id is "CS1061"
        || source.Contains("History? Fit(") && error.Id == "CS1929"
        || source.Contains("(int size)") && error.Id is "CS1739" or "CS7036";

    private static (IEnumerable<Diagnostic> Ours, IEnumerable<Diagnostic> CSharp) Compile(string text)
    {
        (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(GeneratorTest.Compile(text));
        return (result.Diagnostics, GeneratorTest.Errors(output));
    }
}
