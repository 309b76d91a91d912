using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NetCompiler.Tests;
using NetCompiler.Tool.Audio;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFiles;

namespace NetCompiler.Tool.Tests;

/// <summary>Damaged files of every kind: what is said is one message, soon, and no file asks for more memory than twice its size and 64 MB.
/// How many, and which: <see cref="MutationSeeds"/>.</summary>
public class MutationTests
{
    private const long Slack = 64L << 20;

    [Fact]
    public void Onnx()
    {
        var graph = new GraphBuilder(17, ("x", [0, 3, 6, 5]));
        string conv = graph.Node("Conv", $"x {graph.Weights("w", 4, 3, 3, 3)}", ("strides", new[] { 1, 2 }));
        string shape = graph.Node("Concat", $"{graph.Integers(0)} {graph.Integers(-1)}", ("axis", 0));
        byte[] file = graph.Output(
            graph.Node("Gemm", $"{graph.Node("Reshape", $"{conv} {shape}")} {graph.Weights("d", 32, 2)}")).ToBytes();
        Mutate(file, "net.onnx", 300, path => OnnxGraph.Read(path).Constants.Values.Sum(tensor => tensor.Count));
        Mutate(file, "net.onnx", 100, path => OnnxImporter.Import(path, new()), isBounded: false);
    }

    [Fact]
    public void Safetensors()
    {
        using var file = new MemoryStream();
        WeightFile.Write("Net", [("dense_1/kernel", new([3, 4], new double[12])), ("dense_1/bias", new([4], new double[4]))], file);
        Mutate(file.ToArray(), "net.safetensors", 300, Numbers);
    }

    [Fact]
    public void Torch() => Mutate(TorchTests.Small(), "net.pt", 300, Numbers);

    [Theory]
    [InlineData("digits.keras", 10)]
    [InlineData("keypoint_classifier.hdf5", 60)]
    public void Keras(string name, int count) => Mutate(
        File.ReadAllBytes(SharedFiles.Find($"data/models/{name}")), name, count, path => KerasImporter.Import(path), isHdf: true);

    [Fact]
    public void Keras_settings()
    {
        (JsonObject model, (string, Tensor)[] weights) = Small();
        byte[] zip = Zip(model, weights);
        Mutate(zip, "net.keras", 60, path => KerasImporter.Import(path), isHdf: true);
        // The archive is written anew, so that what is in it can be read.
        Mutate(zip, "net.keras", 200, path => KerasImporter.Import(path), mutate: random =>
            Zip(JsonMutations.Mutated(model, random).AsObject(), weights));
    }

    /// <summary>Names and settings of Keras 1, and graphs in lists, as Keras 2 has them.</summary>
    [Fact]
    public void Keras_settings_of_old()
    {
        (JsonObject model, (string, string, Tensor)[] weights) = Keras1Tests.Small();
        foreach (string version in new[] { "1.2.2", "2.2.4" })
            Mutate(Hdf(model, weights, version), "net.h5", 100, path => KerasImporter.Import(path, null, "theano"), mutate: random =>
                Hdf(JsonMutations.Mutated(model, random).AsObject(), weights, version), isReadable: version[0] == '1');
    }

