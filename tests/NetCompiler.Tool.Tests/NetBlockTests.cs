using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Layers that repeat come back as a block, out of files that know of none, with the same answers.</summary>
public class NetBlockTests
{
    /// <summary>Stages of one width, a stage that differs in its filters, a block of another kind between.</summary>
    [Fact]
    public void A_residual_net_has_its_blocks()
    {
        string net = "[Network(6, 5, 2)]\n[Conv2D(4, 1, Name = \"x0\")]\n" + Basic(4, "x0", "x1") + Basic(4, "x1", "y")
            + "[Conv2D(7, 1, Name = \"x2\")]\n" + Basic(7, "x2", "x3") + Basic(7, "x3", "z")
            + "[GlobalAveragePool, Dense(3)]\npartial class Net;\n";
        static string Basic(int filters, string from, string name) => $"""
            [Conv2D({filters}, 3, Padding = Padding.Same), BatchNorm, ReLU]
            [Conv2D({filters}, 3, Padding = Padding.Same), BatchNorm, Add("{from}"), ReLU(Name = "{name}")]

            """;

        Assert.Equal("""
            [Network(6, 5, 2)]
            [Conv2D(4, 1, Name = "x0")]
            [Use<NetBlock>(Repeat = 2)]
            [Conv2D(7, 1, Name = "x2")]
            [Use<NetBlock>(7, Repeat = 2)]
            [GlobalAveragePool]
            [Dense(3)]
            [Block]
            [Conv2D(NetBlock.Filters, 3, Padding = Padding.Same), BatchNorm, ReLU]
            [Conv2D(NetBlock.Filters, 3, Padding = Padding.Same), BatchNorm]
            [Add("input"), ReLU]

            """, Back(net));
    }

    /// <summary>What leaves the block in its middle and what is one line that repeats are no blocks, nor what differs without a merge; two
    /// times a long one are.</summary>
    [Theory]
    [InlineData("5 5 5 5 5 5", "")]
    [InlineData("5 5t 5 5t", "")]
    [InlineData("5 5t 5 5t 5 5t", "Repeat = 3")]
    [InlineData("5 5t 5 5t 5 5t+", "")]
    [InlineData("5 5t 5s 5g 5 5t 5s 5g", "Repeat = 2")]
    [InlineData("5 5t 5s 5g 5 5t 6s 5g", "")]
    public void What_is_a_block_and_what_is_not(string layers, string repeat)
    {
        var net = new Net();
        net.Inputs.Add(new NetInput("x", [3]) { Name = "input" });
        NetValue last = Add(typeof(DenseAttribute), 4, net.Inputs[0]);
        NetValue? middle = null;
        foreach (string layer in layers.Split(' '))
        {
            int units = layer[0] - '0';
            last = Add(layer.Contains('t') ? typeof(TanhAttribute) : layer.Contains('s') ? typeof(SigmoidAttribute)
                : layer.Contains('g') ? typeof(GELUAttribute) : typeof(ReLUAttribute), units, Add(typeof(DenseAttribute), units, last));
            middle ??= last;
            if (layer.EndsWith('+'))
                last = net.Add(new NetLayer(typeof(AddAttribute), last.Shape).From(last, middle));
        }
        net.Outputs.Add(new("y", "y", Add(typeof(DenseAttribute), 2, last)));
        string source = SourceWriter.Write(NetBlocks.Fold(net, "Net"), "", "Net", "");
        Assert.Equal(repeat.Length > 0, source.Contains("[Block]", StringComparison.Ordinal));
        Assert.Contains(repeat, source, StringComparison.Ordinal);

        NetLayer Add(Type kind, int units, NetValue read) => net.Add(
            kind == typeof(DenseAttribute) ? new NetLayer(kind, [units], units).From(read) : new NetLayer(kind, [units]).From(read));
    }

    /// <summary>PyTorch's names: what they have in common is a layer's name in the block.</summary>
    [Fact]
    public void Names_of_a_transformer_are_those_of_its_parts()
    {
        OnnxImport import = OnnxImporter.Import(OnnxAttentionTests.PathOf("torch-encoder.onnx"), new());
        (NetFiles files, CompiledNetwork network) = NetFiles.Make(import.Net, "", "Words", "Words.", null);
        Assert.EndsWith("""
            [Network(6)]
            [Embedding(11, 8, Name = "words")]
            [SinePositionEncoding]
            [Use<WordsBlock>(Repeat = 2)]
            [Dense(11)]
            public sealed partial class Words;

            [Block]
            [LayerNorm(Epsilon = 1e-5, Name = "norm1")]
            [MultiHeadAttention(2, 4, Causal = true, Name = "self_attn")]
            [Add("input", Name = "add_1")]
            [LayerNorm(Epsilon = 1e-5, Name = "norm2")]
            [Dense(12), GELU]
            [Dense(8)]
            [Add("add_1")]
            internal sealed class WordsBlock;

            """, files.Source, StringComparison.Ordinal);
        Assert.Contains("words_block_2/self_attn/query_kernel", network.Info.Parameters.Select(block => block.Name));
    }

    /// <summary>The attributes that a network becomes by way of an ONNX file, compared in their answers.</summary>
    private static string Back(string source)
    {
        NetworkGraph graph = ExportedNets.Read("using NetCompiler;\n" + source);
        (byte[] bytes, IReadOnlyList<Problem> problems) = OnnxExporter.Export(graph, new());
        Assert.Empty(problems);
        using var folder = new TemporaryDirectory();
        OnnxImport import = OnnxImporter.Import(folder.Write("net.onnx", bytes), new());
        Assert.Empty(import.Problems);
        (NetFiles files, _, double difference) = ImportCommand.Prove(import, "", "Net");
        Assert.InRange(difference, 0, 1e-5);
        return string.Concat(files.Source.Split('\n').Where(line => line.StartsWith('[')).Select(line => line + "\n"));
    }
}
