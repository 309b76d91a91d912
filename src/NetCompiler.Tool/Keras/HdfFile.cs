using System.Runtime.CompilerServices;
using NetCompiler.Tool.Nets;
using PureHDF;

namespace NetCompiler.Tool.Keras;

/// <summary>An HDF5 file whose reader is kept from going in circles, from taking more than the file has, and from numbers that lie
/// elsewhere.</summary>
internal sealed class HdfFile : IDisposable
{
    /// <summary>What a file may hold beyond its own size: numbers that are compressed.</summary>
    private const long Slack = 16L << 20;

    private readonly Source _source;
    private long _left;

    /// <param name="stream">The file's bytes; read to the end only as far as they are asked for.</param>
    public HdfFile(Stream stream)
    {
        _source = new(stream);
        _left = stream.Length + Slack;
        Root = H5File.Open(_source);
    }

    /// <summary>The outermost group.</summary>
    public IH5Group Root { get; }

    public void Dispose()
    {
        (Root as IDisposable)?.Dispose();
        _source.Dispose();
    }

    /// <summary>A data set's numbers as the file has them; made wider when they are asked for.</summary>
    /// <exception cref="ToolException">They are not in the file, are too many or of another kind.</exception>
    public Tensor Numbers(IH5Dataset dataset)
    {
        int[] shape = [.. dataset.Space.Dimensions.Select(size => size <= int.MaxValue ? (int)size
            : throw new ToolException($"{dataset.Name} has a dimension of {size}."))];
        long count = Tensor.CountOf(shape), bytes = count * Math.Max(1, dataset.Type.Size);
        _left -= bytes;
        if (_left < 0)
            throw new ToolException($"{dataset.Name} says that it has {count} numbers, more than the file can hold.");
        long before = _source.Delivered;
        StoredNumbers numbers = dataset.Type switch
        {
            { Class: H5DataTypeClass.FloatingPoint, Size: 4 } => Of(Read<float>(), value => value),
            { Class: H5DataTypeClass.FloatingPoint, Size: 8 } => Of(Read<double>(), value => value),
            { Class: H5DataTypeClass.FloatingPoint, Size: 2 } => Of(Read<Half>(), value => (double)value),
            { Class: H5DataTypeClass.FixedPoint, Size: 4 } => Of(Read<uint>(), value => value),
            { Class: H5DataTypeClass.FixedPoint, Size: 8 } => Of(Read<ulong>(), value => value),
            _ => throw new ToolException($"{dataset.Name} has numbers of a type that is not read."),
        };
        H5DataLayoutClass layout = dataset.Layout.Class;
        if (layout == H5DataLayoutClass.VirtualStorage
            || _source.Delivered - before < (layout == H5DataLayoutClass.Contiguous ? bytes : layout == H5DataLayoutClass.Chunked ? 1 : 0))
            throw new ToolException($"The numbers of {dataset.Name} are not in the file: links to others are not followed.");
        return new(shape, numbers);

        T[] Read<T>()
        {
            T[] read = dataset.Read<T[]>();
            return read.Length == count ? read : throw new ToolException($"{dataset.Name} has {read.Length} numbers, not {count}.");
        }
    }

    /// <summary>A text.</summary>
    public string Text(IH5Object owner, string name)
    {
        IH5Attribute attribute = owner.Attribute(name);
        Require(attribute, name);
        return attribute.Read<string>();
    }

    /// <summary>Texts; an empty list has another type.</summary>
    public string[] Texts(IH5Object owner, string name)
    {
        IH5Attribute attribute = owner.Attribute(name);
        Require(attribute, name);
        return attribute.Space.Dimensions.Contains(0UL) ? [] : attribute.Read<string[]>();
    }

    private void Require(IH5Attribute attribute, string name)
    {
        ulong bytes = (ulong)Math.Max(1, attribute.Type.Size);
        foreach (ulong size in attribute.Space.Dimensions)
            bytes = size > (ulong)_source.Length ? ulong.MaxValue : bytes * size;
        if (bytes > (ulong)_source.Length)
            throw new ToolException($"{name} says that it is larger than the file.");
    }

    private static StoredNumbers Of<T>(T[] numbers, Converter<T, double> widen) => new(() => Array.ConvertAll(numbers, widen));

    /// <summary>Bytes of a file for a reader that trusts what it reads: it may not read the same for ever, nor call itself without
    /// end.</summary>
    private sealed class Source(Stream file) : Stream
    {
        private readonly long _most = 16 * file.Length + (16L << 20);
        private long _spent;

        /// <summary>The bytes that were read.</summary>
        public long Delivered { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            int count = file.Read(buffer);
            Delivered += count;
            _spent += Math.Max(count, 16);
            return _spent <= _most ? count : throw new InvalidDataException("Its parts lead in circles.");
        }

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