    [Theory]
    [InlineData("centaur_50.json")]
    [InlineData("lstm.nam")]
    [InlineData("rtneural-lstm_torch.json")]
    public void Audio(string name)
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Find($"data/models/{name}"));
        Mutate(file, name, 30, path => AudioImporter.Import(path));
        JsonNode json = JsonNode.Parse(file)!;
        Mutate(file, name, 100, path => AudioImporter.Import(path),
            mutate: random => JsonMutations.Bytes(JsonMutations.Mutated(json, random)));
    }

    /// <summary>Layers of most kinds, one within a model, with weights.</summary>
    private static (JsonObject Model, (string, Tensor)[] Weights) Small()
    {
        var files = new KerasFiles(7);
        JsonObject inner = Model("inner",
            [Input("inside", 4), Layer("Dense", "dense", new { units = 4, activation = "tanh" }, Call(Of("inside")))],
            Place("inside"), Place("dense"));
        inner["name"] = "inner";
        inner["inbound_nodes"] = new JsonArray(Call(Of("rows")));
        JsonObject model = Model("functional",
        [
            Input("image", 2, 6, 5), Input("words", 3), inner,
            Layer("Conv2D", "conv2d", new { filters = 2, kernel_size = new[] { 3, 2 }, strides = new[] { 1, 2 }, padding = "same",
                dilation_rate = new[] { 1, 1 }, groups = 1, data_format = "channels_first" }, Call(Of("image"))),
            Layer("BatchNormalization", "norm", new { axis = 1, scale = false, center = false }, Call(Of("conv2d"))),
            Layer("MaxPooling2D", "pool", new { pool_size = new[] { 2, 3 }, data_format = "channels_first" }, Call(Of("norm"))),
            Layer("ZeroPadding2D", "pad", new { padding = new[] { new[] { 0, 1 }, [1, 0] }, data_format = "channels_first" },
                Call(Of("pool"))),
            Layer("Flatten", "flatten", new { }, Call(Of("pad"))), Layer("Dense", "rows", new { units = 4 }, Call(Of("flatten"))),
            Layer("Embedding", "embedding", new { input_dim = 3, output_dim = 2 }, Call(Of("words"))),
            Layer("Bidirectional", "both", new { merge_mode = "concat", layer = new { class_name = "GRU", config = new { units = 2,
                return_sequences = true, reset_after = true, recurrent_activation = "sigmoid" } } }, Call(Of("embedding"))),
            Layer("GlobalMaxPooling1D", "most", new { }, Call(Of("both"))),
            Layer("Reshape", "reshape", new { target_shape = new[] { -1, 2 } }, Call(Of("most"))),
            Layer("Permute", "permute", new { dims = new[] { 2, 1 } }, Call(Of("reshape"))),
            Layer("Flatten", "flatten_1", new { }, Call(Of("permute"))),
            Layer("Add", "add", new { }, Call(new JsonArray(Of("inner", 1), Of("flatten_1")))),
            Layer("Dot", "dot", new { axes = 1 }, Call(new JsonArray(Of("add"), Of("rows")))),
        ], new JsonArray(Place("image"), Place("words")), new JsonArray(Place("dot"), Place("add")));
        (string, int[])[] shapes =
        [
            ("functional/layers/dense/vars/0", [4, 4]), ("functional/layers/dense/vars/1", [4]), ("conv2d/vars/0", [3, 2, 2, 2]),
            ("conv2d/vars/1", [2]), ("batch_normalization/vars/0", [2]), ("batch_normalization/vars/1", [2]), ("dense/vars/0", [16, 4]),
            ("dense/vars/1", [4]), ("embedding/vars/0", [3, 2]), ("bidirectional/forward_layer/cell/vars/0", [2, 6]),
            ("bidirectional/forward_layer/cell/vars/1", [2, 6]), ("bidirectional/forward_layer/cell/vars/2", [2, 6]),
            ("bidirectional/backward_layer/cell/vars/0", [2, 6]), ("bidirectional/backward_layer/cell/vars/1", [2, 6]),
            ("bidirectional/backward_layer/cell/vars/2", [2, 6]),
        ];
        return (model, [.. shapes.Select(pair => ($"layers/{pair.Item1}", files.Noise(pair.Item2)))]);
    }

    private static void Numbers(string path)
    {
        foreach ((_, Tensor tensor) in TensorFile.Read(path))
        {
            _ = tensor.Values;
            tensor.Release();
        }
    }

    private static void Mutate(byte[] file, string name, int otherwise, Action<string> read, bool isBounded = true,
        Func<Random, byte[]>? mutate = null, bool isReadable = true, bool isHdf = false)
    {
        // For the whole process, and so only where no other tests run; then what the process really takes is looked at.
        bool isMeasured = isHdf && MutationSeeds.IsAlone && CanMeasure();
        MemoryBound.IsOn = isMeasured;
        isBounded &= isMeasured || !isHdf;
        using var folder = new TemporaryDirectory();
        string path = folder.Write(name, file);
        if (isReadable)
            read(path);
        int readable = 0, count = 0;
        foreach (int seed in MutationSeeds.Of(otherwise))
        {
            count++;
            byte[] mutated = mutate is null ? Mutated(file, new Random(seed)) : mutate(new Random(seed));
            File.WriteAllBytes(path, mutated);
            Exception? said = null;
            long? resident = isMeasured ? Resident() : null;
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            try
            {
                read(path);
                readable++;
            }
            catch (Exception exception) when (exception is ToolException or NetworkFileException)
            {
                // What commands show as one message.
                said = exception;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{MutationSeeds.Again(seed)}: {exception}");
            }
            long took = resident is null ? GC.GetAllocatedBytesForCurrentThread() - before : Resident() - resident.Value;
            TimeSpan lasted = Stopwatch.GetElapsedTime(start);
            Assert.True(!isBounded || took <= 2L * mutated.Length + Slack,
                $"{MutationSeeds.Again(seed)}: {took} bytes of {mutated.Length}. {said}");
            Assert.True(lasted.TotalSeconds < 20, $"{MutationSeeds.Again(seed)} took {lasted}.");
        }
        Assert.True(readable < count || count < otherwise, "No file was damaged.");
        Assert.Single(Directory.GetFiles(folder.Path));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {count} files, {readable} of them readable.");
    }

    /// <summary>Whether this machine lets a process ask for the most memory that it had.</summary>
    private static bool CanMeasure()
    {
        try
        {
            return Resident() > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The most memory that the process had since the last call.</summary>
    private static long Resident()
    {
        string[] lines = File.ReadAllLines("/proc/self/status");
        File.WriteAllText("/proc/self/clear_refs", "5");
        string line = lines.Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes, bits, lengths, numbers of four bytes at their extremes, parts that are doubled, left out or cut off; mostly near the
    /// beginning, where headers are.</summary>
    private static byte[] Mutated(byte[] file, Random random)
    {
        byte[] bytes = [.. file];
        for (int changes = random.Next(1, 4); changes > 0 && bytes.Length > 8; changes--)
        {
            int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 512) : bytes.Length), length = random.Next(1, 64);
            int end = Math.Min(bytes.Length, at + length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    byte[] extreme = [(byte)random.Next(256), 0xFF, 0xFF, (byte)(random.Next(2) * 0x7F)];
                    extreme.AsSpan(0, Math.Min(4, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                    break;
                case 3:
                    bytes = [.. bytes[..end], .. bytes[at..]];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[end..]];
                    break;
                default:
                    bytes = random.Next(4) == 0 ? bytes[..at] : bytes;
                    break;
            }
        }
        return bytes;
    }
}
