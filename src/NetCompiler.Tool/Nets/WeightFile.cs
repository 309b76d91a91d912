namespace NetCompiler.Tool.Nets;

/// <summary>A net's tensors as the safetensors file that its class loads.</summary>
internal static class WeightFile
{
    /// <summary>Writes the file of a net.</summary>
    /// <exception cref="ToolException">A number is not finite as a 32-bit float.</exception>
    public static void Write(Net net, string network, Stream stream)
    {
        var naming = new LayerNaming(net);
        Write(network, [.. net.Layers.SelectMany(layer => Tensors(layer, naming[layer]))], stream);

        static IEnumerable<(string, Tensor)> Tensors(NetLayer layer, string name) => layer is NetUse use
            ? use.Layers.SelectMany((inner, i) => Tensors(inner, $"{name}/{use.Block.Naming[use.Block.Body.Layers[i]]}"))
            : layer.Tensors.Select(pair => ($"{name}/{pair.Key}", pair.Value));
    }

    /// <summary>Writes tensors in their order.</summary>
    /// <exception cref="ToolException">A number is not finite as a 32-bit float.</exception>
    public static void Write(string network, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Stream stream)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (Array.FindIndex(tensor.Values, value => !float.IsFinite((float)value)) is >= 0 and int i)
                throw new ToolException(
                    FormattableString.Invariant($"Number {i} of {name} is {tensor.Values[i]}, which no network can hold."));
            tensor.Release();
        }
        stream.Write(SafetensorsHeader.Write(
            network, tensors.Select(pair => (pair.Name, EmbeddedTensorType.F32, (IReadOnlyList<int>)pair.Tensor.Shape))));
        foreach ((_, Tensor tensor) in tensors)
        {
            float[] values = [.. tensor.Values.Select(value => (float)value)];
            byte[] bytes = new byte[sizeof(float) * values.Length];
            TensorData.Encode(values, EmbeddedTensorType.F32, bytes);
            stream.Write(bytes);
            tensor.Release();
        }
    }
}
