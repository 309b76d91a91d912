using Microsoft.ML.OnnxRuntime;
using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Onnx;
using NetCompiler.Tool.Runtime;
using Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Operators of ONNX Runtime's own, in files that its optimizer wrote and in graphs with their settings off the defaults: as ONNX
/// Runtime computes them.</summary>
public class OnnxRuntimeOperatorTests
{
    /// <summary>What the optimizer makes of two networks of ours: transformers' blocks, and convolutions.</summary>
    [Theory]
    [InlineData("[Network(6, 8)] [MultiHeadAttention(2, 4), Add(\"input\"), LayerNorm(Name = \"seen\")] "
        + "[Dense(12), GELU, Dense(8), Add(\"seen\"), LayerNorm, Dense(3), GELU(Approximate = true)] partial class Net;", "Gelu")]
    [InlineData("[Network(9, 7, 3)] [Conv2D(4, 3), ReLU, Conv2D(5, 3, Padding = Padding.Same), LeakyReLU(0.2)] "
        + "[Conv2D(5, 1, Name = \"side\"), Add(\"conv2d_2\"), ReLU] [Flatten, Dense(4), Tanh] partial class Net;", "FusedConv")]
    public void A_file_that_ONNX_Runtime_optimized_is_read(string source, string expected)
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.Path, "optimized.onnx");
        (byte[] file, IReadOnlyList<Problem> problems) = OnnxExporter.Export(ExportedNets.Read(source), new());
        Assert.Empty(problems);
        using (var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            OptimizedModelFilePath = path,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        })
        using (new InferenceSession(file, options))
        {
        }
        string[] kinds = [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node
            .Where(node => node.Domain == OnnxRuntimeOperators.Domain).Select(node => node.OpType)];
        Assert.True(kinds.Any(kind => kind.Contains(expected, StringComparison.Ordinal)), string.Join(", ", kinds));
        Meets(OnnxImporter.Import(path, new()));
    }

    [Fact]
    public void Every_operator_has_the_answers_of_ONNX_Runtime()
    {
        var graph = new GraphBuilder(17, ("x", [0, 5, 8]));
        string mixed = graph.Node("com.microsoft:Attention", $"x {graph.Weights("in", 8, 24)} {graph.Weights("b", 24)}",
            ("num_heads", 2), ("unidirectional", 1));
        string units = graph.Node("MatMul", $"{mixed} {graph.Weights("out", 8, 8)}");
        graph.Node("com.microsoft:SkipLayerNormalization",
            $"{units} x {graph.Positive("gamma", 8)} {graph.Weights("beta", 8)} {graph.Weights("bias", 8)}", "norm - - sum",
            ("epsilon", 1e-3f));
        string wide = graph.Node("com.microsoft:FusedMatMul", $"norm {graph.Weights("up", 8, 8)}", ("transB", 1), ("alpha", 0.5f));
        wide = graph.Node("com.microsoft:BiasGelu", $"{wide} {graph.Weights("c", 8)}");
        wide = graph.Node("com.microsoft:FastGelu", $"{wide} {graph.Weights("d", 8)}");
        string[] parts = [.. new[] { "q", "k", "v" }.Select(name => graph.Node("MatMul", $"{wide} {graph.Weights(name, 8, 8)}"))];
        string seen = graph.Node("com.microsoft:MultiHeadAttention", $"{string.Join(' ', parts)} {graph.Weights("qkv", 24)}",
            ("num_heads", 4), ("scale", 0.3f));
        string down = graph.Node("com.microsoft:FusedMatMul", $"{seen} {graph.Weights("down", 8, 8)}");
        graph.Node("com.microsoft:SkipSimplifiedLayerNormalization", $"{down} sum {graph.Positive("scale", 8)}", "end");
        string gelu = graph.Node("com.microsoft:Gelu", "end");
        string dense = graph.Node("Reshape", $"{gelu} {graph.Integers(-1, 40)}");
        string answer = graph.Node("com.microsoft:FusedGemm", $"{dense} {graph.Weights("head", 3, 40)} {graph.Weights("e", 3)}",
            ("transB", 1), ("alpha", 0.7f), ("activation", "LeakyRelu"), ("activation_alpha", 0.2f));
        using var folder = new TemporaryDirectory();
        string written = Meets(OnnxImporter.Import(folder.Write("net.onnx", graph.Output(answer).ToBytes()), new()));
        Assert.Contains("MultiHeadAttention(2, 4, Causal = true", written, StringComparison.Ordinal);
        Assert.Contains("MultiHeadAttention(4, 2", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Attention", "x w b mask", "input 3 (mask) is not understood")]
    [InlineData("MultiHeadAttention", "x", "queries, keys and values in one input")]
    [InlineData("QAttention", "x", "QAttention of com.microsoft is not read")]
    [InlineData("FusedMatMul", "x x", "attribute num_heads is not understood")]
    public void What_is_not_understood_is_named(string kind, string inputs, string reason)
    {
        var graph = new GraphBuilder(17, ("x", [0, 5, 8]), ("mask", [0, 5]));
        graph.Weights("w", 8, 24);
        graph.Weights("b", 24);
        graph.Output(graph.Node($"com.microsoft:{kind}", inputs, ("num_heads", 2)));
        Assert.Equal(reason, Assert.Single(graph.Import().Problems).Reason);
    }

    /// <summary>Asserts that the class answers as the file's operators do, and ONNX Runtime; gives the class's text.</summary>
    private static string Meets(OnnxImport import)
    {
        Assert.True(import.Problems.Count == 0, string.Join("\n", import.Problems));
        (Nets.NetFiles files, _, double difference) = ImportCommand.Prove(import, "", "Net");
        Assert.InRange(difference, 0, 1e-5);
        RuntimeLoader.Prepare();
        using var model = new RuntimeModel(import);
        model.Take(files.Golden!.Inputs[1]);
        float[] theirs = [.. model.Run().SelectMany(output => output)];
        double[] ours = import.Answer(files.Golden.Inputs[1]);
        double largest = ours.Max(Math.Abs);
        Assert.All(ours.Zip(theirs), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / largest, 0, 1e-5));
        return files.Source;
    }
}
