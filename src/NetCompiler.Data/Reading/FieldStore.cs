namespace NetCompiler.Data;

/// <summary>The fields of a table as UTF-8, row after row, in blocks that never move. A field is its length in one to four bytes, seven
/// bits each, and its text. What takes 2 GiB outside takes less than 4 GiB here, which is what the positions can tell apart.</summary>
internal sealed class FieldStore
{
    /// <summary>No field is longer.</summary>
    internal const int MaximumFieldBytes = BlockBytes - MaximumLengthBytes;

    private const int BlockBits = 18;
    private const int BlockBytes = 1 << BlockBits;
    private const int MaximumLengthBytes = 4;
    private readonly List<byte[]> _blocks = [];
    private uint[] _starts = new uint[1024];
    private int _filled = BlockBytes;

    /// <summary>The number of fields.</summary>
    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> this[int index]
    {
        get
        {
            uint start = _starts[index];
            ReadOnlySpan<byte> block = _blocks[(int)(start >> BlockBits)].AsSpan((int)start & (BlockBytes - 1));
            int length = 0, at = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = block[at++];
                length |= (next & 0x7F) << shift;
                if (next < 0x80)
                    return block.Slice(at, length);
            }
        }
    }

    internal void Add(ReadOnlySpan<byte> text)
    {
        if (_filled + MaximumLengthBytes + text.Length > BlockBytes)
        {
            _blocks.Add(new byte[BlockBytes]);
            _filled = 0;
        }
        if (Count == _starts.Length)
            Array.Resize(ref _starts, (int)Math.Min(Array.MaxLength, 2L * Count));
        _starts[Count++] = (uint)(_blocks.Count - 1) << BlockBits | (uint)_filled;
        byte[] block = _blocks[^1];
        int rest = text.Length;
        for (; rest >= 0x80; rest >>>= 7)
            block[_filled++] = (byte)(rest | 0x80);
        block[_filled++] = (byte)rest;
        text.CopyTo(block.AsSpan(_filled));
        _filled += text.Length;
    }
}
