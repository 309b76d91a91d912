using System.Text.Json.Nodes;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFiles;
using static NetCompiler.Tool.Tests.KerasFormulas;

namespace NetCompiler.Tool.Tests;

/// <summary>Models that are graphs, in both forms of files, next to Keras's formulas.</summary>
public class KerasGraphTests
{
    /// <summary>Two inputs, two outputs, a model within that is called twice, merges of every kind, an operator with a number.</summary>
    [Fact]
    public void A_graph_of_Keras_3_answers_as_its_formulas_do()
    {
        var files = new KerasFiles(1);
        Tensor depth = files.Noise(3, 3, 2, 2), point = files.Noise(1, 1, 4, 3), pointBias = files.Noise(3), alpha = files.Noise(1, 1, 3),
            window = files.Noise(2, 2, 3, 1), windowBias = files.Noise(3), first = files.Noise(18, 4), firstBias = files.Noise(4),
            second = files.Noise(5, 4), secondBias = files.Noise(4), within = files.Noise(4, 4), withinBias = files.Noise(4),
            last = files.Noise(8, 3), lastBias = files.Noise(3);
        JsonObject encoder = Model("encoder",
            [Input("inside", 4), Layer("Dense", "dense", new { units = 4, activation = "tanh" }, Call(Of("inside")))],
            Place("inside"), Place("dense"));
        encoder["name"] = "encoder";
        encoder["inbound_nodes"] = new JsonArray(Call(Of("left")), Call(Of("right")));
        JsonObject Merge(string kind, string name, params JsonNode[] reads) => Layer(kind, name, new { }, Call(new JsonArray(reads)));
        JsonObject twice = Layer("Multiply", "multiply_1", new { }, Call(Of("subtract"), 2.5));
        twice["module"] = "keras.src.ops.numpy";
        JsonObject model = Model("functional",
        [
            Input("image", 6, 5, 2), Input("speeds", 5),
            Layer("SeparableConv2D", "separable_conv2d",
                new { filters = 3, kernel_size = new[] { 3, 3 }, padding = "same", depth_multiplier = 2, activation = "relu" },
                Call(Of("image"))),
            Layer("PReLU", "p_re_lu", new { shared_axes = new[] { 1, 2 } }, Call(Of("separable_conv2d"))),
            Layer("DepthwiseConv2D", "depthwise_conv2d", new { kernel_size = new[] { 2, 2 }, strides = new[] { 2, 2 }, groups = 1 },
                Call(Of("p_re_lu"))),
            Layer("Flatten", "flatten", new { }, Call(Of("depthwise_conv2d"))),
            // Listed in front of what it reads, as Keras does at times.
            encoder,
            Layer("Dense", "left", new { units = 4, activation = "linear" }, Call(Of("flatten"))),
            Layer("Dense", "right", new { units = 4 }, Call(Of("speeds"))),
            Merge("Subtract", "subtract", Of("encoder", 1), Of("encoder", 2)), twice,
            Merge("Maximum", "maximum", Of("multiply_1"), Of("left")), Merge("Minimum", "minimum", Of("right"), Of("left")),
            Merge("Average", "average", Of("maximum"), Of("minimum"), Of("encoder", 2)),
            Merge("Add", "sum", Of("average"), Of("left"), Of("right")),
            Layer("Concatenate", "concatenate", new { axis = -1 }, Call(new JsonArray(Of("average"), Of("sum")))),
            Layer("Dense", "gear", new { units = 3, activation = "softmax" }, Call(Of("concatenate"))),
        ], new JsonArray(Place("image"), Place("speeds")), new JsonArray(Place("sum"), Place("gear")));
        byte[] bytes = Zip(model,
        [
            ("layers/separable_conv2d/vars/0", depth), ("layers/separable_conv2d/vars/1", point),
            ("layers/separable_conv2d/vars/2", pointBias),
            ("layers/p_re_lu/vars/0", alpha), ("layers/depthwise_conv2d/vars/0", window), ("layers/depthwise_conv2d/vars/1", windowBias),
            ("layers/functional/layers/dense/vars/0", within), ("layers/functional/layers/dense/vars/1", withinBias),
            ("layers/dense/vars/0", first), ("layers/dense/vars/1", firstBias), ("layers/dense_1/vars/0", second),
            ("layers/dense_1/vars/1", secondBias), ("layers/dense_2/vars/0", last), ("layers/dense_2/vars/1", lastBias),
        ]);

        Compare(bytes, "net.keras", input =>
        {
            Tensor image = new([6, 5, 2], input[..60]), speeds = new([5], input[60..]);
            Tensor Encode(Tensor x) => Map(Dense(x, within, withinBias), Math.Tanh);
            Tensor pixels = Dense(Depthwise(image, depth, 1, true), point.As(4, 3), pointBias);
            pixels = Map(pixels, x => Math.Max(x, 0));
            pixels = new(pixels.Shape, [.. pixels.Values.Select((x, i) => x < 0 ? alpha.Values[i % 3] * x : x)]);
            pixels = Depthwise(pixels, window, 2, false);
            pixels = new([18], [.. pixels.Values.Select((x, i) => x + windowBias.Values[i % 3])]);
            Tensor left = Dense(pixels, first, firstBias), right = Dense(speeds, second, secondBias), other = Encode(right);
            Tensor largest = Zip(Map(Zip(Encode(left), other, (x, y) => x - y), x => 2.5 * x), left, Math.Max),
                mean = Map(Zip(Zip(largest, Zip(right, left, Math.Min), (x, y) => x + y), other, (x, y) => x + y), x => x / 3),
                sum = Zip(Zip(mean, left, (x, y) => x + y), right, (x, y) => x + y);
            return [.. sum.Values, .. Softmax(Dense(new([8], [.. mean.Values, .. sum.Values]), last, lastBias)).Values];
        }, source =>
        {
            Assert.Contains("Share = ", source);
            Assert.Contains("Output(\"gear\")", source);
        });
    }

