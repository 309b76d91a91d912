using System.Text.Json.Nodes;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFiles;

namespace NetCompiler.Tool.Tests;

/// <summary>What of Keras has no counterpart: all of it at once, each with its place and a way out.</summary>
public class KerasRefusalTests
{
    [Fact]
    public void Every_layer_without_a_counterpart_is_listed_with_its_reason()
    {
        JsonObject stated = Call(Of("embedding"));
        stated["kwargs"]!["initial_state"] = new JsonArray(Of("x"), Of("x"));
        JsonObject own = Layer("Dense", "own", new { units = 2 }, Call(Of("x")));
        own["registered_name"] = "mine>Dense";
        JsonObject part = Layer("GetItem", "get_item", new { }, Call(Of("x"), "slice"));
        part["module"] = "keras.src.ops.numpy";
        JsonObject model = Model("model",
        [
            Input("words", 9), Input("x", 4), own, part,
            Layer("Lambda", "lambda", new { function = new { class_name = "__lambda__" } }, Call(Of("x"))),
            Layer("Embedding", "embedding", new { input_dim = 5, output_dim = 4, mask_zero = true }, Call(Of("words"))),
            Layer("Masking", "masking", new { mask_value = 0.0 }, Call(Of("embedding"))),
            Layer("LSTM", "carried", new { units = 2 }, stated),
            Layer("Dropout", "dropout", new { rate = 0.5 }, Call(Of("embedding"))),
            Layer("GRU", "masked", new { units = 2, reset_after = true, recurrent_activation = "sigmoid" }, Call(Of("dropout"))),
            Layer("AdditiveAttention", "attention", new { use_scale = true }, Call(new JsonArray(Of("embedding"), Of("embedding")))),
            // Behind what has no counterpart its shape is not known: not a problem of its own.
            Layer("Dense", "behind", new { units = 7 }, Call(Of("get_item"))),
            Layer("Add", "add", new { }, Call(new JsonArray(Of("behind"), Of("x")))),
            Layer("BatchNormalization", "norm", new { axis = new[] { 1 } }, Call(Of("embedding"))),
            Layer("SimpleRNN", "kept", new { units = 2, stateful = true }, Call(Of("embedding"))),
            Layer("Conv2D", "first", new { filters = 2, kernel_size = new[] { 1, 1 }, data_format = "channels_first" }, Call(Of("x"))),
        ], new JsonArray(Place("words"), Place("x")), new JsonArray(Place("add")));
        (string, Tensor)[] weights =
        [
            ("layers/embedding/vars/0", new([5, 4], new double[20])), ("layers/gru/cell/vars/0", new([4, 6], new double[24])),
            ("layers/gru/cell/vars/1", new([2, 6], new double[12])), ("layers/gru/cell/vars/2", new([2, 6], new double[12])),
            ("layers/dense_1/vars/0", new([4, 7], new double[28])), ("layers/dense_1/vars/1", new([7], new double[7])),
        ];
        using var folder = new TemporaryDirectory();
        (_, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(folder.Write("net.keras", Zip(model, weights)));
        Assert.Equal(
            [
                "own: the class mine>Dense is the model's own, and nothing of a file is run", "get_item: it takes a part of a tensor",
                "lambda: its function is Python code, which is not run", "masking: it leaves out steps by their values",
                "carried: it begins with 2 states of 4, 4",
                "masked: a mask (mask_zero) leaves out steps by their class",
                "attention: it adds every query to every key, which no layer does",
                "norm: it goes over axis 1", "kept: it keeps its state", "first: channels come first",
            ],
            problems.Select(problem => $"{problem.Node}: {problem.Reason}"));
        Assert.All(problems, problem => Assert.NotEmpty(problem.WayOut));
    }

    [Fact]
    public void What_no_model_can_be_is_an_error_in_words()
    {
        JsonObject Dense(string name, string reads) => Layer("Dense", name, new { units = 4 }, Call(Of(reads)));
        Assert.Contains("is computed nowhere", Refused([Input("x", 4), Dense("a", "b"), Dense("b", "a")], "a"));
        Assert.Contains("reads a layer y, which is not there", Refused([Input("x", 4), Dense("a", "y")], "a"));
        Assert.Contains("Two layers of model have the name a", Refused([Input("x", 4), Dense("a", "x"), Dense("a", "x")], "a"));
        Assert.Contains("--shape x=1,100,4", Refused([Layer("InputLayer", "x", new { batch_shape = new int?[] { null, null, 4 } }),
            Dense("a", "x")], "a"));
        Assert.Contains("needs kernel, bias", Refused([Input("x", 4), Dense("a", "x")], "a"));
        Assert.Contains("which did not write such files", Refused([Input("x", 4), Dense("a", "x")], "a", "1.2.2"));
        Assert.Contains("which are not as many", Refused(
            [Input("x", 4), Layer("Reshape", "a", new { target_shape = new[] { 3, -1 } }, Call(Of("x")))], "a"));
        Assert.Contains("not possible", Refused(
            [Input("x", 4), Layer("RepeatVector", "a", new { n = int.MaxValue }, Call(Of("x")))], "a"));

        static string Refused(JsonObject[] layers, string output, string version = "3.8.0")
        {
            using var folder = new TemporaryDirectory();
            string path = folder.Write("net.keras", Zip(Model("model", layers, Place("x"), Place(output)), [], version));
            return Assert.Throws<ToolException>(() => KerasImporter.Import(path)).Message;
        }
    }
}
