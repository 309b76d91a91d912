using System.IO.Compression;
using System.Text;
using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Torch;

/// <summary>The tensors of a PyTorch file (<c>torch.save</c> since 1.6: a zip), in their order. Nothing in it is run.</summary>
internal sealed class TorchFile
{
    private static readonly string[] Holders = ["state_dict", "model_state_dict", "model", "net", "ema"],
        Prefixes = ["module.", "_orig_mod.", "model.", "_forward_module."];

    /// <summary>So many numbers may be repetitions of fewer.</summary>
    private const int Small = 1 << 20;

    private readonly ZipArchive _zip;
    private readonly string _path, _stem;
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);

    private TorchFile(ZipArchive zip, string path, string stem) => (_zip, _path, _stem) = (zip, path, stem);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It is damaged, or no state dict.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            ZipArchiveEntry pickle = zip.Entries.FirstOrDefault(entry => entry.Name == "data.pkl")
                ?? throw new ToolException($"{path} has no data.pkl: it is no file of torch.save.");
            string stem = pickle.FullName[..^"data.pkl".Length];
            if (zip.Entries.Any(entry => entry.FullName == stem + "constants.pkl"))
                throw new ToolException($"{path} is TorchScript, a program. Save its numbers: torch.save(model.state_dict(), \"{path}\").");
            var file = new TorchFile(zip, path, stem);
            if (zip.GetEntry(stem + "byteorder") is { } order && Encoding.ASCII.GetString(file.Bytes(order)) != "little")
                throw new ToolException($"{path} has its numbers big end first, which is not read.");
            return Stripped(file.Tensors(Pickle.Read(file.Bytes(pickle), $"{path}, data.pkl")));
        }
        catch (InvalidDataException exception)
        {
            throw new ToolException($"{path} is no zip file, or it is damaged: {exception.Message} Files of PyTorch before 1.6 are not "
                + "read: load and save them again.", exception);
        }
    }

    /// <summary>Without what wrappers put in front of all names.</summary>
    private static List<(string Name, Tensor Tensor)> Stripped(List<(string Name, Tensor Tensor)> tensors)
    {
        while (Prefixes.FirstOrDefault(prefix => tensors.Count > 0 && tensors.All(
            pair => pair.Name.StartsWith(prefix, StringComparison.Ordinal) && pair.Name.Length > prefix.Length)) is { } prefix)
            tensors = [.. tensors.Select(pair => (pair.Name[prefix.Length..], pair.Tensor))];
        return tensors;
    }

    private List<(string, Tensor)> Tensors(object? root)
    {
        (object? Key, object? Value)[] pairs = Pairs(root);
        object? held = pairs.FirstOrDefault(
            pair => pair.Key is string key && Holders.Contains(key) && pair.Value is List<object?>).Value;
        pairs = held is null ? pairs : Pairs(held);
        List<(string, Tensor)> tensors =
            [.. pairs.Where(pair => pair.Key is string && IsTensor(pair.Value)).Select(pair => ((string)pair.Key!, Of(pair)))];
        return tensors.Count > 0 ? tensors : throw new ToolException(
            $"{_path} has no tensors by name: {string.Join(", ", pairs.Select(pair => pair.Key).Take(8))}. "
            + $"Save torch.save(model.state_dict(), \"{Path.GetFileName(_path)}\").");

        Tensor Of((object? Key, object? Value) pair) => Rebuild(Unwrapped((PickleCall)pair.Value!), (string)pair.Key!);
    }

    private (object? Key, object? Value)[] Pairs(object? value) => value is List<object?> list && list.Count % 2 == 0
        ? [.. Enumerable.Range(0, list.Count / 2).Select(i => (list[2 * i], list[2 * i + 1]))]
        : throw new ToolException($"{_path} holds {(value as PickleCall)?.Function ?? "no dictionary"}, not a state dict: "
            + "a whole model is a program. Save torch.save(model.state_dict(), ...).");

    private static PickleCall Unwrapped(PickleCall call) =>
        call.Function is PickleName { Name: "_rebuild_parameter" } && call.Arguments is [PickleCall inner, ..] ? inner : call;

    private static bool IsTensor(object? value) =>
        value is PickleCall call && Unwrapped(call).Function is PickleName { Module: "torch._utils", Name: "_rebuild_tensor_v2" };

    /// <summary>A tensor of (storage, offset, size, stride, ...), all in elements.</summary>
    private Tensor Rebuild(PickleCall call, string name)
    {
        if (call.Arguments is not [PickleReference { Id: object?[] and [_, PickleName kind, string key, ..] }, long offset, object?[] sizes,
            object?[] strides, ..] || sizes.Length != strides.Length)
            throw Damaged(name, "is put together in an unknown way");
        int[] shape = [.. sizes.Select(size => Integer(size, name))], steps = [.. strides.Select(step => Integer(step, name))];
        byte[] bytes = Storage(key, name);
        NumberFormat format = Format(kind, name);
        int width = StoredNumbers.SizeOf(format);
        int count = Tensor.CountOf(shape);
        if (count > 4L * bytes.Length + Small)
            throw Damaged(name, FormattableString.Invariant($"repeats {bytes.Length / width} numbers as {count}"));
        long last = offset + shape.Zip(steps).Sum(pair => (pair.First - 1L) * pair.Second);
        if (count > 0 && (offset < 0 || last >= bytes.Length / width))
            throw Damaged(name, FormattableString.Invariant(
                $"reaches number {last} of storage {key}, which has {bytes.Length / width}"));
        return count == 0 ? new(shape, Array.Empty<double>())
            : new Tensor([bytes.Length / width], StoredNumbers.Of(bytes.AsMemory(0, bytes.Length / width * width), format))
                .Gather(shape, steps, (int)offset);
    }

    private int Integer(object? value, string name) =>
        value is long and >= 0 and <= int.MaxValue ? (int)(long)value : throw Damaged(name, $"has a size or stride of {value}");

    private byte[] Storage(string key, string name)
    {
        if (_storages.TryGetValue(key, out byte[]? bytes))
            return bytes;
        ZipArchiveEntry entry = _zip.GetEntry($"{_stem}data/{key}") ?? throw Damaged(name, $"lies in storage {key}, which is not there");
        return _storages[key] = Bytes(entry);
    }

    /// <summary>A member, as long as it says and no longer than what is stored: the format compresses nothing.</summary>
    private byte[] Bytes(ZipArchiveEntry entry)
    {
        if (entry.Length != entry.CompressedLength || entry.Length > Array.MaxLength)
            throw new ToolException($"{_path}: {entry.FullName} is compressed, which torch.save never does.");
        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : throw new ToolException($"{_path}: {entry.FullName} ends after {read} bytes.");
    }

    private NumberFormat Format(PickleName kind, string name) => kind.Name switch
    {
        "FloatStorage" => NumberFormat.Float32,
        "DoubleStorage" => NumberFormat.Float64,
        "HalfStorage" => NumberFormat.Float16,
        "BFloat16Storage" => NumberFormat.BFloat16,
        "LongStorage" => NumberFormat.Int64,
        "IntStorage" => NumberFormat.Int32,
        "ShortStorage" => NumberFormat.Int16,
        "CharStorage" => NumberFormat.Int8,
        "ByteStorage" or "BoolStorage" => NumberFormat.UInt8,
        _ => throw Damaged(name, $"is of {kind}, which is not read"),
    };

    private ToolException Damaged(string name, string problem) => new($"{_path}: {name} {problem}.");
}
