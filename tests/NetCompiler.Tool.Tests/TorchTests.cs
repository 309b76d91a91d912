using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetCompiler.Tests;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Torch;

namespace NetCompiler.Tool.Tests;

/// <summary>PyTorch's files, made by hand from the formats' descriptions.</summary>
public class TorchTests
{
    private const string Source =
        """
        [Network(4, 3, 2)]
        [Conv2D(5, 2), BatchNorm, PReLU]
        [Flatten, Dense(7), Reshape(7, 1)]
        [GRU(2, ReturnSequences = true), LSTM(3, Bidirectional = true, Name = "memory")]
        partial class Net;
        """;

    [Fact]
    public void A_state_dict_gives_a_class_its_modules_answers()
    {
        NetworkGraph module = ExportedNets.Read(Source);
        // PyTorch's PReLU has one slope a channel, and its LSTM two biases of which the class has the sum.
        module.Network.SetParameter("p_re_lu_1/alpha", [.. Enumerable.Range(0, 30).Select(i => i % 5 / 8f)]);
        module = NetworkReader.Read(Open(Source), null, network => network.CopyWeightsFrom(module.Network));
        List<(string Name, Tensor Tensor)> tensors = [.. new TorchOrder(module).Tensors()];
        int bias = tensors.FindIndex(pair => pair.Name == "memory.bias_hh_l0_reverse");
        tensors[bias] = (tensors[bias].Name, Each(tensors[bias].Tensor, _ => 0.25));
        tensors[bias - 1] = (tensors[bias - 1].Name, Each(tensors[bias - 1].Tensor, value => value - 0.25));
        tensors.Insert(6, ("batch_normalization_1.num_batches_tracked", Tensor.Scalar(100)));
        using var folder = new TemporaryDirectory();
        string path = folder.Write("net.pt", Zip(Pickled(tensors, "module._orig_mod.")));

        NetworkGraph graph = NetworkReader.Read(Open(Source), null, _ => { });
        TorchWeights.Load(graph, TorchFile.Read(path), true, new Dictionary<string, string>());
        foreach (ParameterBlock block in module.Network.Info.Parameters)
            Assert.All(module.Network.GetParameter(block.Name).Zip(graph.Network.GetParameter(block.Name)),
                pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Strides_and_offsets_are_honoured()
    {
        byte[] storage = Floats(Enumerable.Range(0, 12).Select(i => (double)i));
        var pickle = new MemoryStream();
        Begin(pickle);
        Entry(pickle, "turned", "0", 12, 1, [3, 2], [1, 4]);
        Entry(pickle, "repeated", "0", 12, 7, [2, 2], [0, 1]);
        End(pickle);
        using var folder = new TemporaryDirectory();
        IReadOnlyList<(string Name, Tensor Tensor)> tensors =
            TorchFile.Read(folder.Write("net.pth", Zip((pickle.ToArray(), [storage]))));
        Assert.Equal([1, 5, 2, 6, 3, 7], tensors[0].Tensor.Values);
        Assert.Equal([7, 8, 7, 8], tensors[1].Tensor.Values);
    }

    /// <summary>Numbers with gaps, as a Sequential leaves out what has no weights; two layers alike, which only names or order tell
    /// apart; weights as length and direction, old and new; a tied weight that the file has once.</summary>
    [Fact]
    public void Names_with_gaps_weight_norm_and_layers_of_one_shape()
    {
        const string source = "[Network(3)] [Dense(3, Name = \"first\"), Tanh] [Dense(3, Name = \"second\")] partial class Net;";
        double[] bias = [0, 0, 0];
        double[] a = [3, 0, 4, 1, 2, 2, 0, 0, 5], b = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        (string Name, Tensor Tensor)[] named = [("second.weight", Of(b)), ("second.bias", new([3], bias)),
            ("first.weight", Of(a)), ("first.bias", new([3], bias))];
        (string, Tensor)[] numbered = [("0.weight", Of(a)), ("0.bias", new([3], bias)), ("4.weight", Of(b)), ("4.bias", new([3], bias))];
        (string, Tensor)[] old = [("0.bias", new([3], bias)), ("0.weight_g", new([3, 1], [10, 6, 5])), ("0.weight_v", Of(a)),
            .. numbered[2..]];
        (string, Tensor)[] parametrized =
        [
            ("0.bias", new([3], bias)), ("0.parametrizations.weight.original0", new([3, 1], [5, 3, 10])),
            ("0.parametrizations.weight.original1", Of(a)), .. numbered[2..],
        ];
        Assert.Equal(a, First(named, isOrdered: false));
        Assert.Equal(a, First(numbered, isOrdered: true));
        Assert.Equal([6, 0, 8, 2, 4, 4, 0, 0, 5], First(old, isOrdered: true));
        Assert.Equal([3, 0, 4, 1, 2, 2, 0, 0, 10], First(parametrized, isOrdered: true));
        Assert.StartsWith("The file has 0.weight_v without 0.weight_g",
            Assert.Throws<ToolException>(() => First([.. old.Where((_, i) => i != 1)], isOrdered: true)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The file has no first.weight, which Net needs", Assert.Throws<ToolException>(() => TorchWeights.Load(
            ExportedNets.Read(source), named[..2], false, new Dictionary<string, string> { ["second"] = "second" })).Message,
            StringComparison.Ordinal);

        static Tensor Of(double[] values) => new([3, 3], values);

        static double[] First(IReadOnlyList<(string, Tensor)> tensors, bool isOrdered)
        {
            NetworkGraph graph = ExportedNets.Read(source);
            TorchWeights.Load(graph, tensors, isOrdered, new Dictionary<string, string>());
            float[] kernel = graph.Network.GetParameter("first/kernel");
            return [.. Enumerable.Range(0, 9).Select(i => (double)kernel[i % 3 * 3 + i / 3])];
        }
    }

    [Fact]
    public void What_is_no_state_dict_is_refused_and_nothing_of_it_is_run()
    {
        using var folder = new TemporaryDirectory();
        Assert.Contains("uses opcode 0x69", Refusal("(ios\nsystem\n."u8.ToArray()),
            StringComparison.Ordinal);
        Assert.Contains("holds posix.system, not a state dict", Refusal([.. "cposix\nsystem\n"u8, .. "(X\u0004\0\0\0exit"u8, .. "tR."u8]),
            StringComparison.Ordinal);
        var far = new MemoryStream();
        Begin(far);
        Entry(far, "w", "0", 12, 10, [3], [1]);
        End(far);
        Assert.Contains("w reaches number 12 of storage 0, which has 12", Refusal(far.ToArray()), StringComparison.Ordinal);

        NetworkGraph graph = ExportedNets.Read("[Network(3)] [Dense(2)] partial class Net;");
        (string, Tensor)[] swapped = [("fc.weight", new([3, 2], new double[6])), ("fc.bias", new([2], new double[2]))];
        var none = new Dictionary<string, string>();
        Assert.StartsWith("fc.weight (3, 2) of the file stands where Net has dense_1.weight (2, 3)",
            Assert.Throws<ToolException>(() => TorchWeights.Load(graph, swapped, true, none)).Message, StringComparison.Ordinal);
        Assert.Contains("with --map ours=theirs",
            Assert.Throws<ToolException>(() => TorchWeights.Load(graph, swapped, false, none)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Net has 2 tensors, the file 1.",
            Assert.Throws<ToolException>(() => TorchWeights.Load(graph, swapped[..1], true, none)).Message, StringComparison.Ordinal);
        (string, Tensor)[] projected = [.. swapped, ("lstm.weight_hr_l0", new([3, 8], new double[24]))];
        Assert.StartsWith("lstm.weight_hr_l0 of the file is the projection of an LSTM (proj_size), which no layer here has",
            Assert.Throws<ToolException>(() => TorchWeights.Load(graph, projected, true, none)).Message, StringComparison.Ordinal);
        TorchWeights.Load(graph, [("fc.weight", new([2, 3], [1, 2, 3, 4, 5, 6])), swapped[1]], false,
            new Dictionary<string, string> { ["dense_1"] = "fc" });
        Assert.Equal([1, 4, 2, 5, 3, 6], graph.Network.GetParameter("dense_1/kernel"));

        string Refusal(byte[] pickle) => Assert.Throws<ToolException>(
            () => TorchFile.Read(folder.Write("net.pt", Zip((pickle, [new byte[48]]))))).Message;
    }

    /// <summary>A whole file of two tensors.</summary>
    public static byte[] Small() => Zip(Pickled([("a.weight", new([2, 3], new double[6])), ("a.bias", new([2], new double[2]))], ""));

    private static NetworkSource Open(string source)
    {
        using var folder = new TemporaryDirectory();
        return NetworkSource.Open(folder.Write("Net.cs", Encoding.UTF8.GetBytes(source)));
    }

    private static Tensor Each(Tensor tensor, Converter<double, double> change) =>
        tensor with { Values = Array.ConvertAll(tensor.Values, change) };

    private static byte[] Floats(IEnumerable<double> values) =>
        [.. values.SelectMany(value => BitConverter.GetBytes((float)value))];

    private static (byte[] Pickle, byte[][] Storages) Pickled(IReadOnlyList<(string Name, Tensor Tensor)> tensors, string prefix)
    {
        var pickle = new MemoryStream();
        Begin(pickle);
        for (int i = 0; i < tensors.Count; i++)
            Entry(pickle, prefix + tensors[i].Name, $"{i}", tensors[i].Tensor.Count, 0, tensors[i].Tensor.Shape,
                Tensor.StridesOf(tensors[i].Tensor.Shape));
        End(pickle);
        return (pickle.ToArray(), [.. tensors.Select(pair => Floats(pair.Tensor.Values))]);
    }

    /// <summary>PROTO 2, an OrderedDict, MARK.</summary>
    private static void Begin(MemoryStream pickle) => pickle.Write([0x80, 2, .. "ccollections\nOrderedDict\n)Rq\0("u8]);

    /// <summary>SETITEMS, STOP.</summary>
    private static void End(MemoryStream pickle) => pickle.Write("u."u8);

    private static void Entry(MemoryStream pickle, string name, string key, int count, int offset, int[] sizes, int[] strides)
    {
        Text(name);
        pickle.Write("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
        Text("storage");
        pickle.Write("ctorch\nFloatStorage\n"u8);
        Text(key);
        Text("cpu");
        Number(count);
        pickle.Write("tQ"u8);
        Number(offset);
        foreach (int[] numbers in new[] { sizes, strides })
        {
            pickle.Write("("u8);
            foreach (int number in numbers)
                Number(number);
            pickle.Write("t"u8);
        }
        pickle.Write([0x89, .. "ccollections\nOrderedDict\n)RtR"u8]);

        void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text), length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            pickle.Write([(byte)'X', .. length, .. bytes]);
        }

        void Number(int number)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            pickle.Write([(byte)'J', .. bytes]);
        }
    }

    private static byte[] Zip((byte[] Pickle, byte[][] Storages) parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("net/data.pkl", parts.Pickle);
            Add("net/byteorder", "little"u8.ToArray());
            for (int i = 0; i < parts.Storages.Length; i++)
                Add($"net/data/{i}", parts.Storages[i]);

            void Add(string name, byte[] bytes)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }
}
