using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Xunit;

namespace NetCompiler.Tests;

public class IdxFileTests
{
    private static readonly byte[] Images = Idx(0x08, [3, 2, 2], [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]);
    private static readonly byte[] Labels = Idx(0x08, [3], [7, 0, 9]);

    [Fact]
    public void ImagesAndLabelsBecomeADataset()
    {
        using TemporaryDirectory directory = new();
        IdxFile images = IdxFile.Read(directory.Write("images", Images));
        IdxFile labels = IdxFile.Read(directory.Write("labels", Gzip(Labels)));

        Assert.Equal(IdxType.Unsigned8, images.Type);
        Assert.Equal([3, 2, 2], images.Shape);
        Assert.Equal(12, images.Count);
        Assert.Equal(Images[16..], images.Data.ToArray());
        Dataset dataset = images.ToDataset(labels, 10);
        Assert.Equal(3, dataset.Count);
        Assert.Equal(4, dataset.InputLength);
        Assert.Equal(9, dataset.Label(2));
        Assert.Equal(51 * (1f / 255), dataset.Input(0)[1]);
        Assert.Equal(1f, dataset.Input(1)[1]);

        Assert.Contains(
            "expected 3",
            Assert.Throws<ArgumentException>(() => images.ToDataset(IdxFile.Read(new MemoryStream(Idx(8, [2], [0, 1]))), 10)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => images.ToDataset(labels, 9));
    }

    [Fact]
    public void EveryElementTypeIsRead()
    {
        Assert.Equal([-1f, 127f], Read(Idx(0x09, [2], [0xFF, 0x7F])).ToFloats());
        Assert.Equal([-2f, 258f], Read(Idx(0x0B, [2], [0xFF, 0xFE, 1, 2])).ToFloats());
        Assert.Equal([66051, -1], Read(Idx(0x0C, [2], [0, 1, 2, 3, 255, 255, 255, 255])).ToLabels());
        Assert.Equal([1f, -2f], Read(Idx(0x0D, [2], [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0])).ToFloats());
        Assert.Equal([0.5f], Read(Idx(0x0E, [1, 1], [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])).ToFloats(0.5f));
        Assert.Throws<InvalidOperationException>(() => Read(Idx(0x0D, [1], [0, 0, 0, 0])).ToLabels());
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(Images).ToFloats(float.NaN));

        static IdxFile Read(byte[] file) => IdxFile.Read(new NoSeekStream(file));
    }

