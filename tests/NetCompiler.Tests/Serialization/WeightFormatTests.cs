using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsCheck;
using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Smaller files: what is in them, and what they give back.</summary>
public sealed partial class WeightFormatTests
{
    private const string Up = "conv2d_transpose_1/kernel";

    /// <summary>Ties go to the even neighbour; the bit patterns are those of Python's <c>struct</c> and, for BF16, of the upper halves
    /// around the tie.</summary>
    [Theory]
    [InlineData(WeightFormat.Float16, 1 / 3f, 0x3555)]
    [InlineData(WeightFormat.Float16, 2049f, 0x6800)]
    [InlineData(WeightFormat.Float16, 2051f, 0x6802)]
    [InlineData(WeightFormat.Float16, -65504f, 0xFBFF)]
    [InlineData(WeightFormat.Float16, 2.9802322e-8f, 0x0000)]
    [InlineData(WeightFormat.Float16, 8.940697e-8f, 0x0002)]
    [InlineData(WeightFormat.BFloat16, 1 / 3f, 0x3EAB)]
    [InlineData(WeightFormat.BFloat16, 1.00390625f, 0x3F80)]
    [InlineData(WeightFormat.BFloat16, 1.01171875f, 0x3F82)]
    [InlineData(WeightFormat.BFloat16, -3.3895314e38f, 0xFF7F)]
    [InlineData(WeightFormat.BFloat16, 1e-45f, 0x0000)]
    public void Numbers_are_rounded_to_the_nearest_and_ties_to_even(WeightFormat format, float value, int expected)
    {
        StoredNet network = new(1);
        network.SetParameter("dense/bias", value, 0, 0);
        byte[] file = Save(network, format, out JsonElement header, out int start);
        (string type, int[] shape, int begin) = Tensor(header, "dense/bias");
        Assert.Equal((format == WeightFormat.Float16 ? "F16" : "BF16", start + 2 * 98), (type, file.Length));
        Assert.Equal([3], shape);
        Assert.Equal(expected, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(start + begin)));
    }

    /// <summary>Kernels are whole numbers times a scale for each column; what has a single row stays as it is.</summary>
    [Fact]
    public void Int8_has_a_scale_for_each_output()
    {
        StoredNet network = new(1);
        // Columns: largest -127, so its scale is 1; all zero; largest 2.54.
        network.SetParameter("dense/kernel", 0.5f, 0, 2.54f, 1.5f, 0, -0.01f, 2.5f, 0, 0.03f, -127, 0, -2.54f, -0.5f, 0, 1);
        byte[] file = Save(network, WeightFormat.Int8, out JsonElement header, out int start);
        Assert.Equal(
            [
                "dense/kernel.scale F32 3", "dense/bias F32 3", "dense_1/kernel.scale F32 20", "dense_1/bias F32 20", "dense/kernel I8 5x3",
                "dense_1/kernel I8 3x20"],
            header.EnumerateObject().Skip(1)
                .Select(
                    tensor => $"{tensor.Name} {Tensor(header, tensor.Name).Type} {string.Join('x', Tensor(header, tensor.Name).Shape)}"));
        Assert.Equal(start + 4 * (3 + 3 + 20 + 20) + 15 + 60, file.Length);

        int kernel = start + Tensor(header, "dense/kernel").Begin, scale = start + Tensor(header, "dense/kernel.scale").Begin;
        Assert.Equal(
            [0, 0, 127, 2, 0, 0, 2, 0, 2, -127, 0, -127, 0, 0, 50], MemoryMarshal.Cast<byte, sbyte>(file.AsSpan(kernel, 15)).ToArray());
        Assert.Equal(
            [1, 0, 2.54f / 127], Enumerable.Range(0, 3).Select(i => BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(scale + 4 * i))));

        StoredNet loaded = new(2);
        NetworkFile.Load(loaded, new NoSeekStream(file));
        float third = 2.54f / 127;
        Assert.Equal(
            [0, 0, 127 * third, 2, 0, 0, 2, 0, 2 * third, -127, 0, -127 * third, 0, 0, 50 * third], loaded.GetParameter("dense/kernel"));
        Assert.Equal(network.GetParameter("dense/bias"), loaded.GetParameter("dense/bias"));
    }

    /// <summary>Whatever the weights: the distance is at most half a step of the format, padding stays zero, and what was rounded once is
    /// exact.</summary>
    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Float16)]
    [InlineData(WeightFormat.Int8)]
    public void What_comes_back_is_near(WeightFormat format) => Gen.Select(Gen.Int, Gen.Float[-12, 4]).Sample((seed, magnitude) =>
    {
        StoredNet network = new(seed);
        using (WeightEdit edit = network.EditWeights())
            foreach (ref float value in edit.Values)
                value *= MathF.Pow(10, magnitude);
        StoredNet once = Through(network, format), twice = Through(once, format);
        Assert.Equal(once.Snapshot(), twice.Snapshot());
        foreach (ParameterBlock block in StoredNet.Layout.Parameters)
        {
            float[] before = network.GetParameter(block.Name), after = once.GetParameter(block.Name);
            for (int i = 0; i < before.Length; i++)
            {
                double largest =
                    Enumerable.Range(0, block.Rows).Max(row => Math.Abs((double)before[row * block.Columns + i % block.Columns]));
                double half = format switch
                {
                    WeightFormat.BFloat16 => Math.Abs(before[i]) / 256,
                    WeightFormat.Float16 => Math.Max(Math.Abs(before[i]) / 2048, Math.Pow(2, -25)),
                    WeightFormat.Int8 when block.Rows > 1 => largest / 127 / 2 * 1.0001 + float.Epsilon,
                    _ => 0,
                };
                Assert.InRange(Math.Abs((double)before[i] - after[i]), 0, half);
            }
        }
        for (int row = 0; row < 5; row++)
            Assert.All(once.Weights.Slice(row * 16 + 3, 13).ToArray(), padding => Assert.Equal(0, padding));
    }, iter: 200);

    /// <summary>Half the denormals, the infinite and the rest: every 16-bit pattern is what it says.</summary>
    [Fact]
    public void Every_16_bit_number_is_read()
    {
        byte[] bytes = new byte[2 << 16];
        for (int i = 0; i < 1 << 16; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)i);
        float[] halves = new float[1 << 16], upper = new float[1 << 16];
        TensorData.Decode(bytes, EmbeddedTensorType.F16, halves);
        TensorData.Decode(bytes, EmbeddedTensorType.BF16, upper);
        for (int i = 0; i < 1 << 16; i++)
        {
            Assert.Equal((float)BitConverter.UInt16BitsToHalf((ushort)i), halves[i]);
            Assert.Equal((uint)i << 16, BitConverter.SingleToUInt32Bits(upper[i]));
        }
    }

    [Theory]
    [InlineData(
        WeightFormat.Float16, 70000f,
        "Store was not saved: dense_1/kernel[1, 7] is 70000, but Float16 goes no further than 65504. Save it as BFloat16.")]
    [InlineData(
        WeightFormat.Float16, -65505f,
        "Store was not saved: dense_1/kernel[1, 7] is -65505, but Float16 goes no further than 65504. Save it as BFloat16.")]
    [InlineData(
        WeightFormat.BFloat16, 3.4e38f,
        "Store was not saved: dense_1/kernel[1, 7] is 3.4E+38, but BFloat16 goes no further than 3.3895314E+38. Save it as Float32.")]
    [InlineData(
        WeightFormat.Int8, float.NegativeInfinity,
        "Store was not saved: dense_1/kernel[1, 7] is -Infinity, and no file with such a number can be loaded.")]
    public void What_a_format_cannot_hold_is_refused(WeightFormat format, float value, string message)
    {
        StoredNet network = new(1);
        using (WeightEdit edit = network.EditWeights())
            edit.Values[96 + 32 + 7] = value;
        using MemoryStream stream = new();
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => NetworkFile.Save(network, stream, format)).Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void A_format_that_does_not_exist_is_refused() => Assert.StartsWith(
        "There is no weight format 7; there are Float32, BFloat16, Float16, Int8.",
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkFile.Save(new StoredNet(1), new MemoryStream(), (WeightFormat)7)).Message,
        StringComparison.Ordinal);

    /// <summary>The largest floats there are: the scale is not rounded up to where 127 of it are infinite.</summary>
    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(3.4028233e38f)]
    [InlineData(1e-45f)]
    [InlineData(1e-38f)]
    public void Int8_holds_any_column(float value)
    {
        StoredNet network = new(1);
        network.SetParameter("dense/kernel", 0, 0, value, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.InRange(Through(network, WeightFormat.Int8).Weights[2], value * 0.99f - 1e-44f, value * 1.01f + 1e-44f);
    }

    [Fact]
    public void Scales_that_do_not_fit_are_listed()
    {
        const string Kernel = """{"dense/kernel":{"dtype":"I8","shape":[5,3],"data_offsets":[0,15]}""";
        Assert.Contains("dense/kernel.scale (3) is not in the file", Differences(Kernel + "}", 15));
        Assert.Contains(
            "dense/kernel.scale is (3), but (5) in the file",
            Differences(Kernel + ""","dense/kernel.scale":{"dtype":"F32","shape":[5],"data_offsets":[15,35]}}""", 35));
        Assert.Contains(
            "dense/kernel.scale is F16 in the file; scales are F32",
            Differences(Kernel + ""","dense/kernel.scale":{"dtype":"F16","shape":[3],"data_offsets":[15,21]}}""", 21));
        Assert.Contains("dense/kernel.scale (3) is in the file only", Differences(
            """{"dense/kernel":{"dtype":"F32","shape":[5,3],"data_offsets":[0,60]}"""
                + ""","dense/kernel.scale":{"dtype":"F32","shape":[3],"data_offsets":[60,72]}}""", 72));
    }

    [Theory]
    [InlineData(1e38f, "dense/kernel[0, 2] times its scale 1E+38 is Infinity; expected a finite number that a 32-bit float can hold.")]
    [InlineData(float.NaN, "dense/kernel.scale[2] is NaN; expected a finite number that a 32-bit float can hold.")]
    public void Scales_that_lead_nowhere_are_refused(float scale, string message)
    {
        StoredNet network = new(1);
        network.SetParameter("dense/kernel", [.. Enumerable.Range(1, 15).Select(i => 16f - i)]);
        byte[] file = Save(network, WeightFormat.Int8, out JsonElement header, out int start);
        int at = start + Tensor(header, "dense/kernel.scale").Begin + 8;
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at), scale);
        NetworkFileException exception = Assert.Throws<NetworkFileException>(() => NetworkFile.Load(network, new MemoryStream(file)));
        int offset = float.IsNaN(scale) ? at : start + Tensor(header, "dense/kernel").Begin + 2;
        Assert.Equal($"stream, byte {offset}: {message}", exception.Message);
    }

    /// <summary>The kernel of a transposed convolution is (height, width, filters, channels): its outputs are not the columns.</summary>
    [Theory]
    [InlineData(false, 5, 6)]
    [InlineData(true, 3, 3)]
    public void Int8_of_a_transposed_convolution_has_a_scale_for_each_filter(bool square, int filters, int channels)
    {
        CompiledNetwork network = Transposed(square);
        float[] kernel = network.GetParameter(Up);
        // Filters of very different sizes: by channels, small ones would be rounded away.
        for (int i = 0; i < kernel.Length; i++)
            kernel[i] *= MathF.Pow(10, -(i / channels % filters));
        network.SetParameter(Up, kernel);
        byte[] file = Save(network, WeightFormat.Int8, out JsonElement header, out int start);
        Assert.Equal([filters, 1], Tensor(header, Up + ".scale").Shape);
        Assert.Equal([2, 2, filters, channels], Tensor(header, Up).Shape);
        float[] scales = MemoryMarshal.Cast<byte, float>(file.AsSpan(start + Tensor(header, Up + ".scale").Begin, 4 * filters)).ToArray();
        for (int filter = 0; filter < filters; filter++)
            Assert.Equal(kernel.Where((_, i) => i / channels % filters == filter).Max(value => Math.Abs(value)) / 127, scales[filter]);
        sbyte[] numbers = MemoryMarshal.Cast<byte, sbyte>(file.AsSpan(start + Tensor(header, Up).Begin, kernel.Length)).ToArray();
        CompiledNetwork loaded = Transposed(square);
        NetworkFile.Load(loaded, new NoSeekStream(file));
        float[] got = loaded.GetParameter(Up);
        for (int i = 0; i < kernel.Length; i++)
        {
            Assert.Equal(numbers[i] * scales[i / channels % filters], got[i]);
            Assert.InRange(Math.Abs(kernel[i] - got[i]), 0, 0.501f * scales[i / channels % filters]);
        }
        AssertEmbeds(file, header, start, loaded, scalesRows: true);
    }

    /// <summary>As version 0.1 wrote them; numbers of filters and channels may be equal or not.</summary>
    [Theory]
    [InlineData(false, 5, 6)]
    [InlineData(true, 3, 3)]
    public void Int8_files_with_a_scale_for_each_channel_are_read(bool square, int filters, int channels)
    {
        CompiledNetwork network = Transposed(square);
        List<(string Name, string Type, string Shape, byte[] Bytes)> tensors = [];
        float[] scales = [.. Enumerable.Range(1, channels).Select(i => i / 16f)];
        sbyte[] numbers = [.. Enumerable.Range(0, 4 * filters * channels).Select(i => (sbyte)(i % 255 - 127))];
        foreach (ParameterBlock block in network.Info.Parameters)
        {
            string shape = string.Join(',', block.Shape);
            if (block.Name == Up)
            {
                tensors.Add((Up + ".scale", "F32", $"{channels}", MemoryMarshal.AsBytes(scales.AsSpan()).ToArray()));
                tensors.Add((Up, "I8", shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));
            }
            else
                tensors.Add((block.Name, "F32", shape, MemoryMarshal.AsBytes(network.GetParameter(block.Name).AsSpan()).ToArray()));
        }
        int end = 0;
        string json = "{" + string.Join(',', tensors.Select(tensor =>
            $"\"{tensor.Name}\":{{\"dtype\":\"{tensor.Type}\",\"shape\":[{tensor.Shape}]," +
            $"\"data_offsets\":[{end},{end += tensor.Bytes.Length}]}}")) + "}";
        byte[] file = NetworkFileTests.Safetensors(json, 0);
        int start = file.Length;
        file = [.. file, .. tensors.SelectMany(tensor => tensor.Bytes)];

        NetworkFile.Load(network, new MemoryStream(file));
        Assert.Equal(numbers.Select((number, i) => number * scales[i % channels]), network.GetParameter(Up));
        AssertEmbeds(file, JsonDocument.Parse(json).RootElement, start, network, scalesRows: false);
    }

    /// <summary>A file inside an assembly, with the places that the compiler found, gives the same parameters.</summary>
    private static void AssertEmbeds(byte[] file, JsonElement header, int start, CompiledNetwork loaded, bool scalesRows)
    {
        long Scale(ParameterBlock block) => start + Tensor(header, block.Name + ".scale").Begin;
        var embedded = new EmbeddedWeights
        {
            FileName = "file",
            Assembly = typeof(WeightFormatTests).Assembly,
            ResourceName = "",
            Length = file.Length,
            HeaderLength = start,
            HeaderHash = EmbeddedWeights.Hash(file.AsSpan(0, start)),
            Tensors =
            [
                .. loaded.Info.Parameters.Select(block => Tensor(header, block.Name) is { Type: "I8" } tensor
                    ? new EmbeddedTensor(start + tensor.Begin, EmbeddedTensorType.I8, Scale(block), block.HasOutputRows && scalesRows)
                    : new EmbeddedTensor(start + Tensor(header, block.Name).Begin, EmbeddedTensorType.F32)),
            ],
        };
        AlignedBuffer weights = embedded.Read(loaded.Info, file);
        foreach (ParameterBlock block in loaded.Info.Parameters)
            Assert.Equal(loaded.GetParameter(block.Name), block.CopyTensor(weights.Span));
    }

    private static CompiledNetwork Transposed(bool square) => square ? new UpwardSquare(4).Compiled : new Upward(4).Compiled;

    [Fact]
    public void A_report_tells_what_each_format_costs()
    {
        PretrainedNet net = new(seed: 3);
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, 7 * 700).Select(_ => random.NextSingle() - 0.5f)];
        Dataset data = Dataset.FromLabels(x, [.. Enumerable.Range(0, 700).Select(i => i % 3)], 3);
        float[] weights = net.Compiled.Weights.ToArray();
        WeightFormatReport report = net.CompareFormats(data);
        Assert.Equal(weights, net.Compiled.Weights.ToArray());
        Assert.Equal(("PretrainedNet", 700), (report.Network, report.Samples));
        Assert.Equal(Enum.GetValues<WeightFormat>(), report.Results.Select(result => result.Format));

        using var directory = new TemporaryDirectory();
        foreach (WeightFormatResult result in report.Results)
        {
            string path = directory.File($"{result.Format}.safetensors");
            net.Save(path, result.Format);
            PretrainedNet loaded = PretrainedNet.Load(path);
            Assert.Equal(new FileInfo(path).Length, result.FileBytes);
            Assert.Equal(loaded.Evaluate(data).Loss, result.Evaluation!.Loss);
            Assert.Equal(loaded.Evaluate(data).Accuracy, result.Evaluation.Accuracy);
            float[] expected = new float[3 * 700], actual = new float[3 * 700];
            net.Predict(x, expected);
            loaded.Predict(x, actual);
            Assert.Equal(expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Max(), result.LargestDifference);
            Assert.Null(result.Problem);
        }
        Assert.Equal(0, report[WeightFormat.Float32].LargestDifference);
        Assert.InRange(report[WeightFormat.Float16].LargestDifference, 1e-8, 1e-3);
        Assert.InRange(report[WeightFormat.BFloat16].LargestDifference, report[WeightFormat.Float16].LargestDifference, 1e-2);
        Assert.Throws<KeyNotFoundException>(() => report[(WeightFormat)9]);
        Assert.Equal(net.Evaluate(data).Loss, report[WeightFormat.Float32].Evaluation!.Loss);
    }

    [Fact]
    public void A_report_is_a_table()
    {
        PretrainedNet net = new(seed: 3);
        net.Compiled.SetParameter("dense_2/bias", 1e5f, 0, 0);
        Dataset data = Dataset.FromLabels(new float[7], [0], 3);
        Assert.Equal("""
            PretrainedNet on 1 samples:
            format    bytes    loss  accuracy  largest difference
            Float32   1,208  0.0000    1.0000              0.0000
            BFloat16    784  0.0000    1.0000              0.0000
            Float16   PretrainedNet was not saved: dense_2/bias[0] is 100000, but Float16 goes no further than 65504. Save it as BFloat16.
            Int8        878  0.0000    1.0000              0.0000
            """.ReplaceLineEndings("\n"), net.CompareFormats(data).ToString());
    }

    private static StoredNet Through(StoredNet network, WeightFormat format)
    {
        using MemoryStream stream = new();
        NetworkFile.Save(network, stream, format);
        stream.Position = 0;
        StoredNet loaded = new(99);
        NetworkFile.Load(loaded, stream);
        return loaded;
    }

    private static IReadOnlyList<string> Differences(string header, int bytes) =>
        Assert.Throws<NetworkFileException>(
            () => NetworkFile.Load(new StoredNet(1), new MemoryStream(NetworkFileTests.Safetensors(header, bytes)))).Differences;

    private static byte[] Save(CompiledNetwork network, WeightFormat format, out JsonElement header, out int start)
    {
        using MemoryStream stream = new();
        NetworkFile.Save(network, stream, format);
        byte[] file = stream.ToArray();
        start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        header = JsonDocument.Parse(Encoding.UTF8.GetString(file, 8, start - 8)).RootElement;
        return file;
    }

    private static (string Type, int[] Shape, int Begin) Tensor(JsonElement header, string name)
    {
        JsonElement tensor = header.GetProperty(name);
        return (
            tensor.GetProperty("dtype").GetString()!, [.. tensor.GetProperty("shape").EnumerateArray().Select(number => number.GetInt32())],
            tensor.GetProperty("data_offsets")[0].GetInt32());
    }

    [Network(4, 4, 3)]
    [DepthwiseConv2D(3, DepthMultiplier = 2), ReLU]
    [Conv2DTranspose(5, 2)]
    [Flatten, ReLU, Dense(1)]
    private sealed partial class Upward;

    [Network(4, 4, 3)]
    [Conv2DTranspose(3, 2)]
    [Flatten, ReLU, Dense(1)]
    private sealed partial class UpwardSquare;
}
