using System.Text.RegularExpressions;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Equal kernels stand in a file once, under a name that says what they compute on which shape.</summary>
public sealed partial class SharedKernelTests
{
    private const string Five = "Dense(64), ReLU, Dense(64), ReLU, Dense(64), ReLU, Dense(64), ReLU, Dense(64), ReLU";

    [GeneratedRegex(@"^    file static class (?<name>\w+)<V>", RegexOptions.Multiline)]
    private static partial Regex Classes { get; }

    [GeneratedRegex(@"static void (?<name>\w+)\(")]
    private static partial Regex Methods { get; }

    [Fact]
    public void Several_layers_call_one_kernel()
    {
        string text = GeneratorTest.Accept($"[Network(64), {Five}] partial class Net;");
        string shared = Assert.Single(ClassesOf(text), name => name.Contains("Shared", StringComparison.Ordinal));
        Assert.Equal("NetShared_Dense_64_ReLU_on_64", shared);
        // Predict for one row and for several, and training.
        Assert.Equal(5, Count(text, $"{shared}<V>.ForwardRow("));
        Assert.Equal(10, Count(text, $"{shared}<V>.Forward("));
        Assert.Equal(4, Count(text, $"{shared}<V>.DataGradient("));
        Assert.Equal(1, Count(text, "static void Forward(ref float x"));
        Assert.Equal(1, Count(text, "static void ForwardRow("));
    }

    /// <summary>What several call is inlined into none, and nor are the methods that call it: a stack trace then names the layer.</summary>
    [Fact]
    public void Callers_and_callees_stay_methods_of_their_own()
    {
        string[] lines = GeneratorTest.Accept($"[Network(64), {Five}] partial class Net;").Split('\n');
        string[] apart =
            ["Forward", "ForwardRow", "DataGradient", "WeightGradient", "TrainForward", "TrainBackward", "AddGradients", "Predict"];
        int found = 0;
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(
                "        internal static void ", StringComparison.Ordinal) && apart.Contains(Methods.Match(lines[i]).Groups["name"].Value)
                && !lines[i].Contains("TrainingBatch batch, int first, int count", StringComparison.Ordinal)
                    && !lines[i - 1].StartsWith("    ///", StringComparison.Ordinal)
                && !lines[i].Contains("ref float work, int rows)", StringComparison.Ordinal)
                    && !lines[i].Contains("AddGradients(TrainingBatch batch, int block, int rows)", StringComparison.Ordinal))
            {
                found++;
                Assert.Contains("NoInlining", lines[i - 1], StringComparison.Ordinal);
            }
        }
        Assert.True(found >= 4 + 3 * 5 - 1, $"{found}");
    }

    /// <summary>A chain of up to four stages predicts in one method.</summary>
    [Fact]
    public void Short_chains_keep_what_they_inline()
    {
        string text = GeneratorTest.Accept("[Network(64), Dense(64), ReLU, Dense(64), ReLU, Dense(64), ReLU] partial class Net;");
        Assert.Equal(3, Count(text, "static void ForwardRow("));
        Assert.DoesNotContain(
            "<V>.Forward", text.Replace("NetSteps<Simd512>.Forward", "").Replace("NetSteps<SimdVector>.Forward", ""),
            StringComparison.Ordinal);
        Assert.Contains("NetShared_Dense_64_ReLU_on_64<V>.WeightGradient(", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_kernels_of_one_title_have_classes_of_their_own()
    {
        string text = GeneratorTest.Accept(
            "[Network(64), Dense(64), Dropout(0.5f), GELU, Dense(64), Dropout(0.5f), GELU, Dense(64), ReLU, Dense(64), ReLU, Dense(64), "
                + "ReLU, Dense(3)] partial class Net;");
        Assert.Equal(ClassesOf(text).Count, ClassesOf(text).Distinct().Count());
        GeneratorTest.CompileStrictly(
            "[Network(64), Dense(64), Dropout(0.5f), GELU, Dense(64), Dropout(0.5f), GELU, Dense(64), ReLU, Dense(64), ReLU, Dense(64), "
                + "ReLU, Dense(3)] partial class Net;");
    }

    private static List<string> ClassesOf(string text) => [.. Classes.Matches(text).Select(match => match.Groups["name"].Value)];

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