    [Theory]
    [InlineData("", 0, "an IDX file begins with 4 bytes")]
    [InlineData("000008", 3, "an IDX file begins with 4 bytes")]
    [InlineData("0100080100000000", 0, "first bytes are 01 00 08 01")]
    [InlineData("00000A0100000000", 0, "first bytes are 00 00 0A 01")]
    [InlineData("0000080000000000", 0, "first bytes are 00 00 08 00")]
    [InlineData("000008030000000100000001", 12, "expected 3 dimensions, got 2")]
    [InlineData("00000801FFFFFFFF", 4, "dimension 1 of 1 is 4294967295")]
    [InlineData("000008017FFFFFFF00", 4, "more than the limit of 1073741824 bytes")]
    [InlineData("000008027FFFFFFF7FFFFFFF00", 4, "more than the limit")]
    [InlineData("000008010000000401020304FF", 12, "more bytes follow")]
    [InlineData("0000080100000004010203", 8, "take 4 bytes from here on, but the file holds at most 3")]
    public void FilesThatBreakTheFormatAreRejected(string hex, int offset, string message)
    {
        byte[] file = Convert.FromHexString(hex);
        DataFileException exception = Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(file), "the file"));
        Assert.Equal("the file", exception.FileName);
        Assert.Equal(offset, exception.Offset);
        Assert.StartsWith($"the file, byte {offset}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Throws<DataFileException>(() => IdxFile.Read(new NoSeekStream(file)));
        Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(Gzip(file))));
    }

    [Fact]
    public void AHeaderThatPromisesMoreThanTheFileHoldsAllocatesLittle()
    {
        byte[] header = Idx(0x08, [1_000_000_000], []);
        foreach (Func<Stream> open in new Func<Stream>[]
        {
            () => new MemoryStream(header), () => new NoSeekStream(header), () => new MemoryStream(Gzip(header)),
            () => new NoSeekStream(Gzip(header)),
        })
            Assert.InRange(Allocated(() => Assert.Throws<DataFileException>(() => IdxFile.Read(open()))), 0, 400_000);
    }

    [Fact]
    public void AGzipBombStopsAtThePromisedSize()
    {
        byte[] bomb = Gzip([.. Idx(0x08, [5], []), .. new byte[50_000_000]]);
        long allocated = Allocated(
            () =>
                Assert.Contains(
                    "more bytes follow", Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(bomb))).Message,
                    StringComparison.Ordinal));
        Assert.InRange(allocated, 0, 400_000);
        byte[] large = Gzip(Idx(0x08, [50_000_000], new byte[50_000_000]));
        Assert.InRange(
            Allocated(() => Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(large), maximumBytes: 1_000_000))), 0,
            400_000);
    }

    [Fact]
    public void NoLimitIsAboveWhatAnArrayHolds()
    {
        NoSeekStream file = new(Idx(0x08, [int.MaxValue], []));
        DataFileException exception = Assert.Throws<DataFileException>(() => IdxFile.Read(file, maximumBytes: int.MaxValue));
        Assert.Contains($"more than the limit of {Array.MaxLength} bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedOrTruncatedFileGivesTheTypedExceptionOrTheSameBytes()
    {
        byte[] gzip = Gzip(Images);
        Gen.Int[0, Images.Length - 1].Sample(length => Assert.False(TryRead(Images[..length], out _)), iter: 200);
        Gen.Int[0, gzip.Length - 1].Sample(length => Assert.False(TryRead(gzip[..length], out _)), iter: 500);
        Gen.Int[0, Images.Length * 8 - 1].Array[1, 6].Sample(bits => { TryRead(Flip(Images, bits), out _); }, iter: 2000);
        Gen.Byte.Array[0, 100].Sample(file => { TryRead(file, out _); }, iter: 1000);
        Gen.Byte.Array[0, 100].Sample(file => { TryRead([0x1F, 0x8B, 8, 0, .. file], out _); }, iter: 1000);
        Gen.Select(Gen.Byte, Gen.Byte[0, 4], Gen.Byte.Array[0, 60]).Sample(
            (type, rank, rest) => { TryRead([0, 0, type, rank, .. rest], out _); }, iter: 2000);

        // Behind the ten bytes of its frame, gzip notices every change of what it holds.
        Gen.Int[80, gzip.Length * 8 - 1].Array[1, 6].Sample(bits =>
        {
            if (TryRead(Flip(gzip, bits), out byte[]? data))
                Assert.Equal(Images[16..], data);
        }, iter: 3000);
    }

    [Fact]
    public void MnistIsRead()
    {
        IdxFile images = IdxFile.Read(SharedFiles.Find("data/mnist/t10k-images-idx3-ubyte.gz"));
        IdxFile labels = IdxFile.Read(SharedFiles.Find("data/mnist/t10k-labels-idx1-ubyte.gz"));
        Assert.Equal([10000, 28, 28], images.Shape);
        Assert.Equal(980, labels.ToLabels().Count(label => label == 0));
        Assert.Equal(10000, images.ToDataset(labels, 10).Count);
    }

    internal static byte[] Gzip(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, level))
            gzip.Write(content);
        return stream.ToArray();
    }

    internal static byte[] Idx(byte type, int[] shape, byte[] data)
    {
        byte[] file = new byte[4 + 4 * shape.Length + data.Length];
        file[2] = type;
        file[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        data.CopyTo(file, 4 + 4 * shape.Length);
        return file;
    }

    private static byte[] Flip(byte[] file, int[] bits)
    {
        byte[] flipped = [.. file];
        foreach (int bit in bits)
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
        return flipped;
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static bool TryRead(byte[] file, out byte[]? data)
    {
        byte[]? seekable = Read(new MemoryStream(file)), other = Read(new NoSeekStream(file));
        Assert.Equal(seekable, other);
        data = seekable;
        return data is not null;

        byte[]? Read(Stream stream)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                return IdxFile.Read(stream).Data.ToArray();
            }
            catch (DataFileException exception)
            {
                Assert.StartsWith("stream, byte ", exception.Message, StringComparison.Ordinal);
                return null;
            }
            finally
            {
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
            }
        }
    }
}
