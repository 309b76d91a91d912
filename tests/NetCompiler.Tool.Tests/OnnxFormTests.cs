using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>The same computation as older and newer versions of ONNX write it becomes the same class, with the same answers.</summary>
public class OnnxFormTests
{
    private const string Image = "image", Row = "row";

    [Fact]
    public void Opset_7_stretches_as_NumPy_does()
    {
        Same(Image, (6, (g, x) => g.Node("Add", $"{x} {g.Weights("w", 4)}", ("broadcast", 1), ("axis", 1))),
            (13, (g, x) => g.Node("Add", $"{x} {g.Weights("w", 4, 1, 1)}")));
        Same(Row, (6, (g, x) => g.Node("Gemm", $"{x} {g.Weights("a", 6, 5)} {g.Weights("b", 5)}", ("broadcast", 1))),
            (13, (g, x) => g.Node("Gemm", $"{x} {g.Weights("a", 6, 5)} {g.Weights("b", 5)}")));
        Same(Image, (6, (g, x) => g.Node("PRelu", $"{x} {g.Weights("w", 4)}")),
            (13, (g, x) => g.Node("PRelu", $"{x} {g.Weights("w", 4, 1, 1)}")));
        Same(Image, (6, (g, x) => Norm(g, g.Node("Dropout", x, ("is_test", 1)), ("is_test", 1))), (14, (g, x) => Norm(g, x)));
    }

