using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace NetCompiler.Generator.Tests.Weights;

/// <summary>Weight files compared with networks while compiling.</summary>
public sealed class WeightTests
{
    internal const string Source = "[Network(4), Dense(3), ReLU, Dense(2)] partial class Net;";

    private const string Upward = "[Network(2, 2, 6), Conv2DTranspose(5, 2, UseBias = false)] partial class Net;";

    internal static readonly string[] Good =
        ["dense_1/kernel:F32:4x3", "dense_1/bias:F32:3", "dense_2/kernel:F32:3x2", "dense_2/bias:F32:2"];

    /// <summary>For every diagnostic, files that it is about, and all that is said about them.</summary>
    private static readonly Dictionary<string, (WeightText[] Files, string[] Messages)> Cases = new()
    {
        ["missing file"] = ([WeightText.Missing()],
            [
                "NETC3001: net.safetensors, which holds Net's weights, is not there: train and save Net as /project/net.safetensors, "
                    + "correct NetworkWeights in the project, or remove it"]),
        ["empty file"] = ([WeightText.Of([])],
            [
                "NETC3002: net.safetensors cannot be used as Net's weights: it ends after 0 bytes, but a safetensors file begins with 8 "
                    + "bytes, the length of its header; save it again"]),
        ["another format"] = ([WeightText.Of([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0])],
            [
                "NETC3002: net.safetensors cannot be used as Net's weights: its first 8 bytes give its header 727,905,341,920,923,785 "
                    + "bytes, but 2 to 16,777,216 are possible: it may be no safetensors file; save it again"]),
        ["cut header"] = ([WeightText.Of(WeightText.Tensors(Good)[..100])],
            [
                "NETC3002: net.safetensors cannot be used as Net's weights: its header takes 272 bytes, but only 92 follow: it is cut "
                    + "short; save it again"]),
        ["cut tensors"] = ([WeightText.Of(WeightText.Tensors(Good)[..^1])],
            [
                "NETC3002: net.safetensors cannot be used as Net's weights: its tensors take 92 bytes, but only 91 are there: it is cut "
                    + "short; save it again"]),
        ["missing tensor"] = ([WeightText.Of(WeightText.Tensors(Good[..3]))],
            [
                "NETC3003: net.safetensors has no \"dense_2/bias\" (2), which Dense(2) of Net learns: save the weights again with this "
                    + "architecture, or give the layer the name that it has there"]),
        ["extra tensor"] = ([WeightText.Of(WeightText.Tensors([.. Good, "a/kernel:F32:2x2"]))],
            [
                "NETC3004: net.safetensors has a tensor that Net has not, \"a/kernel\" (2, 2): save the weights again with this "
                    + "architecture, or give its layers the names that they have there"]),
        ["extra tensors"] = ([WeightText.Of(WeightText.Tensors([.. Good, .. Enumerable.Range(10, 12).Select(i => $"a{i}:F32:1")]))],
            [
                "NETC3004: net.safetensors has 12 tensors that Net has not, \"a10\" (1), \"a11\" (1), \"a12\" (1), \"a13\" (1), \"a14\" "
                    + "(1), \"a15\" (1), \"a16\" (1), \"a17\" (1), \"a18\" (1), \"a19\" (1) and 2 more: save the weights again with this "
                    + "architecture, or give its layers the names that they have there"]),
        ["other shape"] = ([WeightText.Of(WeightText.Tensors(["dense_1/kernel:F32:3x4", .. Good[1..]]))],
            [
                "NETC3005: \"dense_1/kernel\" is (3, 4) in net.safetensors, but (4, 3) in Net: save the weights again with this "
                    + "architecture, or change Dense(3) back"]),
        ["other type"] = ([WeightText.Of(WeightText.Tensors(["dense_1/kernel:I32:4x3", .. Good[1..]]))],
            [
                "NETC3006: \"dense_1/kernel\" is I32 in net.safetensors, but Net's weights can be read from F32, F16, BF16, F64, and I8 "
                    + "with scales only: convert it"]),
        ["no scales"] = ([WeightText.Of(WeightText.Tensors(["dense_1/kernel:I8:4x3", .. Good[1..]]))],
            [
                "NETC3009: \"dense_1/kernel\" is I8 in net.safetensors and needs its scales, one for each output, in "
                    + "\"dense_1/kernel.scale\" as F32 (3), which is not there: save the weights again as WeightFormat.Int8, or "
                    + "convert them"]),
        ["other scales"] = ([WeightText.Of(WeightText.Tensors(["dense_1/kernel:I8:4x3", "dense_1/kernel.scale:F32:4", .. Good[1..]]))],
            [
                "NETC3009: \"dense_1/kernel\" is I8 in net.safetensors and needs its scales, one for each output, in "
                    + "\"dense_1/kernel.scale\" as F32 (3), which is F32 (4): save the weights again as WeightFormat.Int8, or convert them"]
                ),
        ["scales of another type"] =
            ([WeightText.Of(WeightText.Tensors(["dense_1/kernel:I8:4x3", "dense_1/kernel.scale:F16:3", .. Good[1..]]))],
            [
                "NETC3009: \"dense_1/kernel\" is I8 in net.safetensors and needs its scales, one for each output, in "
                    + "\"dense_1/kernel.scale\" as F32 (3), which is F16 (3): save the weights again as WeightFormat.Int8, or convert them"]
                ),
        ["scales for nothing"] = ([WeightText.Of(WeightText.Tensors([.. Good, "dense_1/kernel.scale:F32:3"]))],
            [
                "NETC3004: net.safetensors has a tensor that Net has not, \"dense_1/kernel.scale\" (3): save the weights again with this "
                    + "architecture, or give its layers the names that they have there"]),
        ["all at once"] =
            ([WeightText.Of(WeightText.Tensors("dense_1/kernel:I32:5x3", "dense_2/kernel:F16:3x2", "dense_2/bias:F32:1", "out:F32:1"))],
            [
                "NETC3005: \"dense_1/kernel\" is (5, 3) in net.safetensors, but (4, 3) in Net: save the weights again with this "
                    + "architecture, or change the input shape 4 back",
                "NETC3006: \"dense_1/kernel\" is I32 in net.safetensors, but Net's weights can be read from F32, F16, BF16, F64, and I8 "
                    + "with scales only: convert it",
                "NETC3003: net.safetensors has no \"dense_1/bias\" (3), which Dense(3) of Net learns: save the weights again with this "
                    + "architecture, or give the layer the name that it has there",
                "NETC3005: \"dense_2/bias\" is (1) in net.safetensors, but (2) in Net: save the weights again with this architecture, or "
                    + "change Dense(2) back",
                "NETC3004: net.safetensors has a tensor that Net has not, \"out\" (1): save the weights again with this architecture, or "
                    + "give its layers the names that they have there",
            ]),
        ["two files"] = ([WeightText.Of(WeightText.Tensors(Good)), WeightText.Missing("Net", "b.safetensors")],
            ["NETC3008: Net has several weight files, net.safetensors, b.safetensors: keep one NetworkWeights for it in the project"]),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    /// <summary>The class is still whole, so that nothing else is reported, and says so when its weights are asked for.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_difference_is_reported_at_the_network(string name)
    {
        (WeightText[] files, string[] messages) = Cases[name];
        Driver(files).RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile(Source + " class User { Net Mine => Net.Pretrained; }"), out Compilation output, out var diagnostics,
            TestContext.Current.CancellationToken);
        Assert.Equal(messages, diagnostics.Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}"));
        Assert.All(
            diagnostics,
            diagnostic =>
                Assert.Equal("Network(4)", diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, 10)));
        Assert.Empty(
            output.GetDiagnostics(TestContext.Current.CancellationToken).Where(
                diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.Contains("throw new global::NetCompiler.NetworkFileException", output.SyntaxTrees.Last().ToString());
    }

    /// <summary>A tensor whose shape differs in nothing but the input's part was changed by something before its layer.</summary>
    [Theory]
    [InlineData(
        "[Network(4), Dense(5), ReLU, Dense(2)]", "dense_1/kernel:F32:4x3 dense_1/bias:F32:3 dense_2/kernel:F32:3x2 dense_2/bias:F32:2",
        "dense_1/kernel: Dense(5)", "dense_1/bias: Dense(5)", "dense_2/kernel: Dense(5), dense_1,")]
    [InlineData(
        "[Network(5), Dense(3), ReLU, Dense(2)]", "dense_1/kernel:F32:4x3 dense_1/bias:F32:3 dense_2/kernel:F32:3x2 dense_2/bias:F32:2",
        "dense_1/kernel: the input shape 5")]
    [InlineData(
        "[Network(4, 4, 1), Conv2D(2, 3), BatchNorm, ReLU, Conv2D(3, 1, UseBias = false), ReLU, Flatten, Dense(2, UseBias = false)]",
        "conv2d_1/kernel:F32:3x3x1x4 conv2d_1/bias:F32:4 batch_normalization_1/gamma:F32:4 batch_normalization_1/beta:F32:4 "
            + "batch_normalization_1/moving_mean:F32:4 batch_normalization_1/moving_variance:F32:4 conv2d_2/kernel:F32:1x1x4x3 "
            + "dense_1/kernel:F32:12x2",
        "conv2d_1/kernel: Conv2D(2, 3x3)", "conv2d_1/bias: Conv2D(2, 3x3)", "batch_normalization_1/gamma: Conv2D(2, 3x3), conv2d_1,",
        "batch_normalization_1/beta: Conv2D(2, 3x3), conv2d_1,",
        "batch_normalization_1/moving_mean: Conv2D(2, 3x3), conv2d_1,", "batch_normalization_1/moving_variance: Conv2D(2, 3x3), conv2d_1,",
        "conv2d_2/kernel: Conv2D(2, 3x3), conv2d_1,")]
    [InlineData(
        "[Network(8, 8, 1), MaxPool2D(4), PReLU, Flatten, Dense(2)]",
        "p_re_lu_1/alpha:F32:4x4x1 dense_1/kernel:F32:16x2 dense_1/bias:F32:2",
        "p_re_lu_1/alpha: what comes before PReLU", "dense_1/kernel: what comes before Dense(2)")]
    [InlineData(
        "[Network(5, 4), Conv1D(4, 3, Groups = 2, UseBias = false), Flatten, Dense(2)]",
        "conv1d_1/kernel:F32:3x1x4 dense_1/kernel:F32:12x2 dense_1/bias:F32:2",
        "conv1d_1/kernel: the input shape (5, 4), or its own settings,")]
    [InlineData(
        "[Network(5, 5, 2), SeparableConv2D(3, 3, DepthMultiplier = 2, UseBias = false), ReLU, Conv2DTranspose(3, 2), ReLU, Flatten, "
            + "Dense(2)]",
        "separable_conv2d_1/depthwise_kernel:F32:3x3x2x1 separable_conv2d_1/pointwise_kernel:F32:1x1x2x3 "
            + "conv2d_transpose_1/kernel:F32:2x2x3x4 conv2d_transpose_1/bias:F32:3 dense_1/kernel:F32:48x2 dense_1/bias:F32:2",
        "separable_conv2d_1/depthwise_kernel: SeparableConv2D(3, 3x3), multiplier 2, no bias",
        "separable_conv2d_1/pointwise_kernel: SeparableConv2D(3, 3x3), multiplier 2, no bias, separable_conv2d_1,",
        "conv2d_transpose_1/kernel: SeparableConv2D(3, 3x3), multiplier 2, no bias, separable_conv2d_1,")]
    public void A_layer_whose_input_changed_is_not_blamed(string attributes, string tensors, params string[] changes)
    {
        const string Hint = "save the weights again with this architecture, or change ";
        GeneratorRunResult result = Run(attributes + " partial class Net;", WeightText.Of(WeightText.Tensors(tensors.Split(' '))));
        Assert.Equal(changes, result.Diagnostics.Select(diagnostic =>
        {
            string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
            int start = message.IndexOf(Hint, StringComparison.Ordinal) + Hint.Length;
            return $"{diagnostic.Properties["1"]}: {message[start..^" back".Length]}";
        }));
    }

    /// <summary>Files from before layers had Keras's names say batch_norm_1.</summary>
    [Fact]
    public void A_file_with_the_names_of_before_fits()
    {
        const string Normalized = "[Network(4), BatchNorm, Dense(2)] partial class Net;";
        string[] tensors = ["batch_norm_1/gamma:F32:4", "batch_norm_1/beta:F32:4", "batch_norm_1/moving_mean:F32:4",
            "batch_norm_1/moving_variance:F32:4", "dense_1/kernel:F32:4x2", "dense_1/bias:F32:2"];
        GeneratorRunResult result = Run(Normalized, WeightText.Of(WeightText.Tensors(tensors)));
        Assert.Empty(result.Diagnostics);
        Assert.Matches(
            @"new\(\d+, EmbeddedTensorType.F32\), // batch_normalization_1/gamma",
            string.Concat(result.GeneratedSources.Select(source => source.SourceText)));
        result = Run(Normalized, WeightText.Of(WeightText.Tensors(["batch_normalization_1/gamma:F32:4", .. tensors])));
        Assert.Equal(["NETC3004"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    /// <summary>Without a weight file these members are nobody's business but the user's.</summary>
    [Theory]
    [InlineData("public static Net [|Pretrained|] => Load(\"\");", "Pretrained")]
    [InlineData("public void [|Pretrained|](int times) { }", "Pretrained(int)")]
    [InlineData("private Net? [|_pretrained|] = null;", "_pretrained")]
    [InlineData("public static Net [|LoadPretrained|]() => Load(\"\");", "LoadPretrained()")]
    [InlineData("private [|Net|](CompiledNetwork compiled) { Compiled = compiled; }", "Net(CompiledNetwork)")]
    public void A_member_that_clashes_with_what_a_file_adds_is_reported(string marked, string name)
    {
        string member = marked.Replace("[|", "").Replace("|]", "");
        string source = $"#nullable enable\n[Network(4), Dense(3), ReLU, Dense(2)] partial class Net {{ {member} }}";
        foreach (WeightText[] files in new WeightText[][] { [], [WeightText.Of(WeightText.Tensors(Good))] })
        {
            Driver(files).RunGeneratorsAndUpdateCompilation(
                GeneratorTest.Compile(source), out Compilation output, out var diagnostics, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(
                output.GetDiagnostics(TestContext.Current.CancellationToken),
                diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            if (files.Length == 0)
            {
                Assert.Empty(diagnostics);
                continue;
            }
            Diagnostic clash = Assert.Single(diagnostics);
            Assert.Equal(
                ("NETC0010", $"{name} clashes with a member that the compiler writes into Net: rename yours"),
                (clash.Id, clash.GetMessage(CultureInfo.InvariantCulture)));
            string text = clash.Location.SourceTree!.ToString();
            Assert.Equal(
                text.IndexOf(marked.Replace("[|", "").Replace("|]", ""), StringComparison.Ordinal)
                    + marked.IndexOf("[|", StringComparison.Ordinal), clash.Location.SourceSpan.Start);
            Assert.Equal(
                marked.Split("[|")[1].Split("|]")[0], text.Substring(clash.Location.SourceSpan.Start, clash.Location.SourceSpan.Length));
        }
    }

    [Fact]
    public void Overloads_of_what_a_file_adds_are_accepted()
    {
        Driver([WeightText.Of(WeightText.Tensors(Good))]).RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile(
                "[Network(4), Dense(3), ReLU, Dense(2)] partial class Net { static Net LoadPretrained(string path) => Load(path); static "
                    + "Net LoadPretrained<T>() => Pretrained; }"),
            out Compilation output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        Assert.DoesNotContain(
            output.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    /// <summary>Whatever characters they have.</summary>
    [Theory]
    [InlineData("#;'%()[]$@&=,!{}*?\"<>|\\`~^")]
    [InlineData("größer 中文 \U0001F600")]
    [InlineData(" \t\r\n ")]
    public void Names_reach_the_compiler_whole(string text)
    {
        string network = "N" + text, file = $"a/{text}/{text}.safetensors";
        Assert.Equal(
            [new WeightFile(network, file, "/project/" + file, $"NetCompiler/{network}/{file}", null)],
            WeightFileParser.Parse(WeightText.Missing(network, file), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NetCompiler weights 1\n-1\n")]
    [InlineData("NetCompiler weights 2\nnothing\n")]
    [InlineData("NetCompiler weights 2\nTmV0 bg== cA== cg== -1\n")]
    [InlineData("NetCompiler weights 2\nTmV0 bg== cA== cg== x \n")]
    [InlineData("NetCompiler weights 2\nTmV0 bg== cA== cg== 9999999999999999999 \n")]
    [InlineData("NetCompiler weights 2\nTmV0 bg== cA== cg== 8 %%%\n")]
    [InlineData("NetCompiler weights 2\nTmV0 bg== cA== % -1 \n")]
    public void A_damaged_text_about_files_is_reported_once(string text)
    {
        const string Message = WeightText.ListPath
            + ", in which the build tells the compiler of the project's weight files, cannot be understood: clean and build again";
        foreach (string source in new[] { Source, NamedWeightTests.Named })
        {
            Diagnostic diagnostic = Assert.Single(Run(source, new WeightText(text)).Diagnostics);
            Assert.Equal(("NETC3012", Message), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
            Assert.Equal(WeightText.ListPath, diagnostic.Location.GetLineSpan().Path);
        }
        Assert.Empty(Run(Source, new WeightText("NetCompiler weights 2\n")).Diagnostics);
    }

    [Fact]
    public void Every_diagnostic_has_a_case() => Assert.Equal(
        Descriptors.ById.Keys.Where(id => id.StartsWith("NETC3", StringComparison.Ordinal)).Order(),
        Cases.Values.SelectMany(test => test.Messages).Select(message => message[..8])
            .Concat(["NETC3007", "NETC3010", "NETC3011", "NETC3012"]).Distinct().Order());

    [Theory]
    [InlineData("Net", "")]
    [InlineData("Net", "Game.")]
    [InlineData("Game.Net", "Game.")]
    [InlineData("Game.Ai.Net", "Game.Ai.")]
    public void The_project_names_the_class_with_or_without_its_namespace(string network, string space)
    {
        GeneratorRunResult result =
            Run((space.Length > 0 ? $"namespace {space.TrimEnd('.')};" : "") + Source, WeightText.Of(WeightText.Tensors(Good), network));
        Assert.Empty(result.Diagnostics);
        Assert.Contains("Pretrained", Assert.Single(result.GeneratedSources).SourceText.ToString());
    }

    /// <summary>Types may be mixed, tensors may come in any order: places come from the file.</summary>
    [Fact]
    public void Places_come_from_the_file()
    {
        byte[] file = WeightText.Tensors(
            "dense_2/bias:F64:2", "dense_1/kernel:BF16:4x3", "dense_2/kernel:I8:3x2", "dense_2/kernel.scale:F32:2", "dense_1/bias:F16:3");
        Driver(WeightText.Of(file, "Net", "a \"b\".safetensors")).RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile(Source), out Compilation output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        Assert.Empty(
            output.GetDiagnostics(TestContext.Current.CancellationToken).Where(
                diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        string text = output.SyntaxTrees.Last().ToString();
        int start = file.Length - 60;
        Assert.Contains($"new({start + 16}, EmbeddedTensorType.BF16), // dense_1/kernel", text);
        Assert.Contains($"new({start + 54}, EmbeddedTensorType.F16), // dense_1/bias", text);
        Assert.Contains($"new({start + 40}, EmbeddedTensorType.I8, {start + 46}), // dense_2/kernel", text);
        Assert.Contains($"new({start}, EmbeddedTensorType.F64), // dense_2/bias", text);
        Assert.Contains($"Length = {file.Length},", text);
    }

    /// <summary>A transposed convolution's outputs are the last dimension but one; files of version 0.1 have scales for the last.</summary>
    [Theory]
    [InlineData("5x1", ", scalesRows: true")]
    [InlineData("6", "")]
    public void Scales_of_a_transposed_convolution_may_be_of_filters_or_of_channels(string scales, string flag)
    {
        byte[] file = WeightText.Tensors($"conv2d_transpose_1/kernel.scale:F32:{scales}", "conv2d_transpose_1/kernel:I8:2x2x5x6");
        GeneratorRunResult result = Run(Upward, WeightText.Of(file));
        Assert.Empty(result.Diagnostics);
        string text = Assert.Single(result.GeneratedSources).SourceText.ToString();
        int end = file.Length - 120;
        int scale = end - 4 * (flag.Length == 0 ? 6 : 5);
        Assert.Contains($"new({end}, EmbeddedTensorType.I8, {scale}{flag}), // conv2d_transpose_1/kernel", text);
        Assert.Contains("HasOutputRows = true", text);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("6x1")]
    [InlineData("1x6")]
    public void Other_scales_of_a_transposed_convolution_are_refused(string scales)
    {
        byte[] file = WeightText.Tensors($"conv2d_transpose_1/kernel.scale:F32:{scales}", "conv2d_transpose_1/kernel:I8:2x2x5x6");
        Diagnostic diagnostic = Assert.Single(Run(Upward, WeightText.Of(file)).Diagnostics);
        Assert.Equal("NETC3009", diagnostic.Id);
        string found = scales.Replace("x", ", ", StringComparison.Ordinal);
        Assert.Contains($"as F32 (5, 1), which is F32 ({found})", diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_unchanged_header_runs_nothing()
    {
        WeightText before = WeightText.Of(WeightText.Tensors(Good));
        Compilation compilation = GeneratorTest.Compile(Source);
        GeneratorDriver driver = Driver(before).RunGenerators(compilation, TestContext.Current.CancellationToken);

        GeneratorRunResult same = Replace(WeightText.Of(WeightText.Tensors(Good)));
        Assert.Equal(Unchanged, same.TrackedSteps[NetworkGenerator.Steps.Weights][0].Outputs[0].Reason);
        Assert.All(
            same.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(Cached, output.Reason));

        GeneratorRunResult edited = driver.RunGenerators(
            compilation.AddSyntaxTrees(GeneratorTest.Parse("class Other;", "Other.cs")), TestContext.Current.CancellationToken)
            .GetRunResult().Results[0];
        Assert.Equal(Cached, edited.TrackedSteps[NetworkGenerator.Steps.Weights][0].Outputs[0].Reason);

        GeneratorRunResult other = Replace(WeightText.Of(WeightText.Tensors([.. Good[1..], Good[0]])));
        Assert.Equal(Cached, other.TrackedSteps[NetworkGenerator.Steps.Plan][0].Outputs[0].Reason);
        Assert.Equal(Modified, other.TrackedSteps[NetworkGenerator.Steps.Weigh][0].Outputs[0].Reason);

        GeneratorRunResult Replace(WeightText after) =>
            driver.ReplaceAdditionalText(before, after).RunGenerators(
                compilation, TestContext.Current.CancellationToken).GetRunResult().Results[0];
    }

    /// <summary>Whoever changes the architecture must be able to build the program that trains it anew.</summary>
    [Fact]
    public void Differences_can_be_made_warnings()
    {
        Compilation compilation = GeneratorTest.Compile(Source);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new("NETC3001", ReportDiagnostic.Warn)]));
        Driver(WeightText.Missing()).RunGeneratorsAndUpdateCompilation(
            compilation, out _, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Equal(("NETC3001", DiagnosticSeverity.Warning), (Assert.Single(diagnostics).Id, diagnostics[0].Severity));
    }

    internal static GeneratorDriver Driver(params WeightText[] files) => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()], files, new CSharpParseOptions(LanguageVersion.CSharp14), null,
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    internal static GeneratorRunResult Run(string source, params WeightText[] files)
    {
        GeneratorRunResult result =
            Driver(files).RunGenerators(GeneratorTest.Compile(source), TestContext.Current.CancellationToken).GetRunResult().Results[0];
        Assert.Null(result.Exception);
        return result;
    }
}
