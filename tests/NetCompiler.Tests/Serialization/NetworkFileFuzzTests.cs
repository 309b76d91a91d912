using System.Runtime.InteropServices;
using CsCheck;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Whatever a file holds: the network is loaded entirely, or the exception is the typed one, the parameters have not
/// changed by a bit, and memory stays in proportion to the file.</summary>
public class NetworkFileFuzzTests
{
    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    public void Truncated(WeightFormat format)
    {
        byte[] good = StoredNet.File(1, format);
        Gen.Int[0, good.Length - 1].Sample(length => Check(good[..length], mustFail: true), iter: 500);
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.Float16)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    public void WithFlippedBits(WeightFormat format) => Flip(StoredNet.File(1, format), Gen.Int.Array[1, 8], int.MaxValue);

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.Int8)]
    public void WithFlippedBitsInTheHeader(WeightFormat format) => Flip(StoredNet.File(1, format), Gen.Int.Array[1, 3], 8 * 120);

    [Fact]
    public void OfRandomBytes() => Gen.Byte.Array[0, 300].Sample(file => Check(file, mustFail: true), iter: 1000);

    [Fact]
    public void WithRandomHeaders()
    {
        Gen<string> text = OneOf(
            "{", "}", "[", "]", ",", ":", "\"", "\"dtype\"", "\"F32\"", "\"BF16\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"",
            "\"dense/kernel\"", "\"dense/bias\"", "\"dense/kernel.scale\"", "\"I8\"", "0", "3", "5", "60", "-1", "1e9",
            "9223372036854775807", "99999999999999999999", "null", "true", " ", "\\u0000", "\u00e9");
        text.Array[0, 40].Sample(parts => Check(NetworkFileTests.Safetensors("{" + string.Concat(parts), 60), mustFail: true), iter: 3000);
    }

    [Fact]
    public void WithRandomEntries()
    {
        Gen<string> entry = Gen.Select(
            OneOf("dense/kernel", "dense/kernel.scale", "dense/bias", "dense_1/kernel", "dense_1/bias", "dense_1/bias.scale", "other"),
            OneOf("F32", "F16", "BF16", "F64", "I8", "I64", "BOOL", "C64", "F6_E2M3"),
            Gen.OneOf(Gen.Long[0, 20], Gen.Long[0, long.MaxValue]).Array[0, 4],
            Gen.Long[0, 120], Gen.Long[0, 120],
            (name, type, shape, begin, end) =>
                $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{end}]}}");
        Gen.Select(entry.Array[0, 5], Gen.Int[0, 400]).Sample((entries, bytes) =>
            Check(NetworkFileTests.Safetensors("{" + string.Join(',', entries) + "}", bytes), mustFail: true), iter: 3000);
    }

    private static void Flip(byte[] good, Gen<int[]> bits, int most) => bits.Sample(places =>
    {
        byte[] file = [.. good];
        foreach (int place in places)
        {
            int bit = (int)((uint)place % Math.Min(most, good.Length * 8));
            file[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Check(file, mustFail: false);
    }, iter: 3000);

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static void Check(byte[] file, bool mustFail)
    {
        StoredNet network = new(2);
        float[] before = network.Snapshot();
        bool loaded = Load(network, new MemoryStream(file), file.Length);
        Assert.False(mustFail && loaded);
        StoredNet another = new(2);
        Assert.Equal(loaded, Load(another, new NoSeekStream(file, 50), file.Length));
        if (loaded)
            Assert.Equal(network.Snapshot(), another.Snapshot());
        else
            Assert.True(MemoryMarshal.AsBytes(before.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(network.Weights)));
    }

    private static bool Load(StoredNet network, Stream stream, int length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            NetworkFile.Load(network, stream);
            return true;
        }
        catch (NetworkFileException exception)
        {
            Assert.InRange(exception.Offset, 0, length);
            Assert.StartsWith("stream", exception.Message, StringComparison.Ordinal);
            return false;
        }
        finally
        {
            // 64 KB to read by, 64 KB of a header whose length is unknown, exceptions and messages.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000 + 100 * length);
        }
    }
}
