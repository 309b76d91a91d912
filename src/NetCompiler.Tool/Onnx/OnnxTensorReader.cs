using NetCompiler.Tool.Nets;
using Onnx;
using Kind = Onnx.TensorProto.Types.DataType;

namespace NetCompiler.Tool.Onnx;

/// <summary>Tensors of an ONNX file, also those whose numbers lie in a file beside it.</summary>
/// <param name="path">The ONNX file.</param>
internal sealed class OnnxTensorReader(string path)
{
    /// <summary>The numbers of a tensor.</summary>
    /// <exception cref="ToolException">It is damaged, or of a type that is not read.</exception>
    public Tensor Read(TensorProto tensor, string what)
    {
        int[] shape = [.. tensor.Dims.Select(dimension => dimension is >= 0 and <= int.MaxValue
            ? (int)dimension
            : throw Damaged(what, $"has a dimension of {dimension}"))];
        int count = Tensor.CountOf(shape);
        var kind = (Kind)tensor.DataType;
        bool isInteger = kind is not (Kind.Float or Kind.Double or Kind.Float16 or Kind.Bfloat16);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            return new(shape, FromBytes(External(tensor, what), kind, count, what), isInteger);
        if (tensor.RawData.Length > 0)
            return new(shape, FromBytes(tensor.RawData.Memory, kind, count, what), isInteger);
        return kind switch
        {
            Kind.Float => Of(tensor.FloatData, value => value),
            Kind.Double => Of(tensor.DoubleData, value => value),
            Kind.Int64 => Of(tensor.Int64Data, value => value),
            Kind.Uint32 or Kind.Uint64 => Of(tensor.Uint64Data, value => value),
            Kind.Int8 or Kind.Int16 or Kind.Int32 or Kind.Uint8 or Kind.Uint16 or Kind.Bool => Of(tensor.Int32Data, value => value),
            Kind.Float16 => Of(tensor.Int32Data, value => (double)BitConverter.UInt16BitsToHalf((ushort)value)),
            Kind.Bfloat16 => Of(tensor.Int32Data, value => BitConverter.Int32BitsToSingle(value << 16)),
            _ => throw Unread(what, kind),
        };

        Tensor Of<T>(IReadOnlyList<T> numbers, Converter<T, double> convert) => numbers.Count == count
            ? new(shape, new StoredNumbers(() => [.. numbers.Select(value => convert(value))]), isInteger)
            : throw Damaged(what, $"has {numbers.Count} numbers; its shape ({string.Join(", ", shape)}) needs {count}");
    }

    private StoredNumbers FromBytes(ReadOnlyMemory<byte> bytes, Kind kind, int count, string what)
    {
        NumberFormat format = kind switch
        {
            Kind.Int8 => NumberFormat.Int8,
            Kind.Uint8 or Kind.Bool => NumberFormat.UInt8,
            Kind.Int16 => NumberFormat.Int16,
            Kind.Uint16 => NumberFormat.UInt16,
            Kind.Float16 => NumberFormat.Float16,
            Kind.Bfloat16 => NumberFormat.BFloat16,
            Kind.Int32 => NumberFormat.Int32,
            Kind.Uint32 => NumberFormat.UInt32,
            Kind.Float => NumberFormat.Float32,
            Kind.Int64 => NumberFormat.Int64,
            Kind.Uint64 => NumberFormat.UInt64,
            Kind.Double => NumberFormat.Float64,
            _ => throw Unread(what, kind),
        };
        long needed = (long)count * StoredNumbers.SizeOf(format);
        return bytes.Length == needed ? StoredNumbers.Of(bytes, format)
            : throw Damaged(what, $"has {bytes.Length} bytes; its shape needs {needed}");
    }

    /// <summary>The bytes of a tensor in a file beside the ONNX file, never of one elsewhere.</summary>
    private byte[] External(TensorProto tensor, string what)
    {
        string Entry(string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value ?? "";
        string location = Entry("location"), folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string file = Path.GetFullPath(Path.Combine(folder, location));
        if (location.Length == 0 || Path.IsPathRooted(location)
            || !file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Damaged(what, $"has its numbers in \"{location}\", which is not in the file's own folder");
        var info = new FileInfo(file);
        if (!info.Exists)
            throw new ToolException($"{path}: the numbers of {what} are in {location}, which is missing. Put that file beside it, "
                + "or export without it (torch.onnx.export(..., external_data=False)).");
        if (info.LinkTarget is not null)
            throw Damaged(what, $"has its numbers in {location}, which is a link");
        bool isWhole = Entry("length").Length == 0;
        if (!TryNumber(Entry("offset"), 0, out long offset) || !TryNumber(Entry("length"), info.Length - offset, out long length)
            || offset > info.Length || length > info.Length - offset || length > Array.MaxLength)
            throw Damaged(
                what, $"has its numbers at {Entry("offset")}, {(isWhole ? "to the end" : Entry("length") + " bytes")}, "
                    + $"of {location}, which has {info.Length} bytes");
        byte[] bytes = new byte[length];
        using FileStream stream = info.OpenRead();
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static bool TryNumber(string text, long without, out long number)
    {
        number = without;
        return text.Length == 0 ? number >= 0 : long.TryParse(text, out number) && number >= 0;
    }

    private ToolException Damaged(string what, string problem) => new($"{path} is damaged: {what} {problem}.");

    private ToolException Unread(string what, Kind kind) => new($"{path}: {what} has numbers of type {kind}, which are not read.");
}
