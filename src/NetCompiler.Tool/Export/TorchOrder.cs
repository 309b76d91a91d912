using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Tensors as PyTorch's modules have them: kernels turned, gates in its order, rows behind a Flatten as channels come first
/// there.</summary>
/// <param name="graph">The network.</param>
internal sealed class TorchOrder(NetworkGraph graph)
{
    /// <summary>For values that are flattened images or sequences, the shape before.</summary>
    private readonly int[]?[] _flattened = new int[]?[graph.Layers.Count + 1];

    /// <summary>All tensors, in the order of the layers.</summary>
    /// <exception cref="ToolException">A layer has no counterpart there.</exception>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors()
    {
        var all = new List<(string, Tensor)>();
        for (int i = 0; i < graph.Layers.Count; i++)
        {
            NetworkLayer layer = graph.Layers[i];
            int[]? before = layer.Reads.Count > 0 ? _flattened[layer.Reads[0]] : null;
            _flattened[i + 1] = layer.Attribute switch
            {
                FlattenAttribute => before ?? (graph.ShapeOf(layer.Reads[0]) is { Length: > 1 } shape ? shape : null),
                DenseAttribute or RecurrentAttribute => null,
                ConcatAttribute or ReshapeAttribute or PermuteAttribute or DotAttribute
                    when layer.Reads.Any(read => _flattened[read] is not null) =>
                    throw Refused(layer, "takes flattened images, whose numbers lie in another order there"),
                _ => before,
            };
            if (layer.Owner == layer.Name)
                all.AddRange(Of(layer, before).Select(pair => ($"{layer.Name.Replace('/', '.')}.{pair.Name}", pair.Tensor)));
        }
        return all;
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Of(NetworkLayer layer, int[]? flattened)
    {
        IReadOnlyDictionary<string, Tensor> own = layer.Tensors;
        return layer.Attribute switch
        {
            DenseAttribute => Module(layer, kernel => Ordered(kernel, flattened).Transpose(1, 0)),
            Conv1DAttribute => Module(layer, kernel => kernel.Transpose(2, 1, 0)),
            Conv2DAttribute or Conv2DTransposeAttribute => Module(layer, kernel => kernel.Transpose(3, 2, 0, 1)),
            DepthwiseConv2DAttribute => Module(layer, ContractionExport.ToDepthwise),
            SeparableConv2DAttribute => [
                ("depthwise.weight", ContractionExport.ToDepthwise(own["depthwise_kernel"])),
                ("pointwise.weight", own["pointwise_kernel"].Transpose(3, 2, 0, 1)),
                .. own.ContainsKey("bias") ? new[] { ("pointwise.bias", own["bias"]) } : []],
            PReLUAttribute => [("weight", Slopes(layer))],
            RecurrentAttribute recurrent => new[] { ("", recurrent.Bidirectional ? "forward_" : ""), ("_reverse", "backward_") }
                .Take(recurrent.Bidirectional ? 2 : 1).SelectMany(pair => Cell(layer, pair.Item1, pair.Item2)),
            NormalizationAttribute => throw Refused(layer, "is no module there: subtract and divide before it"),
            _ => own.Select(pair => (pair.Key switch
            {
                "gamma" or "scale" => "weight",
                "beta" => "bias",
                "moving_mean" => "running_mean",
                "moving_variance" => "running_var",
                _ => throw Refused(layer, $"has {pair.Key}, which no module has"),
            }, Ordered(pair.Value, flattened))),
        };
    }

    private static IEnumerable<(string, Tensor)> Module(NetworkLayer layer, Func<Tensor, Tensor> turn)
    {
        yield return ("weight", turn(layer.Tensors["kernel"]));
        if (layer.Tensors.TryGetValue("bias", out Tensor? bias))
            yield return ("bias", bias);
    }

    /// <summary>Rows of (height, width, channels) as those of (channels, height, width).</summary>
    private static Tensor Ordered(Tensor tensor, int[]? flattened)
    {
        if (flattened is null)
            return tensor;
        int[] rest = tensor.Shape[1..];
        int rank = flattened.Length;
        return tensor.As([.. flattened, .. rest])
            .Transpose([.. OnnxValue.ChannelsFirst(rank), .. Enumerable.Range(rank, rest.Length)]).As(tensor.Shape);
    }

    private static Tensor Slopes(NetworkLayer layer)
    {
        Tensor alpha = layer.Tensors["alpha"];
        int channels = alpha.Shape[^1];
        double[] slopes = alpha.Values[..channels];
        return alpha.Values.Select((slope, i) => slope == slopes[i % channels]).All(isSame => isSame) ? new([channels], slopes)
            : throw Refused(layer, "has a slope for every number; PyTorch's has one for every channel");
    }

    private static IEnumerable<(string, Tensor)> Cell(NetworkLayer layer, string suffix, string prefix)
    {
        if (layer.Attribute is GRUAttribute { ResetAfter: false })
            throw Refused(layer, "resets in front of the product; PyTorch's behind it");
        if (layer.Attribute is RecurrentAttribute { InitialState: true })
            throw Refused(layer, "has its first state as a tensor; PyTorch's module takes one with each call");
        // PyTorch's LSTM has Keras's order i, f, g, o; its GRU r, z, n of z, r, h.
        int[] gates = layer.Attribute switch { LSTMAttribute => [0, 1, 2, 3], GRUAttribute => [1, 0, 2], _ => [0] };
        yield return ($"weight_ih_l0{suffix}", RecurrentExport.Gates(layer.Tensors[prefix + "kernel"], gates));
        yield return ($"weight_hh_l0{suffix}", RecurrentExport.Gates(layer.Tensors[prefix + "recurrent_kernel"], gates));
        if (!layer.Tensors.TryGetValue(prefix + "bias", out Tensor? bias))
            yield break;
        Tensor both = RecurrentExport.Bias(bias, gates);
        yield return ($"bias_ih_l0{suffix}", both.Slice(0, 0, both.Count / 2));
        yield return ($"bias_hh_l0{suffix}", both.Slice(0, both.Count / 2, both.Count / 2));
    }

    private static ToolException Refused(NetworkLayer layer, string reason) =>
        new($"{layer.Name} ({layer.Word}) {reason}. Export the network as ONNX.");
}
