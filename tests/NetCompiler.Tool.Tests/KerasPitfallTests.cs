using System.Text.Json.Nodes;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFiles;

namespace NetCompiler.Tool.Tests;

/// <summary>What goes wrong with Keras's files: which weights belong to which layer, calls that wait, and settings by version.</summary>
public class KerasPitfallTests
{
    /// <summary>Groups have the class's name and a number, whatever the layers are called; "10" stands before "2" in the file.</summary>
    [Fact]
    public void Weights_of_twelve_of_one_class_go_by_their_order()
    {
        string[] names = ["dense_3", "z", "dense", "dense_11", "a", "dense_2", "dense_10", "b", "dense_1", "y", "dense_9", "x"];
        JsonObject[] layers = [.. names.Select(name => Layer("Dense", name, new { units = 2 }))];
        Net net = Read("net.keras", Zip(Sequential([Input("in", 2), .. layers]), names.SelectMany((_, i) => new[]
        {
            ($"layers/dense{(i == 0 ? "" : $"_{i}")}/vars/0", new Tensor([2, 2], [i, i, i, i])),
            ($"layers/dense{(i == 0 ? "" : $"_{i}")}/vars/1", new Tensor([2], [i, i])),
        })));
        Assert.Equal(Enumerable.Range(0, 12), net.Layers.Select(layer => (int)layer.Tensors["kernel"].Values[0]));
        Assert.Equal(Enumerable.Range(0, 12), net.Layers.Select(layer => (int)layer.Tensors["bias"].Values[1]));
    }

    /// <summary>Two layers alike in a model within, one of them frozen: the file's order is another, the names are right.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frozen_layer_within_keeps_its_weights(bool isFirstFrozen)
    {
        JsonObject inner = Model("inner",
        [
            Input("inside", 2), Layer("Dense", "one", new { units = 2, trainable = !isFirstFrozen }, OldCall("inside")),
            Layer("Dense", "two", new { units = 2 }, OldCall("one")),
        ], new JsonArray(Place("inside")), new JsonArray(Place("two")));
        inner["name"] = "inner";
        inner["inbound_nodes"] = new JsonArray(OldCall("x"));
        JsonObject model = Model("model", [Input("x", 2), inner], new JsonArray(Place("x")), new JsonArray(Place("inner", 1)));
        (string, string, Tensor)[] one = Weights("one", 1), two = Weights("two", 2);
        Net net = Read("net.h5", Hdf(model, isFirstFrozen ? [.. two, .. one] : [.. one, .. two]));
        Assert.Equal([1.0, 2.0], net.Layers.Select(layer => layer.Tensors["kernel"].Values[3]));

        (string, string, Tensor)[] Weights(string layer, double value) =>
        [
            ("inner", $"{layer}/kernel:0", new([2, 2], [value, value, value, value])),
            ("inner", $"{layer}/bias:0", new([2], [value, value])),
        ];
    }

    /// <summary>A(B(A(x))), with A's second call in front of what it reads, in both forms of files.</summary>
    [Theory]
    [InlineData("3.8.0")]
    [InlineData("2.4.0")]
    public void A_later_call_waits_and_shares(string version)
    {
        bool isNew = version[0] == '3';
        JsonNode Reads(string layer) => isNew ? Call(Of(layer)) : OldCall(layer);
        JsonObject model = Model("model",
        [
            Layer("Dense", "a", new { units = 2 }, Reads("x"), Reads("b")), Layer("Dense", "b", new { units = 2 }, Reads("a")),
            Input("x", 2),
        ], new JsonArray(Place("x")), new JsonArray(Place("a", 1)));
        Tensor kernel = new([2, 2], [1, 2, 3, 4]), bias = new([2], [5, 6]), other = new([2, 2], [7, 7, 7, 7]);
        Net net = isNew
            ? Read("net.keras", Zip(model, [("layers/dense/vars/0", kernel), ("layers/dense/vars/1", bias),
                ("layers/dense_1/vars/0", other), ("layers/dense_1/vars/1", bias)]))
            : Read("net.h5", Hdf(model, [("a", "a/kernel:0", kernel), ("a", "a/bias:0", bias), ("b", "b/kernel:0", other),
                ("b", "b/bias:0", bias)]));
        Assert.Equal(3, net.Layers.Count);
        Assert.Equal(kernel.Values, net.Layers[0].Tensors["kernel"].Values);
        Assert.Equal(other.Values, net.Layers[1].Tensors["kernel"].Values);
        Assert.Same(net.Layers[0], net.Layers[2].Share);
        Assert.Equal([net.Inputs[0], net.Layers[0], net.Layers[1]], net.Layers.Select(layer => layer.Reads.Single()));
        Assert.Same(net.Layers[2], net.Outputs[0].Value);
    }

