using System.Runtime.InteropServices;
using System.Text;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>Writes a perceptron as an ONNX model: the protocol buffer messages of onnx.proto that it takes, field by field.</summary>
internal static class OnnxModel
{
    private const int FloatType = 1;
    private const int OpsetVersion = 17;
    private const int IRVersion = 8;

    /// <summary>The model's bytes, with input "x" and output "y".</summary>
    /// <param name="net">The perceptron.</param>
    /// <param name="batch">The fixed number of rows.</param>
    /// <param name="gemm">One Gemm a layer; else MatMul and Add.</param>
    public static byte[] Write(Mlp net, int batch, bool gemm)
    {
        Message graph = new();
        string value = "x";
        for (int layer = 0; layer < net.Layers; layer++)
        {
            bool last = layer == net.Layers - 1;
            string sum = last && !net.Softmax ? "y" : $"z{layer}";
            if (gemm)
            {
                graph.Add(1, Node("Gemm", [value, $"w{layer}", $"b{layer}"], sum));
            }
            else
            {
                graph.Add(1, Node("MatMul", [value, $"w{layer}"], $"p{layer}"));
                graph.Add(1, Node("Add", [$"p{layer}", $"b{layer}"], sum));
            }
            value = last ? "y" : $"a{layer}";
            if (!last)
                graph.Add(1, Node("Relu", [sum], value));
            else if (net.Softmax)
                graph.Add(1, Node("Softmax", [sum], value));
        }
        graph.Add(2, "mlp");
        for (int layer = 0; layer < net.Layers; layer++)
        {
            graph.Add(5, Tensor($"w{layer}", net.Kernels[layer], net.Widths[layer], net.Widths[layer + 1]));
            graph.Add(5, Tensor($"b{layer}", net.Biases[layer], net.Widths[layer + 1]));
        }
        graph.Add(11, ValueInfo("x", batch, net.Inputs));
        graph.Add(12, ValueInfo("y", batch, net.Outputs));

        Message model = new();
        model.Add(1, IRVersion);
        model.Add(7, graph);
        model.Add(8, new Message().Add(1, "").Add(2, OpsetVersion));
        return model.Bytes;
    }

    private static Message Node(string operation, string[] inputs, string output)
    {
        Message node = new();
        foreach (string input in inputs)
            node.Add(1, input);
        return node.Add(2, output).Add(3, output + "_node").Add(4, operation);
    }

    private static Message Tensor(string name, float[] values, params int[] shape)
    {
        Message tensor = new();
        foreach (int size in shape)
            tensor.Add(1, size);
        return tensor.Add(2, FloatType).Add(8, name).Add(9, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static Message ValueInfo(string name, params int[] shape)
    {
        Message dimensions = new();
        foreach (int size in shape)
            dimensions.Add(1, new Message().Add(1, size));
        Message type = new Message().Add(1, new Message().Add(1, FloatType).Add(2, dimensions));
        return new Message().Add(1, name).Add(2, type);
    }

    /// <summary>A protocol buffer message: numbers as varints, everything else as bytes after their length.</summary>
    private sealed class Message
    {
        private readonly MemoryStream _stream = new();

        public byte[] Bytes => _stream.ToArray();

        public Message Add(int field, long value)
        {
            WriteVarint((ulong)field << 3);
            WriteVarint((ulong)value);
            return this;
        }

        public Message Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

        public Message Add(int field, Message message) => Add(field, message.Bytes);

        public Message Add(int field, ReadOnlySpan<byte> bytes)
        {
            WriteVarint(((ulong)field << 3) | 2);
            WriteVarint((ulong)bytes.Length);
            _stream.Write(bytes);
            return this;
        }

        private void WriteVarint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _stream.WriteByte((byte)(value | 0x80));
            _stream.WriteByte((byte)value);
        }
    }
}
