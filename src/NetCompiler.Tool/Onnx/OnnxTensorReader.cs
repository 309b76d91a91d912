using System.Buffers.Binary;
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
            return new(shape, FromBytes(tensor.RawData.Span, kind, count, what), isInteger);
        IEnumerable<double> values = kind switch
        {
            Kind.Float => tensor.FloatData.Select(value => (double)value),
            Kind.Double => tensor.DoubleData,
            Kind.Int64 => tensor.Int64Data.Select(value => (double)value),
            Kind.Uint32 or Kind.Uint64 => tensor.Uint64Data.Select(value => (double)value),
            Kind.Int8 or Kind.Int16 or Kind.Int32 or Kind.Uint8 or Kind.Uint16 or Kind.Bool =>
                tensor.Int32Data.Select(value => (double)value),
            Kind.Float16 => tensor.Int32Data.Select(value => (double)BitConverter.UInt16BitsToHalf((ushort)value)),
            Kind.Bfloat16 => tensor.Int32Data.Select(value => (double)BitConverter.Int32BitsToSingle(value << 16)),
            _ => throw Unread(what, kind),
        };
        double[] numbers = [.. values];
        return numbers.Length == count ? new(shape, numbers, isInteger)
            : throw Damaged(what, $"has {numbers.Length} numbers; its shape ({string.Join(", ", shape)}) needs {count}");
    }

    private double[] FromBytes(ReadOnlySpan<byte> bytes, Kind kind, int count, string what)
    {
        int size = kind switch
        {
            Kind.Int8 or Kind.Uint8 or Kind.Bool => 1,
            Kind.Int16 or Kind.Uint16 or Kind.Float16 or Kind.Bfloat16 => 2,
            Kind.Float or Kind.Int32 or Kind.Uint32 => 4,
            Kind.Double or Kind.Int64 or Kind.Uint64 => 8,
            _ => throw Unread(what, kind),
        };
        if (bytes.Length != (long)count * size)
            throw Damaged(what, $"has {bytes.Length} bytes; its shape needs {(long)count * size}");
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> at = bytes[(i * size)..];
            values[i] = kind switch
            {
                Kind.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                Kind.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                Kind.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                Kind.Bfloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
                Kind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                Kind.Uint64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
                Kind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                Kind.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                Kind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                Kind.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                Kind.Int8 => (sbyte)at[0],
                _ => at[0],
            };
        }
        return values;
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