    /// <summary>The same settings as different versions write them.</summary>
    [Fact]
    public void Settings_of_every_version_mean_the_same()
    {
        string[] now = Lines("3.8.0",
            Input("x", 4, 4, 2),
            Layer("Conv2D", "c", new { filters = 2, kernel_size = new[] { 1, 1 }, activation = "relu", use_bias = false }, Call(Of("x"))),
            Layer("BatchNormalization", "n", new { axis = -1, epsilon = 0.01, scale = false, center = false }, Call(Of("c"))),
            Layer("LeakyReLU", "l", new { negative_slope = 0.25 }, Call(Of("n"))),
            Layer("MaxPooling2D", "p", new { pool_size = new[] { 2, 2 }, strides = new[] { 2, 2 } }, Call(Of("l"))),
            Operator("Multiply", "m", Call(Of("p"), 2.0)),
            Layer("Add", "end", new { }, Call(new JsonArray(Of("m"), Of("p")))));
        string[] then = Lines("2.4.0",
            Layer("InputLayer", "x", new { batch_input_shape = new int?[] { null, 4, 4, 2 }, dtype = "float32", sparse = false }),
            Layer("Conv2D", "c", new
            {
                filters = 2,
                kernel_size = new[] { 1, 1 },
                groups = 1,
                use_bias = false,
                activation = new { class_name = "relu", config = new { } },
                dtype = new { class_name = "Policy", config = new { name = "float32" } },
            }, OldCall("x")),
            Layer("BatchNormalization", "n", new { axis = new[] { 3 }, epsilon = 0.01, scale = false, center = false, groups = 1 },
                OldCall("c")),
            Layer("LeakyReLU", "l", new { alpha = 0.25 }, OldCall("n")),
            Layer("MaxPooling2D", "p", new { pool_size = new[] { 2, 2 }, strides = (int[]?)null }, OldCall("l")),
            Layer("TFOpLambda", "m", new { function = "math.multiply" }, new JsonArray("p", 0, 0, new JsonObject { ["y"] = 2.0 })),
            Layer("Add", "end", new { }, OldCall("m", "p")));
        Assert.Equal(now, then);
        Assert.Contains(now, line => line.Contains("LeakyReLU(0.25)", StringComparison.Ordinal));

        static JsonObject Operator(string kind, string name, JsonNode call)
        {
            JsonObject layer = Layer(kind, name, new { }, call);
            layer["module"] = "keras.src.ops.numpy";
            return layer;
        }

        static string[] Lines(string version, params JsonObject[] layers)
        {
            bool isNew = version[0] == '3';
            // One input by itself, or as a dictionary.
            JsonObject model = Model("model", layers, isNew ? Place("x") : new JsonObject { ["first"] = Place("x") }, Place("end"));
            Tensor kernel = new([1, 1, 2, 2], [1, 2, 3, 4]), mean = new([2], [0, 0]);
            Net net = isNew
                ? Read("net.keras", Zip(model, [("layers/conv2d/vars/0", kernel), ("layers/batch_normalization/vars/0", mean),
                    ("layers/batch_normalization/vars/1", mean)]))
                : Read("net.h5", Hdf(model, [("c", "c/kernel:0", kernel), ("n", "n/moving_mean:0", mean),
                    ("n", "n/moving_variance:0", mean)]));
            return SourceWriter.Write(net, "", "Net", "Keras.").Split('\n');
        }
    }

    private static Net Read(string name, byte[] bytes)
    {
        using var folder = new TemporaryDirectory();
        (Net net, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(folder.Write(name, bytes));
        Assert.Empty(problems);
        return net;
    }
}
