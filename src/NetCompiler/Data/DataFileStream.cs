using System.IO.Compression;

namespace NetCompiler;

/// <summary>
/// The bytes of a data file from its beginning, decompressed if they are gzip (told by its first two bytes, not by its name). Counts what
/// it delivers and names the place when compressed data turns out to be damaged. Compressed data must be a single gzip member, as all usual
/// programs write it.
/// </summary>
internal sealed class DataFileStream : IDisposable
{
    /// <summary>No gzip data grows more than this many times, give or take its frame.</summary>
    private const long MaximumGrowth = 1032;

    /// <summary>Ten bytes of header, two of empty data, eight of trailer.</summary>
    private const int SmallestGzip = 20;

    private readonly Stream _source;
    private readonly CompressedBytes? _compressed;
    private readonly GZipStream? _gzip;
    private readonly byte[] _first = new byte[2];
    private readonly int _firstCount;
    private int _firstRead;

    internal DataFileStream(Stream source, string fileName)
    {
        _source = source;
        FileName = fileName;
        long? length = source.CanSeek ? source.Length - source.Position : null;
        _firstCount = source.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false);
        if (_firstCount == 2 && _first[0] == 0x1F && _first[1] == 0x8B)
        {
            _compressed = new CompressedBytes(_first, source);
            _gzip = new GZipStream(_compressed, CompressionMode.Decompress);
            _firstCount = 0;
            MaximumLength = length * MaximumGrowth;
        }
        else
        {
            MaximumLength = length;
        }
    }

    internal string FileName { get; }

    /// <summary>Whether the file is compressed.</summary>
    internal bool IsCompressed => _gzip is not null;

    /// <summary>The number of bytes delivered so far.</summary>
    internal long Position { get; private set; }

    /// <summary>The file cannot deliver more bytes than this in all; exactly so many if it is not compressed. Null if its length is unknown.</summary>
    internal long? MaximumLength { get; }

    /// <summary>Reads until the buffer is full or the file ends; returns the number of bytes read.</summary>
    internal int Fill(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = Read(buffer[filled..]);
            if (read == 0)
                break;
            filled += read;
            Position += read;
        }
        return filled;
    }

    public void Dispose() => _gzip?.Dispose();

    private int Read(Span<byte> buffer)
    {
        if (_gzip is null)
        {
            if (_firstRead == _firstCount)
                return _source.Read(buffer);
            buffer[0] = _first[_firstRead++];
            return 1;
        }
        int read;
        try
        {
            read = _gzip.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw DataFileException.At(FileName, Position, $"the gzip data is damaged (before byte {_compressed!.Count} of the file): {exception.Message}", exception);
        }
        // GZipStream checks the sum of what it delivers, but takes a premature end for the end. The last four bytes are the delivered length.
        if (read == 0 && buffer.Length > 0 && (_compressed!.Count < SmallestGzip || _compressed.Last != (uint)Position))
            throw DataFileException.At(FileName, Position, $"the gzip data ends too early (byte {_compressed.Count} of the file). It is cut short or damaged.");
        return read;
    }

    /// <summary>The compressed bytes, the first two given back.</summary>
    private sealed class CompressedBytes(byte[] first, Stream rest) : Stream
    {
        private int _given;

        internal long Count { get; private set; }

        /// <summary>The last four bytes given, as a little-endian number.</summary>
        internal uint Last { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int read;
            if (_given < first.Length && buffer.Length > 0)
            {
                buffer[0] = first[_given++];
                read = 1;
            }
            else
            {
                read = rest.Read(buffer);
            }
            foreach (byte given in buffer[Math.Max(0, read - sizeof(uint))..read])
                Last = Last >> 8 | (uint)given << 24;
            Count += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