    /// <summary>Classes, both directions, wrappers; weights by their paths, with the model within in another order.</summary>
    [Fact]
    public void A_graph_of_Keras_2_answers_as_its_formulas_do()
    {
        var files = new KerasFiles(2);
        Tensor words = files.Noise(11, 3), there = files.Noise(3, 8), thereAgain = files.Noise(2, 8), thereBias = files.Noise(8),
            back = files.Noise(3, 8), backAgain = files.Noise(2, 8), backBias = files.Noise(8), each = files.Noise(2, 3),
            eachBias = files.Noise(3), gru = files.Noise(3, 6), gruAgain = files.Noise(2, 6), gruBias = files.Noise(2, 6),
            a = files.Noise(2, 2), aBias = files.Noise(2), b = files.Noise(2, 2), bBias = files.Noise(2), end = files.Noise(6, 1),
            endBias = files.Noise(1);
        JsonObject inner = Model("inner",
        [
            Layer("InputLayer", "inside", new { batch_input_shape = new int?[] { null, 2 } }),
            Layer("Dense", "a", new { units = 2, activation = "relu" }, OldCall("inside")),
            Layer("Dense", "b", new { units = 2, activation = "sigmoid" }, OldCall("a")),
        ], new JsonArray(Place("inside")), new JsonArray(Place("b")));
        inner["name"] = "inner";
        inner["inbound_nodes"] = new JsonArray(OldCall("gru"));
        JsonObject model = Model("model",
        [
            Layer("InputLayer", "words", new { batch_input_shape = new int?[] { null, null } }),
            Layer("Embedding", "embedding", new { input_dim = 11, output_dim = 3 }, OldCall("words")),
            Layer("Bidirectional", "bidirectional", new
            {
                merge_mode = "sum",
                layer = new
                {
                    class_name = "LSTM",
                    config = new
                    {
                        name = "lstm",
                        units = 2,
                        return_sequences = true,
                        activation = "tanh",
                        recurrent_activation = "sigmoid",
                    },
                },
            }, OldCall("embedding")),
            Layer("TimeDistributed", "time_distributed",
                new { layer = new { class_name = "Dense", config = new { name = "dense", units = 3, activation = "relu" } } },
                OldCall("bidirectional")),
            Layer("GRU", "gru", new { units = 2, activation = "tanh", recurrent_activation = "sigmoid", reset_after = true },
                OldCall("time_distributed")),
            inner,
            Layer("RepeatVector", "repeat_vector", new { n = 3 }, new JsonArray(new JsonArray("inner", 1, 0, new JsonObject()))),
            Layer("Permute", "permute", new { dims = new[] { 2, 1 } }, OldCall("repeat_vector")),
            Layer("Reshape", "reshape", new { target_shape = new[] { -1 } }, OldCall("permute")),
            Layer("Dense", "end", new { units = 1, activation = "linear" }, OldCall("reshape")),
        ], new JsonArray(Place("words")), new JsonArray(Place("end")));
        byte[] bytes = Hdf(model,
        [
            ("embedding", "embedding/embeddings:0", words),
            ("bidirectional", "bidirectional/forward_lstm/lstm_cell/kernel:0", there),
            ("bidirectional", "bidirectional/forward_lstm/lstm_cell/recurrent_kernel:0", thereAgain),
            ("bidirectional", "bidirectional/forward_lstm/lstm_cell/bias:0", thereBias),
            ("bidirectional", "bidirectional/backward_lstm/lstm_cell/kernel:0", back),
            ("bidirectional", "bidirectional/backward_lstm/lstm_cell/recurrent_kernel:0", backAgain),
            ("bidirectional", "bidirectional/backward_lstm/lstm_cell/bias:0", backBias),
            ("time_distributed", "time_distributed/kernel:0", each), ("time_distributed", "time_distributed/bias:0", eachBias),
            ("gru", "gru/gru_cell/kernel:0", gru), ("gru", "gru/gru_cell/recurrent_kernel:0", gruAgain),
            ("gru", "gru/gru_cell/bias:0", gruBias),
            // "a" was frozen when the file was written, so its weights stand last.
            ("inner", "b/kernel:0", b), ("inner", "b/bias:0", bBias), ("inner", "a/kernel:0", a), ("inner", "a/bias:0", aBias),
            ("end", "end/kernel:0", end), ("end", "end/bias:0", endBias),
        ]);

        Compare(bytes, "net.h5", input =>
        {
            Tensor x = new([7, 3], [.. input.SelectMany(word => Row(words, (int)word).Values)]);
            x = Zip(Lstm(x, there, thereAgain, thereBias), Backwards(Lstm(Backwards(x), back, backAgain, backBias)), (p, q) => p + q);
            x = Row(Gru(Map(Dense(x, each, eachBias), p => Math.Max(p, 0)), gru, gruAgain, gruBias), 6);
            x = Map(Dense(Map(Dense(x, a, aBias), p => Math.Max(p, 0)), b, bBias), Sigmoid);
            double[] repeated = [.. Enumerable.Range(0, 6).Select(i => x.Values[i / 3])];
            return Dense(new([6], repeated), end, endBias).Values;
        }, source => Assert.Contains("[Bidirectional", source.Replace("LSTM(2, ReturnSequences = true, ", "[", StringComparison.Ordinal)),
            new() { ["words"] = [1, 7] });
    }

    /// <summary>That a file becomes a class that answers as formulas do.</summary>
    internal static void Compare(
        byte[] bytes, string name, Func<double[], double[]> formulas, Action<string> look, Dictionary<string, int[]>? shapes = null,
        string? backend = null)
    {
        using var folder = new TemporaryDirectory();
        (Net net, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(folder.Write(name, bytes), shapes, backend);
        Assert.Empty(problems);
        (NetFiles made, CompiledNetwork network) = NetFiles.Make(net, "", "Net", "Keras.", null);
        look(made.Source);
        // A block's layers are the network's.
        if (!net.Layers.Exists(layer => layer is NetUse))
            Assert.Equal(net.Layers.Select(layer => layer.Shape), network.Info.Layers.Select(layer => layer.OutputShape.ToArray()));
        Golden golden = Golden.Of(network.Info, row => formulas([.. row.Select(value => (double)value)]));
        Assert.InRange(golden.Difference(network), 0, 1e-5);
    }
}
