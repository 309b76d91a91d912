using System.Text.Json.Nodes;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFiles;
using static NetCompiler.Tool.Tests.KerasFormulas;

namespace NetCompiler.Tool.Tests;

/// <summary>Attention and positions of Keras's files, next to their formulas.</summary>
public class KerasAttentionTests
{
    private static readonly string[] Dense = ["query_dense", "key_dense", "value_dense", "output_dense"];

    /// <summary>A decoder's block over words and another sequence, with tensors given in place and by name; then attention without
    /// weights.</summary>
    [Fact]
    public void A_transformer_of_Keras_3_answers_as_its_formulas_do()
    {
        var files = new KerasFiles(3);
        Tensor words = files.Noise(9, 6), places = files.Noise(8, 6), gamma = files.Noise(6), beta = files.Noise(6),
            wide = files.Noise(6, 10), wideBias = files.Noise(10), narrow = files.Noise(10, 6), narrowBias = files.Noise(6);
        Tensor[] own = Kernels(files, 6, 6, 2, 3, 3), ownBiases = Biases(files, 6, 2, 3, 3), other = Kernels(files, 6, 4, 3, 2, 5);
        JsonObject token = Hub("keras_hub>TokenAndPositionEmbedding", "token_and_position_embedding",
            new { vocabulary_size = 9, sequence_length = 8, embedding_dim = 6, tie_weights = true, mask_zero = false }, Call(Of("words")));
        JsonObject cross = Call(Of("add"));
        cross["kwargs"] = new JsonObject
        {
            ["value"] = Of("add_1"),
            ["use_causal_mask"] = false,
            ["return_attention_scores"] = false,
            ["attention_mask"] = null,
        };
        JsonObject causal = Call(Of("layer_normalization"), Of("layer_normalization"));
        causal["kwargs"]!["use_causal_mask"] = true;
        JsonObject plus = Layer("Add", "add_1", new { }, Call(Of("sounds"), Of("sine_position_encoding")));
        plus["module"] = "keras.src.ops.numpy";
        JsonObject model = Model("functional",
        [
            Input("words", 5), Input("sounds", 7, 4), token,
            Hub("keras_nlp>SinePositionEncoding", "sine_position_encoding", new { max_wavelength = 100 }, Call(Of("sounds"))), plus,
            Layer("LayerNormalization", "layer_normalization", new { axis = -1 }, Call(Of("token_and_position_embedding"))),
            Layer("MultiHeadAttention", "multi_head_attention",
                new { num_heads = 2, key_dim = 3, value_dim = 3, dropout = 0.1, use_bias = true, attention_axes = new[] { 1 } }, causal),
            Layer("Add", "add", new { }, Call(new JsonArray(Of("token_and_position_embedding"), Of("multi_head_attention")))),
            Layer("MultiHeadAttention", "looks",
                new { num_heads = 3, key_dim = 2, value_dim = 5, use_bias = false, output_shape = 6 }, cross),
            Layer("Add", "add_2", new { }, Call(new JsonArray(Of("add"), Of("looks")))),
            Layer("Dense", "dense", new { units = 10, activation = "gelu" }, Call(Of("add_2"))),
            Layer("Dense", "dense_1", new { units = 6 }, Call(Of("dense"))),
            Layer("Add", "add_3", new { }, Call(new JsonArray(Of("add_2"), Of("dense_1")))),
            Layer("Attention", "attention", new { use_scale = true, score_mode = "dot" }, Call(new JsonArray(Of("add_3"), Of("add_2")))),
        ], new JsonArray(Place("words"), Place("sounds")), new JsonArray(Place("attention")));
        const string Token = "layers/token_and_position_embedding";
        byte[] bytes = Zip(model,
        [
            ($"{Token}/token_embedding/vars/0", words), ($"{Token}/position_embedding/vars/0", places),
            ("layers/layer_normalization/vars/0", gamma), ("layers/layer_normalization/vars/1", beta),
            .. Stored("layers/multi_head_attention", Dense, own, ownBiases),
            // As files of Keras 3's first versions have them.
            .. Stored("layers/multi_head_attention_1", [.. Dense.Select(name => "_" + name)], other, null),
            ("layers/dense/vars/0", wide), ("layers/dense/vars/1", wideBias), ("layers/dense_1/vars/0", narrow),
            ("layers/dense_1/vars/1", narrowBias), ("layers/attention/vars/0", new([], [0.75])),
        ]);

        KerasGraphTests.Compare(bytes, "net.keras", input =>
        {
            Tensor x = new([5, 6], [.. input[..5].SelectMany((word, t) => Sum(Row(words, (int)word), Row(places, t)).Values)]);
            Tensor sounds = new([7, 4], [.. input[5..].Select((value, i) =>
            {
                double angle = i / 4 / Math.Pow(100, i % 4 / 2 * 2 / 4.0);
                return value + (i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            })]);
            Tensor norm = LayerNorm(x, gamma, beta);
            x = Sum(x, Attend(norm, norm, own, ownBiases, isCausal: true));
            x = Sum(x, Attend(x, sounds, other, null, isCausal: false));
            Tensor y = Map(KerasFormulas.Dense(x, wide, wideBias), GeluByErf);
            y = Sum(x, KerasFormulas.Dense(y, narrow, narrowBias));
            return Product(SoftmaxRows(Map(Product(y, x, isTurned: true), score => 0.75 * score)), x).Values;
        }, source =>
        {
            Assert.Contains("""
                [LayerNorm(From = "position_embedding_1")]
                [MultiHeadAttention(2, 3, Causal = true, Dropout = 0.1)]
                [Add("position_embedding_1", Name = "add_1")]
                [MultiHeadAttention(3, 2, "sine_position_encoding_1", ValueDim = 5, UseBias = false, Name = "looks")]
                [Add("add_1", Name = "add_2")]
                [Dense(10), GELU]
                [Dense(6)]
                [Add("add_2")]
                [Dot("add_2"), Rescaling(0.75), Softmax]
                [Dot("add_2", OtherAxis = 1)]
                """, source);
        });
    }

    /// <summary>Tensors are lists of names, and only what is not the default is written; a layer that is called twice.</summary>
    [Fact]
    public void A_transformer_of_Keras_2_answers_as_its_formulas_do()
    {
        var files = new KerasFiles(4);
        Tensor table = files.Noise(6, 4);
        Tensor[] kernels = Kernels(files, 4, 4, 2, 2, 2), biases = Biases(files, 4, 2, 2, 2);
        JsonObject Attention(params JsonNode[] calls) => Layer("MultiHeadAttention", "multi_head_attention", new
        {
            num_heads = 2,
            key_dim = 2,
            dropout = 0.0,
            query_shape = new int?[] { null, 6, 4 },
        }, calls);
        JsonArray Call(string query, object keywords) => new(new JsonArray(
            query, 0, 0, System.Text.Json.JsonSerializer.SerializeToNode(keywords)));
        JsonObject model = Model("model",
        [
            Layer("InputLayer", "x", new { batch_input_shape = new int?[] { null, 6, 4 } }),
            Hub("keras_nlp>PositionEmbedding", "position_embedding", new { sequence_length = 6 }, OldCall("x")),
            Layer("Add", "add", new { }, new JsonArray(new JsonArray("x", 0, 0, new JsonObject()),
                new JsonArray("position_embedding", 0, 0, new JsonObject()))),
            Attention(Call("add", new { value = new object[] { "add", 0, 0 }, use_causal_mask = true }),
                Call("multi_head_attention", new
                {
                    value = new object[] { "add", 0, 0 },
                    key = new object[] { "add", 0, 0 },
                    return_attention_scores = false,
                })),
        ], new JsonArray(Place("x")), new JsonArray(Place("multi_head_attention", 1)));
        string[] names = ["query", "key", "value", "attention_output"];
        byte[] bytes = Hdf(model,
        [
            ("position_embedding", "position_embedding/embeddings:0", table),
            .. names.SelectMany((name, i) => new[] { ("kernel", kernels[i]), ("bias", biases[i]) }
                .Select(pair => ("multi_head_attention", $"multi_head_attention/{name}/{pair.Item1}:0", pair.Item2))),
        ]);

        KerasGraphTests.Compare(bytes, "net.h5", input =>
        {
            Tensor x = Sum(new([6, 4], input), table);
            return Attend(Attend(x, x, kernels, biases, isCausal: true), x, kernels, biases, isCausal: false).Values;
        }, source => Assert.Contains("""
            [PositionEmbedding(6, Name = "position_embedding_1")]
            [MultiHeadAttention(2, 2, Causal = true, Name = "multi_head_attention_1")]
            [MultiHeadAttention(2, 2, "position_embedding_1", Share = "multi_head_attention_1")]
            """, source));
    }

    [Fact]
    public void What_attention_here_is_not_is_refused_with_its_reason()
    {
        JsonObject With(JsonObject call, string name, JsonNode value)
        {
            call["kwargs"]![name] = value;
            return call;
        }
        JsonObject Heads(string name, object more, JsonObject call)
        {
            JsonObject layer = Layer("MultiHeadAttention", name, more, call);
            layer["config"]!["num_heads"] = 2;
            layer["config"]!["key_dim"] = 2;
            return layer;
        }
        JsonObject own = Layer("PositionEmbedding", "mine", new { sequence_length = 3 }, Call(Of("x")));
        JsonObject model = Model("model",
        [
            Input("x", 6, 4), Input("y", 6, 4), Input("image", 2, 2, 4), own,
            Heads("alone", new { }, Call(Of("x"))),
            Heads("wide", new { output_shape = new[] { 7 } }, Call(Of("x"), Of("x"))),
            Heads("deep", new { attention_axes = new[] { 1, 2 } }, Call(Of("x"), Of("x"))),
            Heads("keyed", new { }, Call(Of("x"), Of("x"), Of("y"))),
            Heads("masked", new { }, With(Call(Of("x"), Of("x")), "attention_mask", Of("y"))),
            Heads("scored", new { }, With(Call(Of("x"), Of("x")), "return_attention_scores", true)),
            Heads("flat", new { }, Call(Of("image"), Of("image"))),
            Layer("Attention", "added", new { score_mode = "concat" }, Call(new JsonArray(Of("x"), Of("y")))),
            Hub("keras_hub>TransformerEncoder", "encoder", new { num_heads = 2 }, Call(Of("x"))),
            Hub("keras_hub>PositionEmbedding", "short", new { sequence_length = 5 }, Call(Of("x"))),
            Hub("keras_hub>SinePositionEncoding", "sines", new { }, Call(Of("x"))),
            Layer("Multiply", "product", new { }, Call(new JsonArray(Of("x"), Of("sines")))),
        ], new JsonArray(Place("x"), Place("y"), Place("image")), new JsonArray(Place("product")));
        using var folder = new TemporaryDirectory();
        (_, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(folder.Write("net.keras", Zip(model, [])));
        Assert.Equal(
            [
                "mine: the class PositionEmbedding is the model's own, and nothing of a file is run", "alone: it reads 1 values",
                "wide: its output_shape is (7), and its query has 4 features", "deep: it goes over axes 1, 2",
                "keyed: its key is not its value",
                "masked: it is called with attention_mask = {\"class_name\":\"__keras_tensor__\",\"config...",
                "scored: it is called with return_attention_scores = true", "flat: it reads a shape of (2, 2, 4)",
                "added: it adds every query to every key (score_mode concat)",
                "encoder: it is several layers in one, whose weights lie apart", "short: it has 5 positions for 6 steps",
                "product: it reads positions alone",
            ],
            problems.Select(problem => $"{problem.Node}: {problem.Reason}"));
        Assert.All(problems, problem => Assert.NotEmpty(problem.WayOut));
    }

    private static JsonObject Hub(string registered, string name, object settings, JsonNode call)
    {
        JsonObject layer = Layer(registered.Split('>')[1], name, settings, call);
        layer["registered_name"] = registered;
        return layer;
    }

    private static Tensor[] Kernels(KerasFiles files, int features, int others, int heads, int keys, int values) =>
    [
        files.Noise(features, heads, keys), files.Noise(others, heads, keys), files.Noise(others, heads, values),
        files.Noise(heads, values, features),
    ];

    private static Tensor[] Biases(KerasFiles files, int features, int heads, int keys, int values) =>
        [files.Noise(heads, keys), files.Noise(heads, keys), files.Noise(heads, values), files.Noise(features)];

    private static IEnumerable<(string, Tensor)> Stored(string path, string[] names, Tensor[] kernels, Tensor[]? biases) =>
        names.SelectMany((name, i) => biases is null
            ? [($"{path}/{name}/vars/0", kernels[i])]
            : new[] { ($"{path}/{name}/vars/0", kernels[i]), ($"{path}/{name}/vars/1", biases[i]) });

    /// <summary>x Φ(x), the error function summed as its series.</summary>
    private static double GeluByErf(double x)
    {
        double z = x / Math.Sqrt(2), term = z, sum = z;
        for (int n = 1; n < 200; n++)
        {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return x / 2 * (1 + 2 / Math.Sqrt(Math.PI) * sum);
    }
}
