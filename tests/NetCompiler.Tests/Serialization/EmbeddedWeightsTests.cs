using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Weights inside the assembly are those of the file.</summary>
[Collection(Allocation.Collection)]
public sealed class EmbeddedWeightsTests
{
    [Fact]
    public void A_net_from_the_assembly_is_the_net_from_the_file()
    {
        Same(PretrainedNet.Load(File("pretrained.safetensors")), PretrainedNet.LoadPretrained());
        Same(MixedNet.Load(File("mixed.safetensors")), MixedNet.LoadPretrained());
        Same(QuantizedNet.Load(File("quantized.safetensors")), QuantizedNet.LoadPretrained());
    }

    /// <summary>The file was made by quantize.py from that of the other net. The class that only predicts takes it as the class that trains
    /// does.</summary>
    [Fact]
    public void Int8_is_what_Python_makes_of_the_same_weights()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("net.safetensors");
        PretrainedNet.LoadPretrained().Save(path, WeightFormat.Int8);
        Assert.Equal(System.IO.File.ReadAllBytes(File("quantized.safetensors")), System.IO.File.ReadAllBytes(path));
        Same(PretrainedNet.Load(path), QuantizedNet.LoadPretrained());
    }

    [Fact]
    public void Pretrained_is_one_net_and_LoadPretrained_another_each_time()
    {
        Assert.Same(PretrainedNet.Pretrained, PretrainedNet.Pretrained);
        PretrainedNet mine = PretrainedNet.LoadPretrained();
        Assert.NotSame(PretrainedNet.Pretrained, mine);
        mine.TrainOnBatch(new float[7], [1], new SGD());
        Assert.False(PretrainedNet.Pretrained.Compiled.Weights.SequenceEqual(mine.Compiled.Weights));
        Same(PretrainedNet.LoadPretrained(), PretrainedNet.Pretrained);
    }

    [Fact]
    public void Threads_that_ask_at_once_get_one_net()
    {
        var nets = new MixedNet[16];
        Parallel.For(0, nets.Length, i => nets[i] = MixedNet.Pretrained);
        Assert.All(nets, net => Assert.Same(nets[0], net));
    }

    /// <summary>The copy, the object and its description; nothing in proportion to anything else.</summary>
    [Fact]
    public void Loading_allocates_one_copy()
    {
        PretrainedNet.LoadPretrained();
        long before = GC.GetAllocatedBytesForCurrentThread();
        PretrainedNet.LoadPretrained();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, sizeof(float) * PretrainedNet.LoadPretrained().Compiled.Info.WeightFloats + 2000);
    }

    [Fact]
    public void Another_file_than_the_compiler_saw_is_refused()
    {
        NetworkInfo info = new PretrainedNet().Compiled.Info;
        byte[] file = System.IO.File.ReadAllBytes(File("pretrained.safetensors"));
        int header = 8 + BitConverter.ToInt32(file);
        int kernel = header;
        EmbeddedWeights weights = Weights(file, header);
        weights.Read(info, file);

        Refuse(
            info, weights, [.. file, 0],
            $"pretrained.safetensors, byte 0: the assembly holds {file.Length + 1} bytes of it, but the compiler saw {file.Length}. Build "
                + "the project again.");
        byte[] changed = [.. file];
        changed[20]++;
        Refuse(
            info, weights, changed,
            "pretrained.safetensors, byte 0: the header inside the assembly is not the one that the compiler saw. Build the project again.")
            ;
        changed = [.. file];
        BitConverter.TryWriteBytes(changed.AsSpan(kernel + 4 * 21), float.NaN);
        Refuse(
            info, weights, changed,
            $"pretrained.safetensors, byte {kernel + 84}: number 21 of dense_1/kernel is NaN; expected a finite number that a 32-bit float "
                + "can hold.");

        var other = new EmbeddedWeights
        {
            FileName = "pretrained.safetensors",
            Assembly = Assembly.GetExecutingAssembly(),
            ResourceName = "nothing",
            Length = 1,
            HeaderLength = 1,
            HeaderHash = 1,
            Tensors = [],
        };
        Assert.Contains("has no resource nothing", Assert.Throws<NetworkFileException>(() => other.Read(info)).Message);
    }

    private static EmbeddedWeights Weights(byte[] file, int header) => new()
    {
        FileName = "pretrained.safetensors",
        Assembly = Assembly.GetExecutingAssembly(),
        ResourceName = "PretrainedNet/pretrained.safetensors",
        Length = file.Length,
        HeaderLength = header,
        HeaderHash = EmbeddedWeights.Hash(file.AsSpan(0, header)),
        Tensors = [
            new(header, EmbeddedTensorType.F32), new(header + 532, EmbeddedTensorType.F32), new(header + 608, EmbeddedTensorType.F32),
            new(header + 836, EmbeddedTensorType.F32)],
    };

    private static void Refuse(NetworkInfo info, EmbeddedWeights weights, byte[] file, string message) =>
        Assert.Equal(message, Assert.Throws<NetworkFileException>(() => weights.Read(info, file)).Message);

    private static void Same(INetwork expected, INetwork actual)
    {
        Assert.True(MemoryMarshal.AsBytes(expected.Compiled.Weights).SequenceEqual(MemoryMarshal.AsBytes(actual.Compiled.Weights)));
        float[] x = [.. Enumerable.Range(0, 7 * 5).Select(i => MathF.Sin(i))], a = new float[15], b = new float[15];
        expected.Compiled.Predict(x, a);
        actual.Compiled.Predict(x, b);
        Assert.True(MemoryMarshal.AsBytes(a.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(b.AsSpan())));
        Assert.Contains(a, value => value != 0);
    }

    private static string File(string name, [CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, "Files", name);
}
