using System.Buffers.Binary;

namespace NetCompiler;

/// <summary>
/// An array of numbers in the IDX format, in which MNIST and its relatives come: two zero bytes, the element type, the number of
/// dimensions, each dimension as a 32-bit number, then the elements, all big-endian, the last dimension fastest.
/// </summary>
/// <example><code>
/// IdxFile images = IdxFile.Read("train-images-idx3-ubyte.gz"), labels = IdxFile.Read("train-labels-idx1-ubyte.gz");
/// Dataset digits = images.ToDataset(labels, classes: 10);
/// </code></example>
public sealed class IdxFile
{
    /// <summary>The default limit on a file's elements, in bytes: 1 GiB, more than the largest MNIST relative.</summary>
    public const int DefaultMaximumBytes = 1 << 30;

    private const int FirstAllocation = 64 * 1024;
    private readonly string _name;
    private readonly byte[] _data;
    private readonly int[] _shape;

    private IdxFile(string name, IdxType type, int[] shape, byte[] data)
    {
        _name = name;
        Type = type;
        _shape = shape;
        _data = data;
    }

    /// <summary>The element type.</summary>
    public IdxType Type { get; }

    /// <summary>The dimensions; at least one. Of images: number, height, width.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Count => _data.Length / ElementBytes(Type);

    /// <summary>The elements as the file has them: big-endian where they are longer than a byte.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <summary>Reads a file, gzip-compressed or not; its content tells which.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">What the elements may take in memory. No more than this and in proportion to the file's own length
    /// is allocated, whatever the file's header promises.</param>
    /// <exception cref="DataFileException">The file is no IDX file, is cut short, damaged or larger than
    /// <paramref name="maximumBytes"/>.</exception>
    /// <exception cref="IOException">The file is missing or could not be read.</exception>
    public static IdxFile Read(string path, int maximumBytes = DefaultMaximumBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = ReadableFile.Open(path, "No elements were read from");
        return Read(stream, path, maximumBytes);
    }

    /// <summary>Reads a stream from its position to its end; it stays open.</summary>
    /// <param name="stream">The file's bytes, gzip-compressed or not.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="maximumBytes">What the elements may take in memory.</param>
    /// <exception cref="DataFileException">The file is no IDX file, is cut short, damaged or larger than
    /// <paramref name="maximumBytes"/>.</exception>
    public static IdxFile Read(Stream stream, string name = "stream", int maximumBytes = DefaultMaximumBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        using DataFileStream file = new(stream, name);

        Span<byte> magic = stackalloc byte[4];
        if (file.Fill(magic) < magic.Length)
            throw new DataFileException(name, file.Position,
                $"the file ends here; an IDX file begins with 4 bytes: 0, 0, the element type, the number of dimensions.");
        if (magic[0] != 0 || magic[1] != 0 || !Enum.IsDefined((IdxType)magic[2]) || magic[3] == 0)
        {
            const string Expected = "an IDX file begins with 00 00, a type (08, 09, 0B, 0C, 0D, 0E) and a number of dimensions above 00.";
            throw new DataFileException(
                name, 0, $"the first bytes are {magic[0]:X2} {magic[1]:X2} {magic[2]:X2} {magic[3]:X2}; {Expected}");
        }
        IdxType type = (IdxType)magic[2];
        int[] shape = ReadShape(file, magic[3]);
        long size = ElementBytes(type), limit = Math.Min(maximumBytes, Array.MaxLength);
        foreach (int dimension in shape)
        {
            size *= dimension;
            if (size > limit)
                throw new DataFileException(name, magic.Length,
                    $"the header promises {Describe(shape)} elements of type {type}; that is more than the limit of {limit} bytes.");
        }
        return new IdxFile(name, type, shape, ReadData(file, (int)size, shape));
    }

