using System.Runtime.InteropServices;
using System.Text;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>Writes a network as an ONNX model: the protocol buffer messages of onnx.proto that it takes, field by field.</summary>
internal static partial class OnnxModel
{
    private const int FloatType = 1;
    private const int Integer64Type = 7;
    private const int IntegerType = 2;
    private const int IntegersType = 7;
    private const int OpsetVersion = 17;
    private const int IRVersion = 8;

    /// <summary>The names of the outputs.</summary>
    public static string[] Outputs(Net net) => net.Widths.Count == 1 ? ["y"] : [.. net.Widths.Select((_, i) => $"y{i}")];

    /// <summary>The model's bytes, with input "x", channels or steps first, and output "y", or several.</summary>
    /// <param name="net">The network.</param>
    /// <param name="batch">The fixed number of rows.</param>
    /// <param name="gemm">One Gemm a dense layer; else MatMul and Add.</param>
    public static byte[] Write(Net net, int batch, bool gemm)
    {
        Message graph = new();
        List<Message> tensors = [];
        AddLayers(graph, tensors, net, net.Layers, "x", "", gemm);
        graph.Add(2, "net");
        foreach (Message tensor in tensors)
            graph.Add(5, tensor);
        graph.Add(11, ValueInfo("x", InputShape(net, batch)));
        foreach ((string name, int width) in Outputs(net).Zip(net.Widths))
            graph.Add(12, ValueInfo(name, OutputShape(net, batch, width)));

        Message model = new();
        model.Add(1, IRVersion);
        model.Add(7, graph);
        model.Add(8, new Message().Add(1, "").Add(2, OpsetVersion));
        return model.Bytes;
    }

