using System.Buffers.Binary;
using System.Text.Json;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Tests;

/// <summary>Tensors for other frameworks: which number is where.</summary>
public class OrderedWeightsTests
{
    private static readonly NetworkGraph Graph = ExportedNets.Read(
        """
        [Network(4, 3, 2)]
        [Conv2D(5, 2, Name = "conv"), BatchNorm(Name = "norm"), ReLU, Dropout(0.5)]
        [Flatten, Dense(7, Name = "dense"), Reshape(7, 1)]
        [GRU(2, ReturnSequences = true, Name = "gru"), LSTM(3, Bidirectional = true, UseBias = false, Name = "lstm")]
        partial class Net;
        """);

    [Fact]
    public void PyTorch_has_its_layouts_gates_and_rows()
    {
        Dictionary<string, Tensor> tensors = new TorchOrder(Graph).Tensors().ToDictionary(pair => pair.Name, pair => pair.Tensor);
        Assert.Equal(
            [
                "conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "dense.weight",
                "dense.bias", "gru.weight_ih_l0", "gru.weight_hh_l0", "gru.bias_ih_l0", "gru.bias_hh_l0", "lstm.weight_ih_l0",
                "lstm.weight_hh_l0",
                "lstm.weight_ih_l0_reverse", "lstm.weight_hh_l0_reverse",
            ], tensors.Keys);
        Tensor conv = tensors["conv.weight"], dense = tensors["dense.weight"], gru = tensors["gru.weight_hh_l0"];
        float[] kernel = Graph.Network.GetParameter("conv/kernel"), rows = Graph.Network.GetParameter("dense/kernel"),
            state = Graph.Network.GetParameter("gru/recurrent_kernel"), biases = Graph.Network.GetParameter("gru/bias");
        Assert.Equal([5, 2, 2, 2], conv.Shape);
        Assert.Equal(kernel[((1 * 2 + 0) * 2 + 1) * 5 + 3], conv.Values[((3 * 2 + 1) * 2 + 1) * 2 + 0]);
        // Channel 4 of line 2, column 1 of an image (3, 2, 5) is number 4 * 6 + 2 * 2 + 1 there.
        Assert.Equal([7, 30], dense.Shape);
        Assert.Equal(rows[((2 * 2 + 1) * 5 + 4) * 7 + 6], dense.Values[6 * 30 + 4 * 6 + 2 * 2 + 1]);
        // r, z, n of z, r, h: row 1 is the reset gate's second unit.
        Assert.Equal([6, 2], gru.Shape);
        Assert.Equal(state[0 * 6 + 2 + 1], gru.Values[1 * 2 + 0]);
        Assert.Equal(biases[6 + 4], tensors["gru.bias_hh_l0"].Values[4]);
        Assert.Equal(biases[6 + 0], tensors["gru.bias_hh_l0"].Values[2]);
    }

    [Fact]
    public void Names_sort_in_Kerass_order_and_the_file_is_a_safetensors_file()
    {
        (byte[] file, int count) = OrderedWeights.Write(Graph, ExportFormat.Keras);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(file)));
        string[] names = [.. header.RootElement.EnumerateObject().Skip(1).Select(property => property.Name)];
        Assert.Equal(Graph.Network.Info.Parameters.Select((block, i) => $"{i:000}.{block.Name}"), names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(count, names.Length);
    }

    [Fact]
    public void What_PyTorch_has_not_is_refused_by_name()
    {
        NetworkGraph graph = ExportedNets.Read("[Network(5, 2)] [GRU(3, ResetAfter = false, Name = \"old\")] partial class Net;");
        ToolException exception = Assert.Throws<ToolException>(() => OrderedWeights.Write(graph, ExportFormat.PyTorch));
        Assert.StartsWith("old (GRU) resets in front of the product", exception.Message, StringComparison.Ordinal);
    }
}
