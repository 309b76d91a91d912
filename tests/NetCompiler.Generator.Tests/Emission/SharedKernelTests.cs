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

    [GeneratedRegex(@"^[A-Z][A-Za-z]+\d+x\d+$")]
    private static partial Regex Tile { get; }

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

    /// <summary>Tiles of images of several sizes are the same but for the floats from line to line, which callers pass.</summary>
    [Fact]
    public void Tiles_of_several_sizes_stand_once_and_take_them_as_arguments()
    {
        string source = $"[Network(32, 32, 16), {string.Join(", ", Enumerable.Repeat("Conv2D(16, 3), ReLU", 8))}] partial class Net;";
        string text = GeneratorTest.Accept(source);
        GeneratorTest.CompileStrictly(source);
        string[] tiles = [.. Methods.Matches(text).Select(match => match.Groups["name"].Value).Where(name => Tile.IsMatch(name))];
        foreach (string name in new[] { "Forward9x1", "DataGradient10x1", "Multiply9x1" })
            Assert.Single(tiles, name);
        Assert.Contains("ref float y, int xSkip)", text, StringComparison.Ordinal);
        Assert.Contains("// xSkip: as the image has them", text, StringComparison.Ordinal);
        Assert.Contains("bool add, int lines, int pixels)", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, letter => letter is >= '\uE000' and <= '\uF8FF');
    }

    /// <summary>The network of ConvolutionSizesTests, whose numbers are proven.</summary>
    [Fact]
    public void Tiles_of_two_sizes_are_among_those_whose_numbers_are_proven()
    {
        string text = GeneratorTest.Accept("[Network(6, 26, 16), Conv2D(16, 3), ReLU, MaxPool2D(1, 2), "
            + "Conv2D(16, 3, Padding = Padding.Same), ReLU, Conv2D(16, 3, Padding = Padding.Same), ReLU, Conv2D(16, 3), ReLU, "
            + "Flatten, Dense(2)] partial class Net;");
        Assert.Contains("Forward12x1(ref float x, ref float w, ref float b, ref float y, int xSkip)", text, StringComparison.Ordinal);
        Assert.Contains("bool add, int lines, int pixels, int dySkip)", text, StringComparison.Ordinal);
    }

    /// <summary>A single layer's tiles have its size as constants.</summary>
    [Fact]
    public void A_tile_of_one_size_takes_none()
    {
        string text = GeneratorTest.Accept("[Network(32, 32, 16), Conv2D(16, 3), ReLU, Flatten, Dense(3)] partial class Net;");
        Assert.DoesNotContain("Skip", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Shared", text, StringComparison.Ordinal);
    }

    private static List<string> ClassesOf(string text) => [.. Classes.Matches(text).Select(match => match.Groups["name"].Value)];

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