    /// <summary>Adds layers that follow each other; gives the name of the last one's value, which is "y" in the end.</summary>
    private static string AddLayers(
        Message graph, List<Message> tensors, Net net, IReadOnlyList<NetLayer> layers, string value, string prefix, bool gemm)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            string name = $"{prefix}{i}";
            string output = prefix.Length == 0 && layers.Skip(i + 1).All(layer => layer is DropoutLayer) ? "y" : $"v{name}";
            switch (layers[i])
            {
                case DenseLayer dense:
                    if (!dense.IsAtEachStep && dense.Input.Height * dense.Input.Width > 1 || i > 0 && layers[i - 1] is PoolingLayer)
                    {
                        graph.Add(1, Node("Flatten", [value], $"f{name}"));
                        value = $"f{name}";
                    }
                    tensors.Add(Tensor($"w{name}", dense.KernelChannelsFirst(), dense.Inputs, dense.Units));
                    tensors.Add(Tensor($"b{name}", dense.Bias, dense.Units));
                    AddProduct(graph, value, name, output, gemm && dense.Output.Width == 1);
                    break;
                case CellLayer cell:
                    AddCell(graph, tensors, cell, value, name, output, streams: false);
                    break;
                case AttentionLayer attention:
                    AddAttention(graph, tensors, attention, value, name, output);
                    break;
                case LayerNormLayer norm:
                    AddLayerNorm(graph, tensors, norm, value, name, output);
                    break;
                case ActivationLayer { Function: "GELU" }:
                    AddGelu(graph, tensors, value, name, output);
                    break;
                case HeadsLayer heads:
                    foreach ((int number, DenseLayer head) in heads.Heads.Index())
                    {
                        tensors.Add(Tensor($"w{name}_{number}", head.Kernel, head.Input.Count, head.Units));
                        tensors.Add(Tensor($"b{name}_{number}", head.Bias, head.Units));
                        AddProduct(graph, value, $"{name}_{number}", Outputs(net)[number], gemm);
                    }
                    break;
                case ConvolutionLayer convolution:
                    graph.Add(1, Convolution(tensors, convolution, value, name, output));
                    break;
                case NormLayer norm:
                    foreach ((string part, float[] values) in
                        new[] { ("g", norm.Gamma), ("c", norm.Beta), ("m", norm.Mean), ("s", norm.Variance) })
                        tensors.Add(Tensor(part + name, values, values.Length));
                    graph.Add(1, Node("BatchNormalization", [value, $"g{name}", $"c{name}", $"m{name}", $"s{name}"], output));
                    break;
                case ResidualLayer residual:
                    string main = AddLayers(graph, tensors, net, residual.Main, value, $"{name}_main_", gemm);
                    string shortcut = AddLayers(graph, tensors, net, residual.Shortcut, value, $"{name}_shortcut_", gemm);
                    graph.Add(1, Node("Add", [main, shortcut], output));
                    break;
                case PoolingLayer pooling:
                    graph.Add(1, Node(pooling.Maximum ? "MaxPool" : "AveragePool", [value], output,
                        Attribute("kernel_shape", pooling.Size, pooling.Size), Attribute("strides", pooling.Size, pooling.Size)));
                    break;
                case ActivationLayer activation:
                    graph.Add(1, Node(activation.Function == "ReLU" ? "Relu" : activation.Function, [value], output));
                    break;
                default:
                    continue;
            }
            value = output;
        }
        return value;
    }

    private static Message Convolution(List<Message> tensors, ConvolutionLayer convolution, string value, string name, string output)
    {
        tensors.Add(Tensor(
            $"w{name}", convolution.KernelFiltersFirst(), convolution.Filters, convolution.Input.Channels, convolution.Size,
            convolution.Size));
        if (convolution.Bias is not [])
            tensors.Add(Tensor($"b{name}", convolution.Bias, convolution.Filters));
        (int top, int bottom) = convolution.Padding(convolution.Input.Height);
        (int left, int right) = convolution.Padding(convolution.Input.Width);
        return Node("Conv", convolution.Bias is [] ? [value, $"w{name}"] : [value, $"w{name}", $"b{name}"], output,
            Attribute("kernel_shape", convolution.Size, convolution.Size), Attribute("strides", convolution.Stride, convolution.Stride),
            Attribute("pads", top, left, bottom, right));
    }

    /// <summary>The shape of "x": rows of a vector, images with their channels first, or the steps of sequences.</summary>
    public static int[] InputShape(Net net, int batch) =>
        net.IsSequence ? [net.Input.Width, batch, net.Input.Channels]
            : net.IsPerceptron ? [batch, net.Input.Count]
            : [batch, net.Input.Channels, net.Input.Height, net.Input.Width];

    private static void AddProduct(Message graph, string value, string number, string output, bool gemm)
    {
        if (gemm)
        {
            graph.Add(1, Node("Gemm", [value, $"w{number}", $"b{number}"], output));
            return;
        }
        graph.Add(1, Node("MatMul", [value, $"w{number}"], $"p{number}"));
        graph.Add(1, Node("Add", [$"p{number}", $"b{number}"], output));
    }

    /// <summary>The shape of an output.</summary>
    public static int[] OutputShape(Net net, int batch, int width) =>
        net.Output.Width > 1 ? [net.Output.Width, batch, net.Output.Channels] : [batch, width];

    private static Message Node(string operation, string[] inputs, string output, params Message[] attributes) =>
        Node(operation, inputs, [output], attributes);

    private static Message Node(string operation, string[] inputs, string[] outputs, params Message[] attributes)
    {
        Message node = new();
        foreach (string input in inputs)
            node.Add(1, input);
        foreach (string output in outputs)
            node.Add(2, output);
        node.Add(3, outputs.First(output => output.Length > 0) + "_node").Add(4, operation);
        foreach (Message attribute in attributes)
            node.Add(5, attribute);
        return node;
    }

    private static Message Attribute(string name, params int[] values)
    {
        Message attribute = new Message().Add(1, name);
        foreach (int value in values)
            attribute.Add(8, value);
        return attribute.Add(20, IntegersType);
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
