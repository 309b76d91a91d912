using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace NetCompiler.Tests;

public class NetworkFileTests
{
    private const string KernelOnly = """{"dense/kernel":{"dtype":"F32","shape":[5,3],"data_offsets":[0,60]}}""";

    [Fact]
    public void SaveThenLoadGivesTheSameBitsAndKeepsPaddingZero()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("net.safetensors");
        StoredNet saved = new(1), loaded = new(2);
        float[] wanted = saved.Snapshot();
        Assert.NotEqual(wanted, loaded.Snapshot());

        saved.Save(path);
        loaded.Load(path);

        Assert.Equal(wanted, loaded.Snapshot());
        Assert.Equal(["net.safetensors"], directory.Names);
        for (int row = 0; row < 5; row++)
            Assert.All(loaded.Weights.Slice(row * 16 + 3, 13).ToArray(), padding => Assert.Equal(0, padding));
    }

    [Fact]
    public void TheFileIsWhatPythonExpects()
    {
        byte[] file = StoredNet.File(1);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));

        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal(8 + length + 4 * (15 + 3 + 60 + 20), file.Length);
        Assert.Equal(
            ["__metadata__", "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"],
            header.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""{"format":"NetCompiler","network":"Store"}""", header.RootElement.GetProperty("__metadata__").GetRawText());
        Assert.Equal(
            """{"dtype":"F32","shape":[3,20],"data_offsets":[72,312]}""", header.RootElement.GetProperty("dense_1/kernel").GetRawText());

        // Row 2, column 1 of the first kernel: row stride 16 in memory, 3 in the file.
        Assert.Equal(
            new StoredNet(1).Weights[2 * 16 + 1], BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + length + 4 * (2 * 3 + 1))));
    }

    [Fact]
    public void SavingOverAFileReplacesItAndAFailureLeavesItAndNothingElse()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write("net.safetensors", [1, 2, 3]);
        StoredNet network = new(1);
        using (WeightEdit edit = network.EditWeights())
            edit.Values[2 * 16 + 1] = float.NaN;

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => network.Save(path));
        Assert.Contains("dense/kernel[2, 1] is NaN", exception.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));

        using (WeightEdit edit = network.EditWeights())
            edit.Values[2 * 16 + 1] = 0;
        network.Save(path);
        Assert.Equal(["net.safetensors"], directory.Names);
        new StoredNet(2).Load(path);

        Directory.CreateDirectory(directory.File("taken"));
        IOException taken = Assert.Throws<IOException>(() => network.Save(directory.File("taken")));
        Assert.EndsWith(
            $"was not saved as {directory.File("taken")}: that is a directory. Add the file's name.", taken.Message,
            StringComparison.Ordinal);
        string tooLong = directory.File(new string('n', 250));
        IOException refused = Assert.Throws<IOException>(() => network.Save(tooLong));
        Assert.Contains($"was not saved as {tooLong}, which is written beside it first: ", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.InnerException);
        Assert.Equal(["net.safetensors", "taken"], directory.Names);
        DirectoryNotFoundException missing =
            Assert.Throws<DirectoryNotFoundException>(() => network.Save(directory.File("missing/net.safetensors")));
        Assert.EndsWith(
            $"net.safetensors: the directory {directory.File("missing")} does not exist. Create it first.", missing.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F32")]
    [InlineData("F64")]
    public void EveryFloatTypeIsConverted(string type)
    {
        // Multiples of 1/8 up to 12: exact in all four types.
        byte[] file = Build(type, value => value / 8.0, out float[] values);
        StoredNet network = new(1);
        NetworkFile.Load(network, new NoSeekStream(file));

        Assert.Equal(values[2 * 3 + 1], network.Weights[2 * 16 + 1]);
        Assert.Equal(values[15 + 2], network.Weights[80 + 2]);
        Assert.Equal(values[18 + 1 * 20 + 19], network.Weights[96 + 32 + 19]);
        Assert.Equal(values[78 + 19], network.Weights[192 + 19]);
    }

    [Theory]
    [InlineData("F16", double.PositiveInfinity)]
    [InlineData("BF16", double.NaN)]
    [InlineData("F32", double.NegativeInfinity)]
    [InlineData("F64", double.NaN)]
    [InlineData("F64", 1e39)]
    public void NumbersThatAreNotFiniteAreRejectedByTensorAndIndex(string type, double bad)
    {
        byte[] file = Build(type, value => value == 18 + 27 ? bad : 0, out _);
        NetworkFileException exception = Rejects(file);
        Assert.Contains(
            $"dense_1/kernel[1, 7] is {bad.ToString(CultureInfo.InvariantCulture)}", exception.Message, StringComparison.Ordinal);
        int size = type switch { "F64" => 8, "F32" => 4, _ => 2 };
        Assert.Equal(file.Length - 98 * size + 45 * size, exception.Offset);
    }

    [Fact]
    public void AllDifferencesOfAnotherArchitectureAreListed()
    {
        byte[] file = Safetensors(
            """{"dense/kernel":{"dtype":"F32","shape":[3,5],"data_offsets":[0,60]}"""
            + ""","dense/bias":{"dtype":"I32","shape":[3],"data_offsets":[60,72]},"""
            + """ "dense_1/kernel":{"dtype":"I64","shape":[0],"data_offsets":[72,72]}"""
            + ""","head/kernel":{"dtype":"I64","shape":[],"data_offsets":[72,80]}}""", 80);
        NetworkFileException exception = Rejects(file);
        Assert.Equal(
        [
            "dense/kernel is (5, 3), but (3, 5) in the file",
            "dense/bias is I32 in the file; only F32, F16, BF16, F64, and I8 with scales can be read",
            "dense_1/kernel is (3, 20), but (0) in the file",
            "dense_1/kernel is I64 in the file; only F32, F16, BF16, F64, and I8 with scales can be read",
            "dense_1/bias (20) is not in the file",
            "head/kernel () is in the file only",
        ], exception.Differences);
        Assert.All(exception.Differences, difference => Assert.Contains(difference, exception.Message, StringComparison.Ordinal));
        Assert.Contains("Store; 6 differences", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "begins with byte 0x5B", "[]")]
    [InlineData("", "not valid JSON", """{"__metadata__":{},}""")]
    [InlineData("", "not valid JSON", """{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}x""")]
    [InlineData("", "whole number", """{"a":{"dtype":"F32","shape":[[[[0]]]],"data_offsets":[0,0]}}""")]
    [InlineData("", "\"a\" must have an object", """{"a":1}""")]
    [InlineData(
        "", "names \"a\" twice",
        """{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData(
        "", "names \"a\" twice",
        """{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("", "names \"dtype\" twice", """{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("", "only strings as values", """{"__metadata__":{"a":1}}""")]
    [InlineData("", "names \"x\" twice", """{"__metadata__":{"x":"1","x":"2"}}""")]
    [InlineData("", "no data_offsets", """{"a":{"dtype":"F32","shape":[0]}}""")]
    [InlineData("", "has \"extra\"", """{"a":{"dtype":"F32","extra":1,"shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("", "unknown dtype \"F33\"", """{"a":{"dtype":"F33","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("", "whole number", """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""")]
    [InlineData("", "whole number", """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}""")]
    [InlineData("", "whole number", """{"a":{"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]}}""")]
    [InlineData("", "63 bits", """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData(
        "", "63 bits",
        """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}}""")]
    [InlineData("", "no whole number of bytes", """{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""")]
    [InlineData("", "takes 8 bytes", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("", "data_offsets (4, 0)", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""")]
    [InlineData("", "data_offsets (0)", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""")]
    [InlineData("aaaa", "begins at 4, but", """{"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""")]
    [InlineData(
        "aaaaaa", "begins at 2, but",
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""")]
    [InlineData("aaa", "ends after 3", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("aaaaa", "the last 1 belong", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData(
        "", "more than 64",
        """{"a":{"dtype":"F32","shape":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"""
            + """0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"data_offsets":[0,0]}}""")]
    public void HeadersThatBreakTheFormatAreRejected(string data, string message, string header)
    {
        byte[] file = [.. Safetensors(header, 0), .. Encoding.ASCII.GetBytes(data)];
        Assert.Contains(message, Rejects(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextThatIsNotUnicodeIsRejected()
    {
        Rejects(Safetensors("""{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0));
        byte[] file = Safetensors(KernelOnly, 60);
        file[11] = 0xFF;
        Rejects(file);
    }

    [Fact]
    public void AHugeHeaderLengthAllocatesNothing()
    {
        foreach (ulong promised in new ulong[] { 99_999_999, 100_000_000, 100_000_001, ulong.MaxValue, 0, 1 })
        {
            byte[] file = StoredNet.File(1);
            BinaryPrimitives.WriteUInt64LittleEndian(file, promised);
            StoredNet network = new(2);
            NetworkFileException exception = Assert.Throws<NetworkFileException>(() => NetworkFile.Load(network, new MemoryStream(file)));
            Assert.Contains("header's length is given as", exception.Message, StringComparison.Ordinal);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<NetworkFileException>(() => NetworkFile.Load(network, new NoSeekStream(file, 1000)));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
        }
    }

    [Fact]
    public void ReadersSeeTheOldParametersOrTheNewOnes()
    {
        byte[] one = StoredNet.File(1), two = StoredNet.File(2);
        float[] first = new StoredNet(1).Snapshot(), second = new StoredNet(2).Snapshot();
        StoredNet network = new(1);
        NetCompiler.Simd.AlignedBuffer held = network.Store.Values;
        NetworkFile.Load(network, new MemoryStream(two));
        Assert.Equal(first, held.Span.ToArray());
        Assert.Equal(second, network.Snapshot());
        NetworkFile.Load(network, new MemoryStream(one));
        Assert.Equal(first, network.Snapshot());
    }

    [Fact]
    public void TheFileIsNamed()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write("short.safetensors", [1, 2, 3]);
        NetworkFileException exception = Assert.Throws<NetworkFileException>(() => new StoredNet(1).Load(path));
        Assert.Equal(path, exception.FileName);
        Assert.Equal(3, exception.Offset);
        Assert.StartsWith($"{path}, byte 3: ", exception.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => new StoredNet(1).Load(directory.File("missing")));
    }

    [Fact]
    public void ADirectoryIsNotLoaded()
    {
        using TemporaryDirectory directory = new();
        IOException exception = Assert.Throws<IOException>(() => new StoredNet(1).Load(directory.Path));
        Assert.EndsWith(
            $" was not loaded from {directory.Path}: that is a directory. Add the file's name.", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatMayNotBeReadIsNotLoaded()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Whoever runs this may read every file.");
        using TemporaryDirectory directory = new();
        string path = directory.Write("net.safetensors", [1, 2, 3]);
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no such permissions.");
        else
            File.SetUnixFileMode(path, UnixFileMode.None);
        IOException exception = Assert.Throws<IOException>(() => new StoredNet(1).Load(path));
        Assert.Contains($" was not loaded from {path}: Access to the path ", exception.Message, StringComparison.Ordinal);
    }

    internal static byte[] Safetensors(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    private static NetworkFileException Rejects(byte[] file)
    {
        StoredNet network = new(2);
        float[] before = network.Snapshot();
        NetworkFileException exception = Assert.Throws<NetworkFileException>(() => NetworkFile.Load(network, new MemoryStream(file)));
        Assert.Throws<NetworkFileException>(() => NetworkFile.Load(network, new NoSeekStream(file)));
        Assert.Equal(before, network.Snapshot());
        return exception;
    }

    /// <summary>A file of all four tensors in one type whose n-th parameter in layer order is value(n).</summary>
    private static byte[] Build(string type, Func<int, double> value, out float[] values)
    {
        int size = type switch { "F64" => 8, "F32" => 4, _ => 2 };
        StringBuilder header = new("{");
        int n = 0;
        foreach (ParameterBlock block in StoredNet.Layout.Parameters)
        {
            string shape = string.Join(",", block.Shape);
            header.Append(n == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"\"{block.Name}\":{{\"dtype\":\"{type}\",\"shape\":[{shape}],\"data_offsets\":[{n * size},{(n + block.Count) * size}]}}");
            n += block.Count;
        }
        values = new float[n];
        byte[] bytes = new byte[n * size];
        for (int i = 0; i < n; i++)
        {
            double number = value(i);
            values[i] = (float)number;
            Span<byte> at = bytes.AsSpan(i * size);
            if (type == "F64")
                BinaryPrimitives.WriteDoubleLittleEndian(at, number);
            else if (type == "F32")
                BinaryPrimitives.WriteSingleLittleEndian(at, (float)number);
            else if (type == "F16")
                BinaryPrimitives.WriteHalfLittleEndian(at, (Half)number);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(BitConverter.SingleToUInt32Bits((float)number) >> 16));
        }
        return [.. Safetensors(header.Append('}').ToString(), 0), .. bytes];
    }
}
