using System.IO.Compression;

namespace NetCompiler;

/// <summary>
/// The bytes of a data file from its beginning, decompressed if they are gzip (told by its first two bytes, not by its name): one member
/// or several, empty ones too, and zeros behind the last, as gzip itself reads them. Counts what it delivers and names the place when
/// compressed data turns out to be damaged, cut short or followed by something else.
/// </summary>
internal sealed class DataFileStream : ForwardStream
{
    /// <summary>No gzip data grows more than this many times, give or take its frame.</summary>
    private const long MaximumGrowth = 1032;

    private readonly Stream _source;
    private readonly CompressedBytes? _compressed;
    private readonly GZipStream? _gzip;
    private readonly byte[] _first = new byte[2];
    private readonly int _firstCount;
    private int _firstRead;
    private bool _ended;
    private long _position;

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
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <summary>The file cannot deliver more bytes than this in all; exactly so many if it is not compressed. Null if its length is
    /// unknown.</summary>
    internal long? MaximumLength { get; }

    /// <summary>Reads until the buffer is full or the file ends; returns the number of bytes read.</summary>
    internal int Fill(Span<byte> buffer) => this.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);

    public override int Read(Span<byte> buffer)
    {
        int read;
        if (_gzip is not null)
            read = _ended || buffer.IsEmpty ? 0 : ReadCompressed(_gzip, _compressed!, buffer);
        else if (_firstRead == _firstCount)
            read = _source.Read(buffer);
        else
        {
            read = Math.Min(_firstCount - _firstRead, buffer.Length);
            _first.AsSpan(_firstRead, read).CopyTo(buffer);
            _firstRead += read;
        }
        _position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip?.Dispose();
        base.Dispose(disposing);
    }

    private int ReadCompressed(GZipStream gzip, CompressedBytes compressed, Span<byte> buffer)
    {
        int read;
        bool whole = false;
        try
        {
            read = gzip.Read(buffer);
            if (compressed.MarkRead)
                whole = IsMark(gzip, buffer[..read]);
        }
        catch (InvalidDataException exception)
        {
            throw new DataFileException(FileName, _position,
                $"the gzip data is damaged or cut short (before byte {compressed.Count} of the file): {exception.Message}", exception);
        }
        if (compressed.MarkRead)
        {
            _ended = whole ? true : throw new DataFileException(FileName, _position,
                $"the gzip data ends too early (byte {compressed.Count} of the file). It is cut short or damaged.");
            return 0;
        }
        if (read == 0)
        {
            _ended = compressed.OnlyZerosLeft ? true : throw new DataFileException(FileName, _position,
                $"the gzip data ends (before byte {compressed.Count} of the file), but something else than gzip data or zeros follows.");
        }
        return read;
    }

    /// <summary>Whether the last bytes to be read, of which the first are given, are the mark's.</summary>
    private static bool IsMark(GZipStream gzip, ReadOnlySpan<byte> first)
    {
        Span<byte> text = stackalloc byte[CompressedBytes.MarkText.Length + 1];
        if (first.Length >= text.Length)
            return false;
        first.CopyTo(text);
        int length = first.Length + gzip.ReadAtLeast(text[first.Length..], text.Length - first.Length, throwOnEndOfStream: false);
        return text[..length].SequenceEqual(CompressedBytes.MarkText);
    }
}