    /// <summary>The elements as floats, each multiplied by <paramref name="scale"/>: 1f / 255 makes 0..1 of grey levels.</summary>
    /// <param name="scale">A finite factor.</param>
    /// <returns>As many floats as elements, 4 bytes each.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not finite.</exception>
    public float[] ToFloats(float scale = 1f)
    {
        if (!float.IsFinite(scale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be finite.");
        float[] floats = new float[Count];
        int size = ElementBytes(Type);
        for (int i = 0; i < floats.Length; i++)
            floats[i] = (float)Element(_data.AsSpan(i * size)) * scale;
        return floats;
    }

    /// <summary>The elements as class numbers.</summary>
    /// <exception cref="InvalidOperationException">The elements are floating point numbers.</exception>
    public int[] ToLabels()
    {
        if (Type is IdxType.Real32 or IdxType.Real64)
            throw new InvalidOperationException($"Class numbers are whole numbers; these elements are of type {Type}.");
        int[] labels = new int[Count];
        int size = ElementBytes(Type);
        for (int i = 0; i < labels.Length; i++)
            labels[i] = (int)Element(_data.AsSpan(i * size));
        return labels;
    }

    /// <summary>This file's elements as samples, with their classes from another file, as MNIST has them.</summary>
    /// <param name="labels">One class number a sample.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="scale">What the elements are multiplied by; 1 / 255 makes 0..1 of grey levels.</param>
    /// <exception cref="ArgumentException">There are no samples, the two files have different numbers of them, or a label is out of
    /// range.</exception>
    public Dataset ToDataset(IdxFile labels, int classes, float scale = 1f / 255)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels._shape.Length != 1 || labels._shape[0] != _shape[0])
        {
            string elements = $"{_name} has {Describe(_shape)} elements";
            string theirs = $"{labels._name} has {Describe(labels._shape)} labels";
            throw new ArgumentException(
                FormattableString.Invariant($"{elements}, that is {_shape[0]} samples, but {theirs}; expected {_shape[0]}."),
                nameof(labels));
        }
        return Dataset.FromLabels(ToFloats(scale), labels.ToLabels(), classes);
    }

    private static int[] ReadShape(DataFileStream file, int rank)
    {
        int[] shape = new int[rank];
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < rank; i++)
        {
            long position = file.Position;
            if (file.Fill(bytes) < bytes.Length)
                throw new DataFileException(
                    file.FileName, file.Position, $"the file ends inside its header; expected {rank} dimensions, got {i}.");
            uint dimension = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if (dimension > int.MaxValue)
                throw new DataFileException(
                    file.FileName, position, $"dimension {i + 1} of {rank} is {dimension}; expected at most {int.MaxValue}.");
            shape[i] = (int)dimension;
        }
        return shape;
    }

    private static byte[] ReadData(DataFileStream file, int size, int[] shape)
    {
        long start = file.Position;
        if (file.MaximumLength - start is long room && room < size)
            throw new DataFileException(file.FileName, start,
                $"{Describe(shape)} elements take {size} bytes from here on, but the file holds at most {Math.Max(0, room)}.");

        // Of an uncompressed file of known length the size is proven; otherwise the array grows with what really arrives.
        bool proven = !file.IsCompressed && file.MaximumLength is not null;
        byte[] data = new byte[proven ? size : Math.Min(size, FirstAllocation)];
        for (int filled = 0; ;)
        {
            filled += file.Fill(data.AsSpan(filled));
            if (filled < data.Length)
                throw new DataFileException(file.FileName, file.Position,
                    $"the file ends here; expected {size - filled} more bytes for {Describe(shape)} elements.");
            if (filled == size)
                break;
            Array.Resize(ref data, (int)Math.Min(size, 4L * data.Length));
        }
        if (file.Fill(stackalloc byte[1]) != 0)
            throw new DataFileException(file.FileName, file.Position - 1, $"{Describe(shape)} elements end here, but more bytes follow.");
        return data;
    }

    private double Element(ReadOnlySpan<byte> bytes) => Type switch
    {
        IdxType.Unsigned8 => bytes[0],
        IdxType.Signed8 => (sbyte)bytes[0],
        IdxType.Signed16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
        IdxType.Signed32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
        IdxType.Real32 => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };

    private static int ElementBytes(IdxType type) => type switch
    {
        IdxType.Unsigned8 or IdxType.Signed8 => 1,
        IdxType.Signed16 => 2,
        IdxType.Signed32 or IdxType.Real32 => 4,
        _ => 8,
    };

    private static string Describe(int[] shape)
        => string.Join(" x ", shape.Take(8)) + (shape.Length > 8 ? FormattableString.Invariant($" x ... ({shape.Length} dimensions)") : "");
}