    [Fact]
    public void Opsets_9_to_12_make_inputs_of_attributes()
    {
        Same(Image, (8, (g, x) => Norm(g, x, ("spatial", 1))), (14, (g, x) => Norm(g, x)));
        Same(Image, (9, (g, x) => g.Node("Slice", x, ("starts", new[] { 1 }), ("ends", new[] { -1 }), ("axes", new[] { 2 }))),
            (13, (g, x) => g.Node("Slice", $"{x} {g.Integers(1)} {g.Integers(-1)} {g.Integers(-2)} {g.Integers(1)}")));
        Same(Image, (9, (g, x) => g.Node("Upsample", $"{x} {g.Numbers(1, 1, 2, 3)}")), (13, (g, x) => g.Node("Resize",
            $"{x} - {g.Numbers(1, 1, 2, 3)}", ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"))));
        Same(Row, (6, (g, x) => g.Node("Clip", x, ("min", -0.5f), ("max", 0.25f))),
            (13, (g, x) => g.Node("Clip", $"{x} {g.Number(-0.5f)} {g.Number(0.25f)}")));
        Same(Image, (2, (g, x) => g.Node("Pad", x, ("pads", new[] { 0, 0, 1, 0, 0, 0, 2, 3 }), ("value", 0.5f))),
            (18, (g, x) => g.Node("Pad", $"{x} {g.Integers(1, 0, 2, 3)} {g.Number(0.5f)} {g.Integers(2, -1)}")));
        Same(Image, (9, (g, x) => g.Node("Concat", $"{x} {x}", ("axis", 1))), (13, (g, x) => g.Node("Concat", $"{x} {x}", ("axis", -3))));
        Same(Row, (7, (g, x) => g.Node("Dropout", x, ("ratio", 0.5f))), (13, (g, x) => g.Node("Dropout", $"{x} {g.Number(0.5f)}")));
    }

    [Fact]
    public void Opsets_13_to_24()
    {
        Same(Row, (12, (g, x) => g.Node("Squeeze", g.Node("Unsqueeze", x, ("axes", new[] { 1 })), ("axes", new[] { 1 }))),
            (13, (g, x) => g.Node("Squeeze", $"{g.Node("Unsqueeze", $"{x} {g.Integers(-2)}")} {g.Integers(1)}")));
        Same(Row, (12, (g, x) => g.Node("Softmax", x)), (13, (g, x) => g.Node("Softmax", x)));
        Same(Row, (11, (g, x) => Second(g, x, ("split", new[] { 4, 2 }))), (13, (g, x) => Second(g, $"{x} {g.Integers(4, 2)}")));
        Same(Row, (13, (g, x) => Second(g, x)), (18, (g, x) => Second(g, x, ("num_outputs", 2))));
        Same(Image, (13, (g, x) => g.Node("ReduceMean", x, ("axes", new[] { 2, 3 }))),
            (18, (g, x) => g.Node("ReduceMean", $"{x} {g.Integers(-1, -2)}")));
        Same(Row, (13, (g, x) => g.Node("Mul", $"{x} {g.Node("HardSigmoid", x, ("alpha", 1 / 6f))}")),
            (14, (g, x) => g.Node("HardSwish", x)));
        Same(Row, (13, (g, x) => g.Node("Reshape", $"{x} {g.Node("Shape", x)}")), (15, (g, x) =>
            g.Node("Reshape", $"{x} {g.Node("Concat", $"{g.Integers(-1)} {g.Node("Shape", x, ("start", -1))}", ("axis", 0))}")));
        Same(Row, (17, (g, x) => g.Node("Mul", $"{x} {g.Node("Tanh", g.Node("Softplus", x))}")), (18, (g, x) => g.Node("Mish", x)));
        Same(Row, (17, (g, x) => g.Node("Mul", $"{g.Node("Sigmoid", x)} {x}")), (24, (g, x) => g.Node("Swish", x)));
        Same(Image, (18, (g, x) => g.Node("GroupNormalization", $"{x} {g.Numbers(2, 3)} {g.Numbers(1, -1)}", ("num_groups", 2))),
            (21, (g, x) => g.Node("GroupNormalization", $"{x} {g.Numbers(2, 2, 3, 3)} {g.Numbers(1, 1, -1, -1)}", ("num_groups", 2))));
    }

    /// <summary>Each type as bytes and in its own field, 16-bit floats with subnormal and infinite ones.</summary>
    [Fact]
    public void Every_type_of_tensor_is_read_raw_and_typed()
    {
        var reader = new OnnxTensorReader("net.onnx");
        foreach ((int type, byte[] raw, double[] expected, TensorProto typed) in new (int, byte[], double[], TensorProto)[]
        {
            (1, [0, 0, 0x20, 0xC0], [-2.5], new() { FloatData = { -2.5f } }),
            (2, [200], [200], new() { Int32Data = { 200 } }),
            (3, [0xFE], [-2], new() { Int32Data = { -2 } }),
            (4, [0xFF, 0xFF], [65535], new() { Int32Data = { 65535 } }),
            (5, [0xFE, 0xFF], [-2], new() { Int32Data = { -2 } }),
            (6, [0xFE, 0xFF, 0xFF, 0xFF], [-2], new() { Int32Data = { -2 } }),
            (7, [0xFE, .. Enumerable.Repeat((byte)0xFF, 7)], [-2], new() { Int64Data = { -2 } }),
            (9, [1], [1], new() { Int32Data = { 1 } }),
            (10, [1, 0, 0, 0x7C], [Math.Pow(2, -24), double.PositiveInfinity], new() { Int32Data = { 1, 0x7C00 } }),
            (11, BitConverter.GetBytes(0.1), [0.1], new() { DoubleData = { 0.1 } }),
            (12, [0xFF, 0xFF, 0xFF, 0xFF], [uint.MaxValue], new() { Uint64Data = { uint.MaxValue } }),
            (13, [1, 0, 0, 0, 1, 0, 0, 0], [4294967297], new() { Uint64Data = { 4294967297 } }),
            (16, [1, 0, 0x80, 0xFF], [Math.ScaleB(1, -133), double.NegativeInfinity], new() { Int32Data = { 1, 0xFF80 } }),
        })
        {
            typed.DataType = type;
            typed.Dims.Add(expected.Length);
            var bytes = new TensorProto
            {
                DataType = type,
                Dims = { expected.Length },
                RawData = Google.Protobuf.ByteString.CopyFrom(raw),
            };
            Assert.Equal(expected, reader.Read(bytes, "raw").Values);
            Assert.Equal(expected, reader.Read(typed, "typed").Values);
        }
    }

    private static string Norm(GraphBuilder g, string x, params (string, object)[] more) => g.Node("BatchNormalization",
        $"{x} {g.Positive("s", 4)} {g.Weights("b", 4)} {g.Weights("m", 4)} {g.Positive("v", 4)}", [("epsilon", 1e-4f), .. more]);

    private static string Second(GraphBuilder g, string x, params (string, object)[] more)
    {
        g.Node("Split", x, "first second", [("axis", 1), .. more]);
        return "second";
    }

    private static void Same(
        string input, (int Opset, Func<GraphBuilder, string, string> Write) old,
        (int Opset, Func<GraphBuilder, string, string> Write) later)
    {
        (string Text, double[] Answer) a = Import(old.Opset, old.Write), b = Import(later.Opset, later.Write);
        Assert.Equal(a.Text, b.Text);
        Assert.Equal(a.Answer.Length, b.Answer.Length);
        Assert.All(a.Answer.Zip(b.Answer), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

        (string, double[]) Import(int opset, Func<GraphBuilder, string, string> write)
        {
            var graph = new GraphBuilder(opset, input == Image ? (Image, [0, 2, 7, 5]) : (Row, [0, 6]));
            string x = input == Image ? graph.Node("Conv", $"image {graph.Weights("stem.weight", 4, 2, 3, 2)}") : graph.Node("Relu", Row);
            graph.Node("Identity", write(graph, x), "answer");
            OnnxImport import = graph.Output("answer").Import();
            Assert.True(import.Problems.Count == 0, string.Join("\n", import.Problems));
            float[] row = [.. Enumerable.Range(0, Tensor.CountOf(import.Net.Inputs[0].Shape)).Select(i => MathF.Sin(i))];
            foreach (NetLayer layer in import.Net.Layers)
                layer.Name = null;
            return (SourceWriter.Write(import.Net, "", "Net", ""), import.Answer(row));
        }
    }
}
