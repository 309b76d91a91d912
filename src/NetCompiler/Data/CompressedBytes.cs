using System.IO.Compression;

namespace NetCompiler;

/// <summary>
/// What a <see cref="GZipStream"/> reads of a file: the file's bytes and behind them one more member, the mark. GZipStream takes a file
/// that is cut short for one that ends, and passes over whatever follows the last member; with the mark both show. Whoever gets the mark's
/// text has read whole members to the file's last byte. Whoever is told the end before has met something else than a member, which is
/// padding if <see cref="OnlyZerosLeft"/>: zeros at the file's end come in reads of their own.
/// </summary>
internal sealed class CompressedBytes(byte[] first, Stream rest) : ForwardStream
{
    private static readonly byte[] Mark = Compress(MarkText);
    private readonly byte[] _block = new byte[8192];
    private ReadOnlyMemory<byte> _given = first;
    private ReadOnlyMemory<byte> _ready;
    private long _zerosBefore;
    private int _zerosBehind;

    /// <summary>What the mark holds.</summary>
    internal static ReadOnlySpan<byte> MarkText => "whole members to the last byte"u8;

    /// <summary>How many of the file's bytes were read from here.</summary>
    internal long Count { get; private set; }

    /// <summary>Whether all that was not read of the file when its end came in sight were zeros, and the mark was not read.</summary>
    internal bool OnlyZerosLeft { get; private set; }

    /// <summary>Whether the mark was read, in part or whole.</summary>
    internal bool MarkRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_zerosBefore == 0 && _ready.IsEmpty && !MarkRead)
            Advance();
        if (_zerosBefore > 0)
        {
            int zeros = (int)Math.Min(_zerosBefore, buffer.Length);
            buffer[..zeros].Clear();
            _zerosBefore -= zeros;
            Count += zeros;
            return zeros;
        }
        int read = Math.Min(_ready.Length, buffer.Length);
        _ready.Span[..read].CopyTo(buffer);
        _ready = _ready[read..];
        if (!MarkRead)
            Count += read;
        return read;
    }

    /// <summary>Makes ready what comes next: zeros, then bytes up to one that is not zero; at the end the mark.</summary>
    private void Advance()
    {
        if (OnlyZerosLeft)
        {
            (OnlyZerosLeft, MarkRead) = (false, true);
            _ready = Mark;
            return;
        }
        (_zerosBefore, _zerosBehind) = (_zerosBehind, 0);
        int length;
        while ((length = ReadFile()) > 0)
        {
            int end = _block.AsSpan(0, length).LastIndexOfAnyExcept((byte)0) + 1;
            if (end > 0)
            {
                _ready = _block.AsMemory(0, end);
                _zerosBehind = length - end;
                return;
            }
            _zerosBefore += length;
        }
        OnlyZerosLeft = true;
        if (_zerosBefore == 0)
            Advance();
    }

    private int ReadFile()
    {
        if (_given.IsEmpty)
            return rest.Read(_block);
        _given.CopyTo(_block);
        int length = _given.Length;
        _given = default;
        return length;
    }

    private static byte[] Compress(ReadOnlySpan<byte> text)
    {
        MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.SmallestSize))
            gzip.Write(text);
        return compressed.ToArray();
    }
}
