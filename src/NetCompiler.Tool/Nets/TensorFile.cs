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

    private static StoredNumbers Numbers(byte[] bytes, SafetensorsEntry entry, string path) => StoredNumbers.Of(bytes, entry.Type switch
    {
        "F64" => NumberFormat.Float64,
        "F32" => NumberFormat.Float32,
        "F16" => NumberFormat.Float16,
        "BF16" => NumberFormat.BFloat16,
        "I64" => NumberFormat.Int64,
        "I32" => NumberFormat.Int32,
        "I16" => NumberFormat.Int16,
        "I8" => NumberFormat.Int8,
        "U8" or "BOOL" => NumberFormat.UInt8,
        _ => throw new ToolException($"{path}: {entry.Name} is of type {entry.Type}, which is not read."),
    });

    private static (string, Tensor)[] Keras(string path)
    {
        KerasFile file = KerasFile.Read(path);
        return [.. file.Model.All.SelectMany(layer => file.WeightsOf(layer)
            .Select((tensor, i) => (FormattableString.Invariant($"{layer.Name}/{i}"), tensor)))];
    }
}
