using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>Attention, written out as exporters write it.</summary>
internal static partial class OnnxModel
{
    /// <summary>Adds attention to (steps, samples, features).</summary>
    private static void AddAttention(
        Message graph, List<Message> tensors, AttentionLayer layer, string value, string name, string output)
    {
        (int steps, int features) = (layer.Input.Width, layer.Input.Channels);
        tensors.Add(Integers($"heads{name}", steps, -1, layer.Width));
        tensors.Add(Integers($"whole{name}", steps, -1, features));
        tensors.Add(Tensor($"scale{name}", [layer.Scale]));
        for (int part = 0; part < 4; part++)
        {
            tensors.Add(Tensor($"w{name}_{part}", layer.Kernels[part], features, features));
            tensors.Add(Tensor($"b{name}_{part}", layer.Biases[part], features));
        }
        for (int part = 0; part < 3; part++)
        {
            AddProduct(graph, value, $"{name}_{part}", $"a{name}_{part}", gemm: false);
            graph.Add(1, Node("Reshape", [$"a{name}_{part}", $"heads{name}"], $"h{name}_{part}"));
            graph.Add(1, Node("Transpose", [$"h{name}_{part}"], $"t{name}_{part}",
                part == 1 ? Attribute("perm", 1, 2, 0) : Attribute("perm", 1, 0, 2)));
        }
        graph.Add(1, Node("MatMul", [$"t{name}_0", $"t{name}_1"], $"scores{name}"));
        graph.Add(1, Node("Mul", [$"scores{name}", $"scale{name}"], $"scaled{name}"));
        graph.Add(1, Node("Softmax", [$"scaled{name}"], $"weights{name}"));
        graph.Add(1, Node("MatMul", [$"weights{name}", $"t{name}_2"], $"seen{name}"));
        graph.Add(1, Node("Transpose", [$"seen{name}"], $"turned{name}", Attribute("perm", 1, 0, 2)));
        graph.Add(1, Node("Reshape", [$"turned{name}", $"whole{name}"], $"together{name}"));
        AddProduct(graph, $"together{name}", $"{name}_3", output, gemm: false);
    }

    private static void AddLayerNorm(
        Message graph, List<Message> tensors, LayerNormLayer layer, string value, string name, string output)
    {
        tensors.Add(Tensor($"g{name}", layer.Gamma, layer.Gamma.Length));
        tensors.Add(Tensor($"c{name}", layer.Beta, layer.Beta.Length));
        graph.Add(1, Node("LayerNormalization", [value, $"g{name}", $"c{name}"], output));
    }

    /// <summary>x (1 + erf(x / √2)) / 2, which ONNX Runtime puts together again.</summary>
    private static void AddGelu(Message graph, List<Message> tensors, string value, string name, string output)
    {
        tensors.Add(Tensor($"root{name}", [MathF.Sqrt(2)]));
        tensors.Add(Tensor($"one{name}", [1]));
        tensors.Add(Tensor($"half{name}", [0.5f]));
        graph.Add(1, Node("Div", [value, $"root{name}"], $"d{name}"));
        graph.Add(1, Node("Erf", [$"d{name}"], $"e{name}"));
        graph.Add(1, Node("Add", [$"e{name}", $"one{name}"], $"s{name}"));
        graph.Add(1, Node("Mul", [value, $"s{name}"], $"m{name}"));
        graph.Add(1, Node("Mul", [$"m{name}", $"half{name}"], output));
    }

    private static Message Integers(string name, params long[] values) => new Message().Add(1, values.Length).Add(2, Integer64Type)
        .Add(8, name).Add(9, MemoryMarshal.AsBytes<long>(values));
}
