using System.Runtime.CompilerServices;
using System.Text.Json;
using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Attention as programs write it out becomes one layer, whatever its nodes are called; what is not exactly that is
/// reported.</summary>
public class OnnxAttentionTests
{
    /// <summary>Files that PyTorch wrote of its own modules (<c>Files/transformers.py</c>), next to its answers and ONNX
    /// Runtime's.</summary>
    [Theory]
    [InlineData("torch-encoder", "[MultiHeadAttention(2, 4, Causal = true, Name = \"self_attn\")]")]
    [InlineData("torch-decoder", "[MultiHeadAttention(2, 4, \"reshape_2\", Name = \"multihead_attn\", From = \"norm1\")]")]
    public void A_transformer_of_PyTorch_answers_as_PyTorch_does(string name, string layer)
    {
        string path = PathOf($"{name}.onnx");
        OnnxImport import = OnnxImporter.Import(path, new());
        Assert.Empty(import.Problems);
        (NetFiles files, CompiledNetwork network, double difference) = ImportCommand.Prove(import, "", "Net");
        Assert.InRange(difference, 0, 1e-5);
        Assert.Contains(layer, files.Source, StringComparison.Ordinal);
        Assert.All(VerifyCommand.Compare(import, network, files.Golden!.Inputs), output => Assert.InRange(output.Relative, 0, 1e-5));
        using JsonDocument said = JsonDocument.Parse(File.ReadAllText(PathOf($"{name}.json")));
        float[] answer = new float[network.Info.OutputLength];
        network.Predict(Numbers("inputs"), answer);
        Assert.All(Numbers("answer").Zip(answer), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

        float[] Numbers(string what) => [.. said.RootElement.GetProperty(what).EnumerateArray().Select(number => number.GetSingle())];
    }

    /// <summary>Packed units, heads in front; cut by Slice and by Gather; the mask chosen by Where; the bias of the last units behind
    /// them.</summary>
    [Fact]
    public void Heads_are_followed_number_by_number()
    {
        var graph = new GraphBuilder(17, ("x", [0, 5, 6]));
        string all = graph.Node(
            "Add", $"{graph.Weights("pack.bias", 18)} {graph.Node("MatMul", $"x {graph.Weights("pack.weight", 6, 18)}")}");
        // (batch, steps, heads, numbers, which): numbers of queries, keys and values lie beside one another.
        string cut = graph.Node(
            "Transpose", graph.Node("Reshape", $"{all} {graph.Integers(0, 5, 2, 3, 3)}"), ("perm", new[] { 4, 0, 2, 1, 3 }));
        string Third(int which) => graph.Node("Gather", $"{cut} {graph.Scalar(which)}", ("axis", 0));
        string keys = graph.Node("Transpose", Third(1), ("perm", new[] { 0, 1, 3, 2 }));
        string scores = graph.Node("MatMul", $"{graph.Node("Mul", $"{Third(0)} {graph.Number(0.8f)}")} {keys}");
        string seen = graph.Node("Trilu", graph.Node("ConstantOfShape", graph.Integers(5, 5)), ("upper", 0));
        string hidden = graph.Node("Equal", $"{graph.Node("Add", $"{seen} {Lower(graph, 5)}")} {graph.Number(0)}");
        string masked = graph.Node("Where", $"{hidden} {graph.Number(-1e9f)} {scores}");
        string mixed = graph.Node("MatMul", $"{graph.Node("Softmax", masked)} {Third(2)}");
        string rows = graph.Node("Reshape", $"{graph.Node("Transpose", mixed, ("perm", new[] { 0, 2, 1, 3 }))} {graph.Integers(-1, 6)}");
        string y = graph.Node("Gemm", $"{rows} {graph.Weights("out.weight", 6, 6)} {graph.Weights("out.bias", 6)}", ("transB", 1));
        Assert.Equal("""
            [Network(5, 6)]
            [MultiHeadAttention(2, 3, Causal = true, Name = "out")]
            [Add("input")]

            """, graph.Output(graph.Node("Add", $"x {graph.Node("Reshape", $"{y} {graph.Integers(-1, 5, 6)}")}")).Prove());
    }

    /// <summary>As Keras's layer is written: letters, keys before queries, over another sequence, values of another length.</summary>
    [Fact]
    public void Sums_of_products_by_letters()
    {
        var graph = new GraphBuilder(17, ("x", [0, 5, 6]), ("memory", [0, 4, 3]));
        string Units(string x, string name, int features, int size) => graph.Node("Add", $"""
            {graph.Node("Einsum", $"{x} {graph.Weights($"{name}.weight", features, 2, size)}", ("equation", "abc,cde->abde"))}
            """ + $" {graph.Weights($"{name}.bias", 2, size)}");
        string queries = graph.Node("Mul", $"{Units("x", "query", 6, 4)} {graph.Number(0.5f)}");
        string scores = graph.Node("Einsum", $"{Units("memory", "key", 3, 4)} {queries}", ("equation", "aecd,abcd->acbe"));
        string mixed = graph.Node(
            "Einsum", $"{graph.Node("Softmax", scores)} {Units("memory", "value", 3, 7)}", ("equation", "acbe,aecd->abcd"));
        string y = graph.Node("Einsum", $"{mixed} {graph.Weights("attention/output.weight", 2, 7, 6)}", ("equation", "abcd,cde->abe"));
        Assert.Equal("""
            [Network]
            [Input("x", 5, 6), Input("memory", 4, 3)]
            [MultiHeadAttention(2, 4, "memory", ValueDim = 7, Name = "attention", From = "x")]

            """, graph.Output(graph.Node("Add", $"{y} {graph.Weights("attention/output.bias", 6)}")).Prove());
    }

    /// <summary>The operator of opset 23, compared with ONNX Runtime's: heads beside one another, and heads as a dimension.</summary>
    [Fact]
    public void One_operator()
    {
        var graph = new GraphBuilder(23, ("x", [0, 5, 6]));
        string Units(string name, int units) => graph.Node("MatMul", $"x {graph.Weights(name, 6, units)}");
        string mixed = graph.Node("Attention", $"{Units("q", 8)} {Units("k", 8)} {Units("v", 6)}", ("q_num_heads", 2), ("kv_num_heads", 2),
            ("is_causal", 1), ("scale", 0.25f));
        string first = graph.Node("MatMul", $"{mixed} {graph.Weights("o", 6, 6)}");
        string Heads(string name) => graph.Node("Transpose", graph.Node(
            "Reshape", $"{graph.Node("MatMul", $"{first} {graph.Weights(name, 6, 6)}")} {graph.Integers(0, 5, 3, 2)}"),
            ("perm", new[] { 0, 2, 1, 3 }));
        string together = graph.Node("Transpose", graph.Node("Attention", $"{Heads("query2")} {Heads("key2")} {Heads("value2")}"),
            ("perm", new[] { 0, 2, 1, 3 }));
        string second = graph.Node(
            "MatMul", $"{graph.Node("Reshape", $"{together} {graph.Integers(0, 5, 6)}")} {graph.Weights("o2", 6, 6)}");
        using var folder = new TemporaryDirectory();
        OnnxImport import = OnnxImporter.Import(folder.Write("net.onnx", graph.Output(second).ToBytes()), new());
        Assert.Empty(import.Problems);
        (NetFiles files, CompiledNetwork network, _) = ImportCommand.Prove(import, "", "Net");
        Assert.Contains("""
            [MultiHeadAttention(2, 4, ValueDim = 3, Causal = true, UseBias = false, Name = "o")]
            [MultiHeadAttention(3, 2, UseBias = false, Name = "o2")]
            """, files.Source, StringComparison.Ordinal);
        Assert.All(VerifyCommand.Compare(import, network, files.Golden!.Inputs), output => Assert.InRange(output.Relative, 0, 1e-5));
    }

    /// <summary>Near to attention, and not that: each with its reason, at the product of queries and keys.</summary>
    [Fact]
    public void What_is_not_exactly_attention_is_reported_with_its_reason()
    {
        Assert.Equal("its mask hides steps that are not later", Reason(scores => (scores, Mask(i => i == 5))));
        Assert.Equal("its mask hides some later steps, and not all", Reason(scores => (scores, Mask(i => i == 4))));
        Assert.Equal("numbers are added to its scores", Reason(scores => (scores, Mask(_ => false, -2))));
        Assert.Equal("its scores are multiplied by different numbers",
            Reason(scores => ($"{scores} Mul", Mask(_ => false, 1, other: 3))));
        Assert.Equal("it gives 7 numbers a step where 6 come in", Reason(scores => (scores, Mask(_ => false)), outputs: 7));
        Assert.Equal("its heads are not cut from steps in order", Reason(scores => (scores, Mask(_ => false)), perm: [0, 3, 1, 2]));
        Assert.Equal("its queries change from step to step", Reason(scores => (scores, Mask(_ => false)), bias: [5, 6]));
        Assert.Equal("its values are not what units give", Reason(scores => (scores, Mask(_ => false)), activates: true));

        static float[] Mask(Func<int, bool> isHidden, float seen = 0, float other = 0) =>
            [.. Enumerable.Range(0, 25).Select(i => isHidden(i) ? float.NegativeInfinity : i == 24 && other != 0 ? other : seen)];
    }

    private static string Reason(Func<string, (string Kind, float[] Constant)> mask, int outputs = 6, int[]? perm = null,
        int[]? bias = null, bool activates = false)
    {
        var graph = new GraphBuilder(17, ("x", [0, 5, 6]));
        string Units(string name) => graph.Node("MatMul", $"x {graph.Weights(name, 6, 6)}");
        string Heads(string x, params int[] order) =>
            graph.Node("Transpose", graph.Node("Reshape", $"{x} {graph.Integers(0, 5, 2, 3)}"), ("perm", order));
        string queries = Units("q");
        if (bias is not null)
            queries = graph.Node("Add", $"{queries} {graph.Weights("b", bias)}");
        string product = graph.Node("MatMul", $"{Heads(queries, 0, 2, 1, 3)} {Heads(Units("k"), 0, 2, 3, 1)}");
        (string kind, float[] constant) = mask("Add");
        string table = graph.Node("Reshape", $"{graph.Numbers(constant)} {graph.Integers(5, 5)}");
        string weights = graph.Node("Softmax", graph.Node(kind.Split(' ')[^1], $"{product} {table}"));
        string values = activates ? graph.Node("Tanh", Units("v")) : Units("v");
        string mixed = graph.Node("MatMul", $"{weights} {Heads(values, 0, 2, 1, 3)}");
        string together = graph.Node("Transpose", mixed, ("perm", perm ?? [0, 2, 1, 3]));
        string rows = graph.Node("Reshape", $"{together} {graph.Integers(0, 5, 6)}");
        Problem problem = graph.Output(graph.Node("MatMul", $"{rows} {graph.Weights("o", 6, outputs)}")).Import().Problems[0];
        Assert.Equal("MatMul", problem.Kind);
        Assert.Contains("MultiHeadAttention", problem.WayOut, StringComparison.Ordinal);
        const string Prefix = "attention as no layer has it: ";
        return problem.Reason.StartsWith(Prefix, StringComparison.Ordinal) ? problem.Reason[Prefix.Length..] : problem.Reason;
    }

    /// <summary>Rows of a table behind an embedding are positions; sines where they are theirs.</summary>
    [Fact]
    public void Tables_that_are_added_to_steps_are_positions()
    {
        Assert.Contains("[PositionEmbedding(4)]", Written(0.3f), StringComparison.Ordinal);
        Assert.Contains("[SinePositionEncoding(MaxWavelength = 50)]", Written(0), StringComparison.Ordinal);

        static string Written(float more)
        {
            var graph = new GraphBuilder(17, ("words", [0, 4])).OfIntegers("words");
            float[] table = [.. Enumerable.Range(0, 24).Select(i => more + (float)(i % 2 == 0
                ? Math.Sin(i / 6 / Math.Pow(50, i % 6 / 6.0)) : Math.Cos(i / 6 / Math.Pow(50, (i % 6 - 1) / 6.0))))];
            string rows = graph.Node("Gather", $"{graph.Weights("table.weight", 9, 6)} words");
            return graph.Output(graph.Node("Add", $"{rows} {graph.Node("Reshape", $"{graph.Numbers(table)} {graph.Integers(4, 6)}")}"))
                .Prove();
        }
    }

    /// <summary>Ones on and below the diagonal.</summary>
    private static string Lower(GraphBuilder graph, int steps) => graph.Node("Reshape",
        $"{graph.Numbers([.. Enumerable.Range(0, steps * steps).Select(i => i % steps <= i / steps ? 1f : 0f)])} "
        + graph.Integers(steps, steps));

    internal static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Files", file);
}
