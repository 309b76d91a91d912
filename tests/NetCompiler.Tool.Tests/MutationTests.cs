using System.Diagnostics;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Damaged files of every kind: what is said is one message, soon, and no file asks for more memory than twice its size and 64 MB.
/// <c>NETCOMPILER_MUTATIONS=100000</c> makes as many of each kind.</summary>
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
        File.ReadAllBytes(SharedFiles.Find($"data/models/{name}")), name, count, path => KerasImporter.Import(path));

    private static void Numbers(string path)
    {
        foreach ((_, Tensor tensor) in TensorFile.Read(path))
        {
            _ = tensor.Values;
            tensor.Release();
        }
    }

    private static void Mutate(byte[] file, string name, int otherwise, Action<string> read, bool isBounded = true)
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("NETCOMPILER_MUTATIONS"), out int wanted) ? wanted : otherwise;
        using var folder = new TemporaryDirectory();
        string path = folder.Write(name, file);
        read(path);
        int readable = 0;
        for (int seed = 0; seed < count; seed++)
        {
            byte[] mutated = Mutated(file, new Random(seed));
            File.WriteAllBytes(path, mutated);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            try
            {
                read(path);
                readable++;
            }
            catch (Exception exception) when (exception is ToolException or NetworkFileException)
            {
                // What commands show as one message.
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}: {exception}");
            }
            long took = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(!isBounded || took <= 2L * mutated.Length + Slack, $"Seed {seed}: {took} bytes of {mutated.Length}.");
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 20, $"Seed {seed} took {Stopwatch.GetElapsedTime(start)}.");
        }
        Assert.True(readable < count, "No file was damaged.");
        Assert.Single(Directory.GetFiles(folder.Path));
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
