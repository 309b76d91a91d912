using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Onnx;
using NetCompiler.Tool.Torch;

namespace NetCompiler.Tool.Nets;

/// <summary>The tensors of a file, whatever it is.</summary>
internal static class TensorFile
{
    /// <summary>Reads safetensors, ONNX, Keras and PyTorch files.</summary>
    /// <exception cref="ToolException">It is damaged, or of another kind.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Read(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SAFETENSORS" => Safetensors(path),
        ".ONNX" => [.. OnnxGraph.Read(path).Constants.Select(pair => (pair.Key, pair.Value))],
        ".KERAS" or ".H5" or ".HDF5" => Keras(path),
        ".PT" or ".PTH" or ".BIN" => TorchFile.Read(path),
        _ => throw new ToolException($"{path} is no .safetensors, .onnx, .keras, .h5, .hdf5, .pt or .pth file."),
    };

    /// <summary>The tensors of a safetensors file, in the order of their bytes.</summary>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Safetensors(string path)
    {
        using FileStream stream = File.OpenRead(path);
        SafetensorsHeader header = SafetensorsHeader.Read(stream, path, stream.Length);
        var tensors = new List<(string, Tensor)>();
        foreach (SafetensorsEntry entry in header.Entries)
        {
            int[] shape = [.. entry.Shape.Select(size => size <= int.MaxValue ? (int)size
                : throw new ToolException($"{path}: {entry.Name} has a dimension of {size}."))];
            byte[] bytes = new byte[entry.End - entry.Begin];
            stream.Position = header.DataStart + entry.Begin;
            stream.ReadExactly(bytes);
            tensors.Add((entry.Name, new(shape, Numbers(bytes, entry, path))));
        }
        return tensors;
    }

    private static double[] Numbers(byte[] bytes, SafetensorsEntry entry, string path)
    {
        Func<int, double>? read = entry.Type switch
        {
            "F64" => i => BitConverter.ToDouble(bytes, 8 * i),
            "F32" => i => BitConverter.ToSingle(bytes, 4 * i),
            "F16" => i => (double)BitConverter.ToHalf(bytes, 2 * i),
            "BF16" => i => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes, 2 * i) << 16),
            "I64" => i => BitConverter.ToInt64(bytes, 8 * i),
            "I32" => i => BitConverter.ToInt32(bytes, 4 * i),
            "I16" => i => BitConverter.ToInt16(bytes, 2 * i),
            "I8" => i => (sbyte)bytes[i],
            "U8" or "BOOL" => i => bytes[i],
            _ => null,
        };
        if (read is null)
            throw new ToolException($"{path}: {entry.Name} is of type {entry.Type}, which is not read.");
        int count = (int)entry.Shape.Aggregate(1L, (product, size) => product * size);
        return [.. Enumerable.Range(0, count).Select(read)];
    }

    private static (string, Tensor)[] Keras(string path)
    {
        KerasFile file = KerasFile.Read(path);
        return [.. file.Model.All.SelectMany(layer => file.WeightsOf(layer)
            .Select((tensor, i) => (FormattableString.Invariant($"{layer.Name}/{i}"), tensor)))];
    }
}
