using System.Text.Json;
using System.Text.Json.Nodes;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFiles;
using static NetCompiler.Tool.Tests.KerasFormulas;

namespace NetCompiler.Tool.Tests;

/// <summary>Files of Keras 1: its names and weights, and images whose channels come first, with kernels that Theano turned.</summary>
public class Keras1Tests
{
    private static readonly int[] Threes = [3, 3], Twos = [2, 2], Ones = [1, 1];

    [Fact]
    public void Images_with_channels_first_and_kernels_that_Theano_turned()
    {
        (JsonObject model, (string Layer, string Path, Tensor Tensor)[] weights) = Small();
        Tensor Of(string name) => weights.Single(weight => weight.Path == name).Tensor;
        Tensor first = Of("convolution2d_1_W"), firstBias = Of("convolution2d_1_b"), gamma = Of("batchnormalization_1_gamma"),
            beta = Of("batchnormalization_1_beta"), mean = Of("batchnormalization_1_running_mean"),
            variance = Of("batchnormalization_1_running_std"), second = Of("convolution2d_2_W"), secondBias = Of("convolution2d_2_b"),
            dense = Of("dense_1_W"), denseBias = Of("dense_1_b");
        byte[] bytes = Hdf(model, weights, "1.2.2");

        KerasGraphTests.Compare(bytes, "net.h5", input =>
        {
            Tensor image = new Tensor([5, 6, 2], input).Transpose(2, 0, 1);
            image = Map(Convolved(image, first, firstBias, 1), x => Math.Max(x, 0));
            int pixels = image.Count / 3;
            image = new(image.Shape, [.. image.Values.Select((x, i) => i / pixels is var c
                ? (x - mean.Values[c]) / Math.Sqrt(variance.Values[c] + 1e-3) * gamma.Values[c] + beta.Values[c] : 0)]);
            image = new([3, 2, 3], [.. Enumerable.Range(0, 18).Select(i => Enumerable.Range(0, 4).Max(
                k => image.Values[i / 6 * 35 + (i % 6 / 3 * 2 + k / 2) * 7 + i % 3 * 2 + k % 2]))]);
            image = Map(Convolved(image, second, secondBias, 1), Math.Tanh);
            return Map(Dense(new([12], image.Values), dense, denseBias), Sigmoid).Values;
        }, source =>
        {
            Assert.Contains("- Input pad_input of the file's shape (1, 2, 5, 6) is (5, 6, 2) here, channels last.", source);
            Assert.DoesNotContain("Permute", source);
        }, backend: "theano");

        using var folder = new TemporaryDirectory();
        string path = folder.Write("net.h5", bytes);
        (Net net, _, _) = KerasImporter.Import(path, null, "tensorflow");
        Tensor kernel = net.Layers.First(layer => layer.Word == "Conv2D").Tensors["kernel"];
        Assert.Equal(first.Transpose(2, 3, 1, 0).Values, kernel.Values);
        (_, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(path);
        Assert.Equal(["convolution2d_1", "convolution2d_2"], problems.Select(problem => problem.Node));
        Assert.All(problems, problem => Assert.Contains("--backend theano", problem.WayOut));
    }

    /// <summary>Weights of each gate alone, a hard sigmoid of Keras 1, merges in a graph.</summary>
    [Fact]
    public void Recurrent_layers_and_merges()
    {
        var files = new KerasFiles(4);
        Tensor words = files.Noise(11, 3), each = files.Noise(3, 4), eachBias = files.Noise(4), a = files.Noise(2, 3),
            aBias = files.Noise(3), b = files.Noise(2, 3), bBias = files.Noise(3), end = files.Noise(6, 2), endBias = files.Noise(2);
        Tensor[] lstm = [.. Enumerable.Range(0, 12).Select(
            i => i % 3 == 0 ? files.Noise(4, 2) : i % 3 == 1 ? files.Noise(2, 2) : files.Noise(2))],
            gru = [.. Enumerable.Range(0, 9).Select(i => i % 3 == 2 ? files.Noise(2) : files.Noise(2, 2))];
        JsonObject Called(string kind, string name, object settings, params string[] reads)
        {
            JsonObject layer = Old(kind, name, settings);
            layer["name"] = name;
            layer["inbound_nodes"] = reads.Length == 0 ? new JsonArray()
                : new JsonArray(new JsonArray([.. reads.Select(read => (JsonNode)Place(read))]));
            return layer;
        }
        object Recurrent(bool all) => new
        {
            output_dim = 2,
            activation = "tanh",
            inner_activation = "hard_sigmoid",
            return_sequences = all,
            go_backwards = false,
            stateful = false,
            consume_less = "cpu",
            dropout_W = 0.0,
            dropout_U = 0.0,
        };
        JsonObject model = new()
        {
            ["class_name"] = "Model",
            ["config"] = new JsonObject
            {
                ["name"] = "model_1",
                ["layers"] = new JsonArray(
                    Called("InputLayer", "words", new { batch_input_shape = new int?[] { null, 5 }, input_dtype = "int32" }),
                    Called("Embedding", "embedding_1", new { input_dim = 11, output_dim = 3, input_length = 5 }, "words"),
                    Called("TimeDistributedDense", "each", new { output_dim = 4, activation = "relu" }, "embedding_1"),
                    Called("LSTM", "lstm_1", Recurrent(true), "each"), Called("GRU", "gru_1", Recurrent(false), "lstm_1"),
                    Called("Dense", "a", new { output_dim = 3, activation = "linear" }, "gru_1"),
                    Called("Dense", "b", new { output_dim = 3, activation = "linear" }, "gru_1"),
                    Called("Merge", "product", new { mode = "mul", mode_type = "raw" }, "a", "b"),
                    Called("Merge", "sum", new { mode = "ave" }, "product", "a"),
                    Called("Merge", "both", new { mode = "concat", concat_axis = -1 }, "sum", "b"),
                    Called("Dense", "end", new { output_dim = 2 }, "both")),
                ["input_layers"] = new JsonArray(Place("words")),
                ["output_layers"] = new JsonArray(Place("end")),
            },
        };
        string[] i4 = ["i", "c", "f", "o"], z3 = ["z", "r", "h"];
        byte[] bytes = Hdf(model,
        [
            ("embedding_1", "embedding_1_W", words), ("each", "each_W", each), ("each", "each_b", eachBias),
            .. lstm.Select((tensor, i) => ("lstm_1", $"lstm_1_{"WUb"[i % 3]}_{i4[i / 3]}", tensor)),
            .. gru.Select((tensor, i) => ("gru_1", $"gru_1_{"WUb"[i % 3]}_{z3[i / 3]}", tensor)),
            ("a", "a_W", a), ("a", "a_b", aBias), ("b", "b_W", b), ("b", "b_b", bBias), ("end", "end_W", end), ("end", "end_b", endBias),
        ], "1.1.0");

        KerasGraphTests.Compare(bytes, "net.h5", input =>
        {
            double[] h = new double[2], c = new double[2], state = new double[2];
            foreach (double word in input)
            {
                double[] x = Map(Dense(Row(words, (int)word), each, eachBias), v => Math.Max(v, 0)).Values;
                double[] Gate(Tensor[] weights, int gate, double[] read, double[] held) => Zip(
                    Dense(new([read.Length], read), weights[3 * gate], weights[3 * gate + 2]),
                    Dense(new([2], held), weights[3 * gate + 1], new([2], new double[2])), (p, q) => p + q).Values;
                double[] i = Gate(lstm, 0, x, h), candidate = Gate(lstm, 1, x, h), f = Gate(lstm, 2, x, h), o = Gate(lstm, 3, x, h);
                c = [.. c.Select((old, u) => Hard(f[u]) * old + Hard(i[u]) * Math.Tanh(candidate[u]))];
                h = [.. c.Select((cell, u) => Hard(o[u]) * Math.Tanh(cell))];
                double[] z = Gate(gru, 0, h, state), r = Gate(gru, 1, h, state),
                    fresh = Gate(gru, 2, h, [.. state.Select((old, u) => Hard(r[u]) * old)]);
                state = [.. state.Select((old, u) => Hard(z[u]) * old + (1 - Hard(z[u])) * Math.Tanh(fresh[u]))];
            }
            Tensor left = Dense(new([2], state), a, aBias), right = Dense(new([2], state), b, bBias),
                mean = Zip(Zip(left, right, (p, q) => p * q), left, (p, q) => (p + q) / 2);
            return Dense(new([6], [.. mean.Values, .. right.Values]), end, endBias).Values;
        }, source => Assert.Contains("1.2 times", source));

        static double Hard(double x) => Math.Clamp(0.2 * x + 0.5, 0, 1);
    }

    /// <summary>A chain that begins with three; weights of inner chains beside the others; kernels of its first versions.</summary>
    [Fact]
    public void A_chain_that_begins_with_Merge()
    {
        var files = new KerasFiles(5);
        Tensor taps = files.Noise(2, 3, 3, 1), tapsBias = files.Noise(2), back = files.Noise(2, 2, 1, 2), backBias = files.Noise(2),
            side = files.Noise(4, 3), sideBias = files.Noise(3), end = files.Noise(39, 2), endBias = files.Noise(2);
        JsonArray sound = new(
            Old("Convolution1D", "convolution1d_1", new
            {
                batch_input_shape = new int?[] { null, 6, 3 },
                nb_filter = 2,
                filter_length = 3,
                border_mode = "valid",
                subsample_length = 1,
                activation = "linear",
            }),
            Old("AveragePooling1D", "averagepooling1d_1", new { pool_length = 2, stride = (int?)null, border_mode = "valid" }),
            Old("Flatten", "flatten_1", new { }));
        JsonArray picture = new(
            Old("Deconvolution2D", "deconvolution2d_1", new
            {
                batch_input_shape = new int?[] { null, 2, 2, 1 },
                nb_filter = 2,
                nb_row = 2,
                nb_col = 2,
                output_shape = new int?[] { null, 4, 4, 2 },
                border_mode = "valid",
                subsample = Twos,
                dim_ordering = "tf",
                activation = "linear",
            }),
            Old("Flatten", "flatten_2", new { }));
        JsonArray speeds = new(Old("Dense", "dense_1", new { batch_input_shape = new int?[] { null, 4 }, output_dim = 3 }));
        JsonObject merge = Old("Merge", "merge_1", new { mode = "concat", concat_axis = -1 });
        merge["config"]!["layers"] = new JsonArray([.. new[] { sound, picture, speeds }.Select(
            chain => new JsonObject { ["class_name"] = "Sequential", ["config"] = chain })]);
        JsonArray all = new(merge, Old("Dense", "dense_2", new { output_dim = 2 }));
        byte[] bytes = Hdf(new JsonObject { ["class_name"] = "Sequential", ["config"] = all },
        [
            ("convolution1d_1", "convolution1d_1_W", taps), ("convolution1d_1", "convolution1d_1_b", tapsBias),
            ("deconvolution2d_1", "deconvolution2d_1_W", back), ("deconvolution2d_1", "deconvolution2d_1_b", backBias),
            ("dense_1", "dense_1_W", side), ("dense_1", "dense_1_b", sideBias),
            ("dense_2", "dense_2_W", end), ("dense_2", "dense_2_b", endBias),
        ], "1.0.5");

        KerasGraphTests.Compare(bytes, "net.h5", input =>
        {
            double[] filtered = new double[8], joined = new double[39];
            for (int i = 0; i < 8; i++)
            {
                filtered[i] = tapsBias.Values[i % 2];
                for (int k = 0; k < 3; k++)
                    for (int c = 0; c < 3; c++)
                        filtered[i] += input[(i / 2 + k) * 3 + c] * taps.Values[(i % 2 * 3 + c) * 3 + k];
            }
            for (int i = 0; i < 4; i++)
                joined[i] = (filtered[i / 2 * 4 + i % 2] + filtered[i / 2 * 4 + 2 + i % 2]) / 2;
            for (int i = 0; i < 32; i++)
            {
                (int y, int x, int o) = (i / 8, i / 2 % 4, i % 2);
                joined[4 + i] = backBias.Values[o] + input[18 + y / 2 * 2 + x / 2] * back.Values[(y % 2 * 2 + x % 2) * 2 + o];
            }
            Dense(new([4], input[22..]), side, sideBias).Values.CopyTo(joined, 36);
            return Dense(new([39], joined), end, endBias).Values;
        }, source => Assert.Contains("--backend theano turns them", source));
    }

    [Fact]
    public void What_has_no_counterpart_is_listed()
    {
        JsonArray chain = new(
            Old("Highway", "highway_1", new { batch_input_shape = new int?[] { null, 4, 4, 2 }, activation = "tanh" }),
            Old("BatchNormalization", "rows", new { mode = 1, axis = -1 }),
            Old("AveragePooling2D", "full", new { pool_size = Twos, border_mode = "full", dim_ordering = "tf" }),
            Old("MaxoutDense", "maxout", new { output_dim = 2 }));
        using var folder = new TemporaryDirectory();
        string path = folder.Write("net.h5", Hdf(new JsonObject { ["class_name"] = "Sequential", ["config"] = chain }, [], "1.2.2"));
        (_, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(path);
        Assert.Equal(
            [
                "highway_1: its gates have no layer", "rows: its mode is 1", "full: padding full",
                "maxout: it takes the largest of several products",
            ],
            problems.Select(problem => $"{problem.Node}: {problem.Reason}"));
    }

    /// <summary>Later files, too, may have channels first; what then cannot be turned reads a transposition.</summary>
    [Fact]
    public void Channels_first_in_a_graph_of_Keras_3()
    {
        var files = new KerasFiles(6);
        Tensor kernel = files.Noise(1, 1, 2, 2), bias = files.Noise(2), gamma = files.Noise(4), beta = files.Noise(4);
        JsonObject model = Model("functional",
        [
            Input("x", 2, 3, 4),
            Layer("Conv2D", "conv2d", new { filters = 2, kernel_size = Ones, data_format = "channels_first" }, Call(Of("x"))),
            Layer("Concatenate", "rows", new { axis = 2 }, Call(new JsonArray(Of("conv2d"), Of("x")))),
            Layer("LayerNormalization", "columns", new { axis = -1, epsilon = 0.5 }, Call(Of("rows"))),
            Layer("MaxPooling2D", "pool", new { pool_size = new[] { 3, 2 }, data_format = "channels_first" }, Call(Of("columns"))),
            Layer("Flatten", "flatten", new { }, Call(Of("pool"))),
            Layer("Reshape", "reshape", new { target_shape = new[] { 4, 2 } }, Call(Of("flatten"))),
        ], new JsonArray(Place("x")), new JsonArray(Place("reshape"), Place("conv2d")));
        byte[] bytes = Zip(model,
        [
            ("layers/conv2d/vars/0", kernel), ("layers/conv2d/vars/1", bias), ("layers/layer_normalization/vars/0", gamma),
            ("layers/layer_normalization/vars/1", beta),
        ]);

        KerasGraphTests.Compare(bytes, "net.keras", input =>
        {
            // One pixel of channels: as the file has it, behind transpositions.
            Tensor pixels = new([12, 2], input), mixed = Dense(pixels, kernel.As(2, 2), bias);
            double[] Planes(Tensor image) => image.Transpose(1, 0).Values;
            double[] own = Planes(mixed), other = Planes(pixels);
            double[][] rows = [.. Enumerable.Range(0, 12).Select(i => (i % 6 < 3 ? own : other)[
                (i / 6 * 12 + i % 3 * 4)..(i / 6 * 12 + i % 3 * 4 + 4)])];
            rows = [.. rows.Select(row =>
            {
                double mean = row.Average(), spread = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + 0.5);
                return row.Select((x, w) => (x - mean) / spread * gamma.Values[w] + beta.Values[w]).ToArray();
            })];
            double[] pooled = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 6).Max(
                k => rows[i / 2 * 3 + k / 2][i % 2 * 2 + k % 2]))];
            return [.. mixed.Values, .. pooled];
        }, source => Assert.Contains("Permute(3, 1, 2)", source));
    }

    /// <summary>A chain over images whose channels come first, and its weights.</summary>
    internal static (JsonObject Model, (string Layer, string Path, Tensor Tensor)[] Weights) Small()
    {
        JsonArray chain = new(
            Old("ZeroPadding2D", "pad", new { batch_input_shape = new int?[] { null, 2, 5, 6 }, padding = Ones, dim_ordering = "th" }),
            Old("Convolution2D", "convolution2d_1", new
            {
                nb_filter = 3,
                nb_row = 3,
                nb_col = 2,
                border_mode = "valid",
                subsample = Ones,
                dim_ordering = "th",
                activation = "relu",
                init = "glorot_uniform",
                bias = true,
                W_regularizer = (object?)null,
            }),
            Old("BatchNormalization", "batchnormalization_1", new { mode = 0, axis = 1, epsilon = 1e-3, momentum = 0.9 }),
            Old("MaxPooling2D", "maxpooling2d_1", new { pool_size = Twos, strides = Twos, border_mode = "valid", dim_ordering = "th" }),
            Old("Convolution2D", "convolution2d_2", new
            {
                nb_filter = 2,
                nb_row = 3,
                nb_col = 3,
                border_mode = "same",
                subsample = Ones,
                dim_ordering = "th",
                activation = "linear",
            }),
            Old("Dropout", "dropout_1", new { p = 0.25 }),
            Old("Flatten", "flatten_1", new { }),
            Old("Activation", "activation_1", new { activation = "tanh" }),
            Old("Dense", "dense_1", new { output_dim = 4, activation = "sigmoid", bias = true }));
        var files = new KerasFiles(3);
        return (new JsonObject { ["class_name"] = "Sequential", ["config"] = chain },
        [
            ("convolution2d_1", "convolution2d_1_W", files.Noise(3, 2, 3, 2)), ("convolution2d_1", "convolution2d_1_b", files.Noise(3)),
            ("batchnormalization_1", "batchnormalization_1_gamma", files.Noise(3)),
            ("batchnormalization_1", "batchnormalization_1_beta", files.Noise(3)),
            ("batchnormalization_1", "batchnormalization_1_running_mean", files.Noise(3)),
            // It holds the variance, whatever its name says.
            ("batchnormalization_1", "batchnormalization_1_running_std", Map(files.Noise(3), x => x + 1)),
            ("convolution2d_2", "convolution2d_2_W", files.Noise(2, 3, 3, 3)), ("convolution2d_2", "convolution2d_2_b", files.Noise(2)),
            ("dense_1", "dense_1_W", files.Noise(12, 4)), ("dense_1", "dense_1_b", files.Noise(4)),
        ]);
    }

    private static JsonObject Old(string kind, string name, object settings)
    {
        JsonObject config = JsonSerializer.SerializeToNode(settings)!.AsObject();
        config["name"] = name;
        return new() { ["class_name"] = kind, ["config"] = config };
    }

    /// <summary>A convolution as mathematics has it, of planes, padded by zeros at all four sides; kernels are (filters, channels,
    /// rows, columns).</summary>
    private static Tensor Convolved(Tensor image, Tensor kernel, Tensor bias, int pad)
    {
        (int height, int width) = (image.Shape[1], image.Shape[2]);
        (int filters, int channels, int r, int c) = (kernel.Shape[0], kernel.Shape[1], kernel.Shape[2], kernel.Shape[3]);
        (int rows, int columns) = (height + 2 * pad - r + 1, width + 2 * pad - c + 1);
        double[] y = new double[filters * rows * columns];
        for (int i = 0; i < y.Length; i++)
        {
            (int o, int row, int column) = (i / (rows * columns), i / columns % rows, i % columns);
            y[i] = bias.Values[o];
            for (int k = 0; k < channels * r * c; k++)
            {
                (int channel, int a, int b) = (k / (r * c), k / c % r, k % c);
                (int h, int w) = (row + r - 1 - a - pad, column + c - 1 - b - pad);
                if (h >= 0 && h < height && w >= 0 && w < width)
                    y[i] += image.Values[(channel * height + h) * width + w] * kernel.Values[((o * channels + channel) * r + a) * c + b];
            }
        }
        return new([filters, rows, columns], y);
    }
}
