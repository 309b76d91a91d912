using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Tests.Weights;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>DIAGNOSTICS.md compiled: every example is refused for its section's reason, on the line that says so, and with the numbers and
/// names that the file gives.</summary>
public sealed partial class DocumentationTests
{
    private static readonly Dictionary<string, string> Sections =
        File.ReadAllText(Path.Combine(ArchitectureTests.Root, "DIAGNOSTICS.md")).Split("\n## ")[1..].ToDictionary(section => section[..8]);

    /// <summary>The weight files that examples speak of.</summary>
    private static readonly Dictionary<string, WeightText[]> Files = new()
    {
        ["NETC3001"] = [WeightText.Missing("Digits", "digits.safetensors")],
        ["NETC3002"] = [WeightText.Of([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "Digits", "digits.png")],
        ["NETC3003"] = [Saved("dense_1/kernel:F32:64x10", "dense_1/bias:F32:10")],
        ["NETC3004"] = [
            Saved(
                "dense_1/kernel:F32:64x32", "dense_1/bias:F32:32", "dense_2/kernel:F32:32x10", "dense_2/bias:F32:10",
                "dense_3/kernel:F32:10x10", "dense_3/bias:F32:10")],
        ["NETC3005"] = [Saved("dense_1/kernel:F32:64x32", "dense_1/bias:F32:32", "dense_2/kernel:F32:32x10", "dense_2/bias:F32:10")],
        ["NETC3006"] = [Saved("dense_1/kernel:I32:64x10", "dense_1/bias:I32:10")],
        ["NETC3007"] = [WeightText.Missing("Digit", "digits.safetensors")],
        ["NETC3008"] = [WeightText.Missing("Digits", "a.safetensors"), WeightText.Missing("Digits", "b.safetensors")],
        ["NETC3009"] = [Saved("dense_1/kernel:I8:64x10", "dense_1/bias:F32:10")],
        ["NETC3011"] = [WeightText.Missing("", "digits.safetensors")],
        ["NETC3012"] = [new WeightText("NetCompiler weights 1")],
    };

    [GeneratedRegex("""```csharp\n(?<code>.*?)```""", RegexOptions.Singleline)]
    private static partial Regex Code { get; }

    [GeneratedRegex("""\d+(?:,\d{3})*(?:\.\d+)?|"[^"]+" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NumbersAndNames { get; }

    [GeneratedRegex("""\d{1,3}(?:,\d{3})+""")]
    private static partial Regex LargeNumbers { get; }

    public static TheoryData<string> Ids() => [.. Descriptors.ById.Keys.Order()];

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_example_gives_what_the_file_says(string id)
    {
        string code = Code.Match(Sections[id]).Groups["code"].Value;
        string[] lines = code.Split('\n');
        int line = Assert.Single(Enumerable.Range(0, lines.Length), i => lines[i].Contains(id));
        string claim = lines[line].Split(id)[1];

        GeneratorRunResult result = GeneratorTest.Run(Compile(id, Example(id)), Driver(id)).Result;
        Diagnostic diagnostic = result.Diagnostics.First(diagnostic => diagnostic.Id == id);
        string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        Assert.Empty(Facts(NumbersAndNames, claim).Except(Facts(NumbersAndNames, message)));
        Assert.Empty(Facts(LargeNumbers, Sections[id]).Except(Facts(LargeNumbers, message)));
        if (!id.StartsWith("NETC3", StringComparison.Ordinal))
        {
            Assert.All(result.Diagnostics, other => Assert.Equal(id, other.Id));
            // The first line is the using directive.
            Assert.Equal(line + 1, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        }
    }

    /// <summary>What, why, an example and the fix: what an editor shows of a diagnostic is its section, word for word.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_description_is_the_section(string id)
    {
        string description = Descriptors.ById[id].Description.ToString(CultureInfo.InvariantCulture);
        string section = Sections[id][id.Length..].Replace("```csharp", "").Replace("```", "");
        Assert.Equal(Words(section.Replace("*", "").Replace("`", "")), Words(description.Replace("*", "").Replace("`", "")));
        Assert.Equal(Code.Match(Sections[id]).Groups["code"].Value.TrimEnd(), string.Join('\n', Indented(description)).TrimEnd());
        Assert.Contains("\nFix: ", description);
        Assert.DoesNotContain("```", description);
    }

    /// <summary>A link that opens nothing is worse than none: there is one only where the build was told the repository's
    /// address.</summary>
    [Fact]
    public void Help_links_are_whole_addresses()
    {
        Assert.Null(DiagnosticPage.Link(null, "NETC1001"));
        Assert.Equal(
            "https://example.org/net/blob/HEAD/generator/NetCompiler.Generator/DIAGNOSTICS.md#netc1001",
            DiagnosticPage.Link("https://example.org/net/blob/HEAD/", "NETC1001"));
        Assert.All(Descriptors.ById.Values, descriptor => Assert.True(
            descriptor.HelpLinkUri == "" || Uri.IsWellFormedUriString(descriptor.HelpLinkUri, UriKind.Absolute), descriptor.HelpLinkUri));
        Assert.All(Descriptors.ById.Values, descriptor => Assert.Equal(DiagnosticPage.Link(descriptor.Id) ?? "", descriptor.HelpLinkUri));
    }

    private static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The indented lines, without those of nothing but spaces at either end.</summary>
    private static IEnumerable<string> Indented(string description) =>
        description.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..]);

    /// <summary>A section's example as a file.</summary>
    public static string Example(string id) => Whole(Code.Match(Sections[id]).Groups["code"].Value);

    /// <summary>A compilation under the settings that the section speaks of.</summary>
    public static Compilation Compile(string id, string source) => GeneratorTest.Compile(source, Language(id));

    /// <summary>The generator with the files, or with the fault, that the section speaks of.</summary>
    public static GeneratorDriver Driver(string id) => Files.TryGetValue(id, out WeightText[]? files)
        ? WeightTests.Driver(files)
        : id == "NETC0013" ? GeneratorTest.Driver(new NetworkCompiler { Planning = _ => throw new InvalidOperationException("Planned.") })
        : GeneratorTest.Driver(Language(id));

    private static LanguageVersion Language(string id) => id == "NETC0015" ? LanguageVersion.CSharp11 : LanguageVersion.CSharp14;

    /// <summary>Examples without a class show attributes alone; they are made a whole network.</summary>
    private static string Whole(string code) =>
        code.Contains("public ") ? code : $"{(code.Contains("[Network") ? "" : "[Network(4)] ")}{code}[ReLU, Dense(2)] partial class Net;";

    private static IEnumerable<string> Facts(Regex pattern, string text) => pattern.Matches(text).Select(match => match.Value);

    private static WeightText Saved(params string[] tensors) => WeightText.Of(WeightText.Tensors(tensors), "Digits", "digits.safetensors");
}
