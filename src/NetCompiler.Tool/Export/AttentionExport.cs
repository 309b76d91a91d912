using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Attention, written out as products and a softmax, and positions, which are added.</summary>
internal static class AttentionExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        [typeof(MultiHeadAttentionAttribute)] = Attention,
        [typeof(PositionEmbeddingAttribute)] = (exporter, layer) => Add(exporter, layer,
            exporter.Weight(layer, "position_embeddings", table => table.Slice(0, 0, layer.Shape[0]))),
        [typeof(SinePositionEncodingAttribute)] = (exporter, layer) => Add(exporter, layer, exporter.Writer.Constant(
            Table(layer.Shape[0], layer.Shape[1], ((SinePositionEncodingAttribute)layer.Attribute!).MaxWavelength))),
    };

    private static OnnxValue Add(OnnxExporter exporter, NetworkLayer layer, string table) =>
        OnnxValue.OfLast(exporter.Writer, layer.Shape, exporter.Writer.Node("Add", [exporter.Read(layer).Last(), table]));

    private static Tensor Table(int steps, int features, double wavelength) => new([steps, features],
        [.. Enumerable.Range(0, steps * features).Select(i => Sines.At(i / features, i % features, features, wavelength))]);

    private static OnnxValue Attention(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        var attention = (MultiHeadAttentionAttribute)layer.Attribute!;
        OnnxValue asks = exporter.Read(layer), asked = exporter.Read(layer, layer.Reads.Count - 1);
        (int steps, int keys) = (asks.Shape[0], asked.Shape[0]);
        string q = Project(exporter, layer, "query", asks, [0, 2, 1, 3]), k = Project(exporter, layer, "key", asked, [0, 2, 3, 1]),
            v = Project(exporter, layer, "value", asked, [0, 2, 1, 3]);
        string scores = writer.Node("Mul", [writer.Node("MatMul", [q, k]), writer.Number(1 / Math.Sqrt(attention.KeyDim))]);
        if (attention.Causal)
            scores = writer.Node("Add", [scores, writer.Constant(new Tensor([steps, keys],
                [.. Enumerable.Range(0, steps * keys).Select(i => i % keys > i / keys ? double.NegativeInfinity : 0)]))]);
        // (batch, heads, queries, keys): only keys that count are seen, and what does not count sees nothing.
        if (layer.LeavesOut.Last)
            scores = exporter.Lengths!.Only(scores, keys, double.NegativeInfinity, 1, 2);
        string seen = writer.Node("MatMul", [writer.Node("Softmax", [scores], ("axis", -1)), v]);
        if (layer.LeavesOut.First)
            seen = exporter.Lengths!.Only(seen, steps, 0, 1, 3);
        else if (layer.LeavesOut.Last)
            seen = exporter.Lengths!.UnlessNone(seen, writer.Number(0), 1, 2, 3);
        int floats = layer.Tensors["output_kernel"].Count / layer.Shape[1];
        string together = writer.Node("Reshape", [writer.Transpose(seen, 0, 2, 1, 3), writer.Integers(0, steps, floats)]);
        string kernel = exporter.Weight(layer, "output_kernel", tensor => tensor.As(floats, layer.Shape[1]));
        string y = writer.Node("MatMul", [together, kernel]);
        return OnnxValue.OfLast(
            writer, layer.Shape, attention.UseBias ? writer.Node("Add", [y, exporter.Weight(layer, "output_bias")]) : y);
    }

    /// <summary>What each head takes at every step, (batch, steps, heads, numbers) in another order.</summary>
    private static string Project(OnnxExporter exporter, NetworkLayer layer, string name, OnnxValue value, int[] order)
    {
        OnnxGraphWriter writer = exporter.Writer;
        int[] shape = layer.Tensors[$"{name}_kernel"].Shape;
        string kernel = exporter.Weight(layer, $"{name}_kernel", tensor => tensor.As(shape[0], shape[1] * shape[2]));
        string y = writer.Node("MatMul", [value.Last(), kernel]);
        if (layer.Tensors.ContainsKey($"{name}_bias"))
            y = writer.Node("Add", [y, exporter.Weight(layer, $"{name}_bias", bias => bias.As(shape[1] * shape[2]))]);
        return writer.Transpose(writer.Node("Reshape", [y, writer.Integers(0, value.Shape[0], shape[1], shape[2])]), order);
    }
}
