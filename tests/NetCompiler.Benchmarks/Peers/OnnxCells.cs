using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The recurrent part.</summary>
internal static partial class OnnxModel
{
    /// <summary>The bytes of a model for one step of one sequence: a recurrent layer and a dense one. Its inputs are "x", "h" and for an
    /// LSTM "c", its outputs "y", "h_out" and "c_out".</summary>
    public static byte[] WriteStep(CellLayer cell, DenseLayer dense)
    {
        Message graph = new();
        List<Message> tensors = [];
        AddCell(graph, tensors, cell, "x", "0", "v0", streams: true);
        tensors.Add(Tensor("w1", dense.Kernel, dense.Inputs, dense.Units));
        tensors.Add(Tensor("b1", dense.Bias, dense.Units));
        AddProduct(graph, "v0", "1", "y", gemm: true);
        graph.Add(2, "step");
        foreach (Message tensor in tensors)
            graph.Add(5, tensor);
        graph.Add(11, ValueInfo("x", 1, 1, cell.Input.Channels));
        graph.Add(12, ValueInfo("y", 1, dense.Units));
        foreach (string state in States(cell))
        {
            graph.Add(11, ValueInfo(state, 1, 1, cell.Units));
            graph.Add(12, ValueInfo($"{state}_out", 1, 1, cell.Units));
        }
        return new Message().Add(1, IRVersion).Add(7, graph).Add(8, new Message().Add(1, "").Add(2, OpsetVersion)).Bytes;
    }

    /// <summary>The names of what a cell carries from step to step.</summary>
    public static string[] States(CellLayer cell) => cell.IsLstm ? ["h", "c"] : ["h"];

    /// <summary>Adds a cell, and what takes the direction out of its answer.</summary>
    private static void AddCell(
        Message graph, List<Message> tensors, CellLayer cell, string value, string name, string output, bool streams)
    {
        int columns = cell.Gates * cell.Units;
        (float[] input, float[] state) = cell.Biases(cell.OnnxOrder);
        tensors.Add(Tensor($"w{name}", cell.Turned(cell.Kernel, cell.OnnxOrder), 1, columns, cell.Input.Channels));
        tensors.Add(Tensor($"r{name}", cell.Turned(cell.RecurrentKernel, cell.OnnxOrder), 1, columns, cell.Units));
        tensors.Add(Tensor($"b{name}", [.. input, .. state], 1, 2 * columns));
        tensors.Add(new Message().Add(1, 1).Add(2, Integer64Type).Add(8, $"axis{name}")
            .Add(9, MemoryMarshal.AsBytes<long>([cell.ReturnsSequences && !streams ? 1 : 0])));
        string[] inputs = [value, $"w{name}", $"r{name}", $"b{name}"], outputs = cell.ReturnsSequences ? [$"d{name}"] : ["", $"d{name}"];
        if (streams)
        {
            inputs = [.. inputs, "", .. States(cell)];
            outputs = ["", .. States(cell).Select(carried => $"{carried}_out")];
        }
        Message size = new Message().Add(1, "hidden_size").Add(3, cell.Units).Add(20, IntegerType);
        Message after = new Message().Add(1, "linear_before_reset").Add(3, 1).Add(20, IntegerType);
        graph.Add(1, Node(cell.Kind, inputs, outputs, cell.IsLstm ? [size] : [size, after]));
        graph.Add(1, Node("Squeeze", [streams ? "h_out" : $"d{name}", $"axis{name}"], output));
    }
}
