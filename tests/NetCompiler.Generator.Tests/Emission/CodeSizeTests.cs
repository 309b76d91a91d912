using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Emission;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>The size of the generated code, in bytes of IL that the C# compiler makes of it in Release.</summary>
public sealed partial class CodeSizeTests
{
    private const string InferenceOnly = "Mode = NetworkMode.InferenceOnly";

    /// <summary>An estimate may be wrong by this part of the truth.</summary>
    private const double Tolerance = 0.15;

    [GeneratedRegex(@"code: about ([\d,]+) (K?)B of IL")]
    private static partial Regex Stated { get; }

    public static TheoryData<string> Networks => CompilationTests.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_summary_states_it(string source)
    {
        (string text, int bytes) = Measure(source);
        MatchCollection stated = Stated.Matches(text);
        Assert.Equal(2, stated.Count);
        foreach (Match match in stated)
            Assert.InRange(
                int.Parse(match.Groups[1].Value.Replace(",", "")) * (match.Groups[2].Length == 0 ? 1.0 : 1000.0), (1 - Tolerance) * bytes,
                (1 + Tolerance) * bytes);
    }

    /// <summary>Held from above, with room for small changes: what trains, and the same network that only predicts.</summary>
    [Theory]
    [InlineData("Network(2)", "Dense(1), Step", 4_600, 2_400)]
    [InlineData("Network(8)", "Dense(32), ReLU, Dense(4)", 11_200, 5_600)]
    [InlineData("Network(33)", "Dense(17), PReLU, Dense(17, UseBias = false), GELU, Dropout(0.5f), Dense(1), Tanh", 19_800, 8_600)]
    [InlineData("Network(784)", "Dense(512), ReLU, Dropout(0.2f), Dense(10), Softmax", 22_200, 9_700)]
    [InlineData("Network(1024)", "Dense(512), ReLU, Dense(512), ReLU, Dense(1000), Softmax", 54_000, 22_100)]
    public void It_stays_small_and_is_much_smaller_without_training(string network, string layers, int most, int mostInferenceOnly)
    {
        (_, int full) = Measure($"[{network}, {layers}] partial class Net;");
        (_, int inferenceOnly) = Measure($"[{network.Replace(")", $", {InferenceOnly})")}, {layers}] partial class Net;");
        Assert.InRange(full, 1, most);
        Assert.InRange(inferenceOnly, 1, mostInferenceOnly);
        Assert.InRange(inferenceOnly, 1, 0.55 * full);
    }

    /// <summary>Equal layers share their kernels, so that a layer more is a few calls more. Without padding each has another size: they
    /// share the tiles of those heights that several have.</summary>
    [Theory]
    [InlineData("Network(256)", "Dense(256), ReLU", 3_500)]
    [InlineData("Network(32, 32, 3)", "Conv2D(16, 3, Padding = Padding.Same), BatchNorm, ReLU", 3_500)]
    [InlineData("Network(32, 32, 3)", "Conv2D(16, 3), BatchNorm, ReLU", 5_000)]
    public void Eight_equal_layers_stay_small(string network, string layer, int mostForAnother)
    {
        (string text, int bytes) = Measure($"[{network}, {string.Join(", ", Enumerable.Repeat(layer, 8))}] partial class Net;");
        Assert.InRange(bytes, 1, 45_000);
        Match stated = Stated.Match(text);
        Assert.InRange(int.Parse(stated.Groups[1].Value.Replace(",", "")) * 1000.0, (1 - Tolerance) * bytes, (1 + Tolerance) * bytes);
        (_, int more) = Measure($"[{network}, {string.Join(", ", Enumerable.Repeat(layer, 9))}] partial class Net;");
        Assert.InRange(more - bytes, 1, mostForAnother);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("// x = y + z\n", 0)]
    [InlineData("private static void Run(int rows)\n", 0)]
    [InlineData("c = a + 7;\n", 2 + 2 + 1 + 1)]
    [InlineData("    c = V.MultiplyAdd(a, V.Broadcast(1.5f), 300); // and so on\n", 2 + 11 + 2 + 11 + 5 + 5)]
    [InlineData("const string Text = \"a + b\" +\n", 2 + 2 + 2 + 1)]
    [InlineData("if (a < V", 2 + 2 + 1)]
    [InlineData("if (a <V", 2 + 2)]
    [InlineData("Dense<V>.Run(ref x, batch.Rows);\n", 5 + 2 + 2 + 5 + 2)]
    public void It_is_estimated_by_words(string text, int expected) =>
        Assert.Equal(CodeSize.Estimate("") + expected, CodeSize.Estimate(text));

    private static (string Text, int Bytes) Measure(string source)
    {
        CSharpCompilation compilation = GeneratorTest.Compile(source);
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Release)), out Compilation output, out _,
            TestContext.Current.CancellationToken);
        using var stream = new MemoryStream();
        Assert.True(output.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Success);
        stream.Position = 0;
        using var image = new PEReader(stream);
        MetadataReader metadata = image.GetMetadataReader();
        return (output.SyntaxTrees.Last().ToString(), metadata.MethodDefinitions
            .Select(metadata.GetMethodDefinition)
            .Where(method => method.RelativeVirtualAddress > 0)
            .Sum(method => image.GetMethodBody(method.RelativeVirtualAddress).GetILReader().Length));
    }
}
