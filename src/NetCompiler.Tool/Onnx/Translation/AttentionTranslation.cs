using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Attention of several heads, and positions.</summary>
internal static class AttentionTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        [AttentionFusion.Kind] = Attention,
    };

    private static readonly string[] Projections = ["query", "key", "value", "output"];

    /// <summary>What ends the names of the units that put heads together.</summary>
    private static readonly string[] OutputNames = ["out_proj", "attention_output", "output"];

    private static void Attention(Translator translator, NodeReader reader)
    {
        Dictionary<string, Tensor> tensors = reader.Node.Inputs.Skip(4)
            .ToDictionary(name => name[(name.LastIndexOf('/') + 1)..], name => translator.Evaluation.Values[name]);
        int[] kernel = tensors["query_kernel"].Shape;
        (int features, int heads, int size) = (kernel[0], kernel[1], kernel[2]);
        int width = tensors["value_kernel"].Shape[2];
        NetValue query = Sequence(translator, reader.Node.Inputs[0], features),
            key = Sequence(translator, reader.Node.Inputs[1], tensors["key_kernel"].Shape[0]),
            value = Sequence(translator, reader.Node.Inputs[2], tensors["value_kernel"].Shape[0]);
        if (key != value)
            throw new UnsupportedException(
                "keys and values come from different sequences", "take both from one where the model is made");
        bool hasBias = tensors.Keys.Any(name => name.EndsWith("_bias", StringComparison.Ordinal));
        NetLayer layer = new NetLayer(typeof(MultiHeadAttentionAttribute), query.Shape, heads, size)
            .From(query == key ? [query] : [query, key]).With("ValueDim", width == size ? 0 : width)
            .With("Causal", reader.Flag("causal")).With("UseBias", hasBias)
            .Named(translator.NameOfWhole(reader.Node.Inputs[3], OutputNames));
        foreach (string name in Projections)
            layer.With($"{name}_kernel", tensors[$"{name}_kernel"]);
        if (hasBias)
            FillBiases(layer, tensors);
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), [Tensor.CountOf(shape)]).Reshape(shape)!);
    }

    /// <summary>Moves and scales what attention gives.</summary>
    public static void Scale(NetLayer layer, double[] scale, double[] offset)
    {
        Tensor kernel = layer.Tensors["output_kernel"];
        layer.Tensors["output_kernel"] = kernel with
        {
            Values = [.. kernel.Values.Select((weight, i) => weight * scale[i % scale.Length])],
        };
        if (offset.All(value => value == 0) && !layer.Tensors.ContainsKey("output_bias"))
            return;
        layer.Options.Remove("UseBias");
        FillBiases(layer, layer.Tensors);
        double[] bias = layer.Tensors["output_bias"].Values;
        layer.Tensors["output_bias"] = new([scale.Length], [.. bias.Select((value, i) => value * scale[i] + offset[i])]);
    }

    /// <summary>All biases or none: those that the file has not are zeros.</summary>
    private static void FillBiases(NetLayer layer, Dictionary<string, Tensor> given)
    {
        foreach (string name in Projections)
        {
            int[] kernel = layer.Tensors[$"{name}_kernel"].Shape, shape = name == "output" ? [kernel[2]] : kernel[1..];
            layer.With($"{name}_bias", given.GetValueOrDefault($"{name}_bias") ?? new Tensor(shape, new double[Tensor.CountOf(shape)]));
        }
    }

    private static NetValue Sequence(Translator translator, string name, int features)
    {
        View view = translator[name];
        return translator.Store(view, [Tensor.CountOf(view.Shape) / features, features], [.. Enumerable.Range(0, view.Dims.Length)]);
    }
}
