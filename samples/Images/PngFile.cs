using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Shared;

/// <summary>Images of grey levels as PNG files (ISO/IEC 15948).</summary>
internal static class PngFile
{
    /// <summary>A file.</summary>
    /// <param name="levels">Row by row, 0 black to 255 white; whole rows.</param>
    /// <param name="width">Pixels of a row, at least 1.</param>
    internal static byte[] Grey(ReadOnlySpan<byte> levels, int width)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), levels.Length / width);
        header[8] = 8; // bits of a pixel; all else is 0: grey, deflated, no interlace
        using MemoryStream rows = new();
        using (ZLibStream compressed = new(rows, CompressionLevel.SmallestSize, leaveOpen: true))
            for (int start = 0; start < levels.Length; start += width)
            {
                compressed.WriteByte(0); // no filter
                compressed.Write(levels.Slice(start, width));
            }
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Write(file, "IHDR", header);
        Write(file, "IDAT", rows.ToArray());
        Write(file, "IEND", []);
        return file.ToArray();
    }

    private static void Write(MemoryStream file, string type, byte[] data)
    {
        byte[] length = new byte[4], named = [.. Encoding.ASCII.GetBytes(type), .. data], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32.HashToUInt32(named));
        file.Write(length);
        file.Write(named);
        file.Write(check);
    }
}
