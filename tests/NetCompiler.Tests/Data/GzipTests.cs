using System.IO.Compression;
using CsCheck;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>What gzip -d reads without a warning is read, and nothing else.</summary>
public class GzipTests
{
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void MembersEmptyMembersAndPaddingAreRead()
    {
        byte[] first = IdxFileTests.Gzip("1,2\n"u8), second = IdxFileTests.Gzip("3,4\n"u8);
        foreach (byte[] file in new byte[][]
        {
            [.. first, .. second], [.. EmptyMember, .. first, .. second], [.. first, .. EmptyMember, .. EmptyMember, .. second],
            [.. first, .. second, .. EmptyMember], [.. first, .. second, 0], [.. first, .. second, .. new byte[512]],
            [.. first, .. second, .. EmptyMember, .. new byte[100_000]],
        })
        {
            for (int atOnce = 1; atOnce <= file.Length && atOnce < 600; atOnce = atOnce * 3 / 2 + 1)
                Assert.Equal([1, 2, 3, 4], CsvFile.Read(new NoSeekStream(file, atOnce)).Values.ToArray());
            Assert.Equal([1, 2, 3, 4], CsvFile.Read(new MemoryStream(file)).Values.ToArray());
        }
    }

    [Fact]
    public void AnIdxFileMayBeInMembersToo()
    {
        byte[] header = IdxFileTests.Gzip([0, 0, 8, 1, 0, 0, 0, 3]), data = IdxFileTests.Gzip([7, 8, 9]);
        foreach (byte[] file in new byte[][] { [.. header, .. data], [.. header, .. data, .. EmptyMember, .. new byte[7]] })
            Assert.Equal([7, 8, 9], IdxFile.Read(new MemoryStream(file)).ToLabels());
    }

    /// <summary>Name, extra field, comment and the header's own sum, as programs write them.</summary>
    [Fact]
    public void HeadersWithAllTheirFieldsAreRead()
    {
        byte[] plain = IdxFileTests.Gzip("1,2\n"u8);
        byte[] header = [0x1F, 0x8B, 8, 0b11100, 1, 2, 3, 4, 0, 3, 4, 0, 0x41, 0x42, 0, 0, .. "data.csv\0"u8, .. "a comment\0"u8];
        byte[] file = [.. header, .. plain[10..]];
        Assert.Equal([1, 2, 1, 2, 1, 2], CsvFile.Read(new MemoryStream([.. file, .. plain, .. file])).Values.ToArray());
    }

    [Theory]
    [InlineData("6A756E6B")]
    [InlineData("0000006A")]
    [InlineData("1F")]
    [InlineData("1F8B")]
    [InlineData("1F8B0800")]
    [InlineData("1F8B0900000000000003")]
    [InlineData("1F6A")]
    public void SomethingElseBehindTheLastMemberIsRefused(string behind)
    {
        byte[] file = [.. IdxFileTests.Gzip("1,2\n"u8), .. Convert.FromHexString(behind)];
        Stream[] streams = [new MemoryStream(file), new NoSeekStream(file, 1), new NoSeekStream([.. file, .. new byte[20]], 5)];
        foreach (Stream stream in streams)
            Assert.Contains("gzip data", Assert.Throws<DataFileException>(() => CsvFile.Read(stream)).Message, StringComparison.Ordinal);
    }

    /// <summary>Members of any content, cut at any byte: only a cut between members, or in the padding, leaves a file.</summary>
    [Fact]
    public void ACutAnywhereButBetweenMembersIsSeen()
    {
        Gen.Select(Gen.Int[1, 400].Array[1, 4], Gen.Int[0, 30], Gen.Int[0, 255], Gen.Int[1, 40]).Sample((lengths, padding, value, atOnce) =>
        {
            List<byte> file = [], content = [];
            Dictionary<int, int> ends = [];
            foreach (int length in lengths)
            {
                byte[] member = new byte[length];
                for (int i = 0; i < length; i++)
                    member[i] = (byte)(i % 3 == 0 ? value : i * 7);
                file.AddRange(IdxFileTests.Gzip(member, length % 2 == 0 ? CompressionLevel.Optimal : CompressionLevel.NoCompression));
                content.AddRange(member);
                ends[file.Count] = content.Count;
            }
            int whole = file.Count;
            file.AddRange(new byte[padding]);
            byte[] bytes = [.. file];
            for (int cut = 2; cut <= bytes.Length; cut++)
            {
                int? expected = cut >= whole ? content.Count : ends.TryGetValue(cut, out int end) ? end : null;
                Assert.Equal(expected, Read(bytes[..cut], atOnce) is byte[] read ? Check(read, content) : null);
            }
        }, iter: 60);

        static int? Check(byte[] read, List<byte> content)
        {
            Assert.Equal(content.Take(read.Length), read);
            return read.Length;
        }

        static byte[]? Read(byte[] file, int atOnce)
        {
            try
            {
                using DataFileStream stream = new(new NoSeekStream(file, atOnce), "file");
                MemoryStream read = new();
                stream.CopyTo(read);
                Assert.Equal(read.Length, stream.Position);
                return read.ToArray();
            }
            catch (DataFileException)
            {
                return null;
            }
        }
    }
}
