using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>What verify and diff compare.</summary>
public class ComparisonTests
{
    [Fact]
    public void Verify_feeds_the_runtime_what_the_class_gets_and_sees_where_weights_differ()
    {
        var graph = new GraphBuilder(13, ("x", [0, 3, 5, 4]), ("scale", [0, 6]));
        string conv = graph.Node("Conv", $"x {graph.Weights("conv.weight", 6, 3, 2, 3)}", ("pads", new[] { 1, 0, 0, 1 }));
        string mean = graph.Node("ReduceMean", conv, ("axes", new[] { 2, 3 }), ("keepdims", 0));
        using var folder = new TemporaryDirectory();
        string path = folder.Write("net.onnx", graph.Output(conv, graph.Node("Mul", $"{mean} scale")).ToBytes());
        OnnxImport import = OnnxImporter.Import(path, new());
        (NetFiles files, CompiledNetwork network, _) = ImportCommand.Prove(import, "", "Net");
        Assert.All(VerifyCommand.Compare(import, network, files.Golden!.Inputs), output => Assert.InRange(output.Relative, 0, 1e-5));

        float[] kernel = network.GetParameter("conv/kernel");
        kernel[7] += 0.5f;
        network.SetParameter("conv/kernel", kernel);
        Assert.All(VerifyCommand.Compare(import, network, files.Golden.Inputs), output => Assert.InRange(output.Relative, 1e-3, 1));
    }

    [Fact]
    public void Numbers_that_are_none_differ_unless_both_are() => Assert.Equal(
        [0, double.PositiveInfinity, double.PositiveInfinity, 0.5],
        new[] { (float.NaN, float.NaN), (float.NaN, 1), (1, float.PositiveInfinity), (1, 1.5f) }
            .Select(pair => new OutputDifference("y", 1, 0, 0).With(pair.Item1, pair.Item2).Difference));

    [Fact]
    public void Diff_goes_by_name_and_else_by_order()
    {
        Tensor a = new([2, 2], [1, 2, 3, 4]), b = new([2, 2], [1, 2, 3.5, 4]), c = new([4], [1, 2, 3, 4]);
        Assert.Equal(
            ["x: same", "y: 0.5 at [1, 0]", "z: other shapes", "v: only first", "w: only second"],
            DiffCommand.Compare([("x", a), ("y", a), ("z", a), ("v", a)], [("z", c), ("y", b), ("x", a), ("w", a)]).Select(Told));
        Assert.Equal(["x = p: same", "y = q: 0.5 at [1, 0]", "r: only second"],
            DiffCommand.Compare([("x", a), ("y", a)], [("p", a), ("q", b), ("r", c)]).Select(Told));

        static string Told(TensorDifference tensor) => tensor.Name + ": " + (tensor.IsSame ? "same"
            : tensor.Second is null ? "only first" : tensor.First is null ? "only second"
            : tensor.Place is null ? "other shapes" : FormattableString.Invariant($"{tensor.Largest} at {tensor.Place}"));
    }

    [Fact]
    public void Every_type_of_a_safetensors_file_is_read_and_a_damaged_one_refused_with_its_place()
    {
        NetworkGraph graph = ExportedNets.Read("[Network(3)] [Dense(2)] partial class Net;");
        using var folder = new TemporaryDirectory();
        foreach (WeightFormat format in new[] { WeightFormat.Float32, WeightFormat.Float16, WeightFormat.BFloat16 })
        {
            string path = Path.Combine(folder.Path, $"{format}.safetensors");
            NetworkFile.Save(graph.Network, path, format);
            TensorDifference kernel = DiffCommand.Compare(
                [("dense_1/kernel", graph.Layers[0].Tensors["kernel"])], [TensorFile.Read(path)[0]])[0];
            Assert.InRange(kernel.Largest, 0, format == WeightFormat.Float32 ? 0 : 2e-3);
            byte[] bytes = File.ReadAllBytes(path);
            string damaged = folder.Write("damaged.safetensors", bytes[..^1]);
            Assert.Contains("cut short", Assert.Throws<NetworkFileException>(() => TensorFile.Read(damaged)).Message,
                StringComparison.Ordinal);
        }
    }
}
