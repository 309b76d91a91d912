using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Whole graphs with every attribute off its default and no two dimensions alike, compiled and compared with what their operators
/// compute.</summary>
public class OnnxImportTests
{
    [Fact]
    public void A_convolutional_net_has_its_channels_last_and_its_rows_turned()
    {
        var graph = new GraphBuilder(17, ("image", [0, 3, 13, 10]));
        string conv = graph.Node("Conv", $"image {graph.Weights("0.weight", 8, 3, 3, 5)} {graph.Weights("0.bias", 8)}",
            ("pads", new[] { 1, 0, 2, 3 }), ("strides", new[] { 2, 1 }));
        string norm = graph.Node("BatchNormalization",
            $"{conv} {graph.Positive("1.weight", 8)} {graph.Weights("b", 8)} {graph.Weights("m", 8)} {graph.Positive("v", 8)}",
                ("epsilon", 1e-4f));
        string pool = graph.Node("MaxPool", graph.Node("LeakyRelu", norm, ("alpha", 0.2f)),
            ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("ceil_mode", 1));
        string deep = graph.Node("Conv", $"{pool} {graph.Weights("deep.weight", 16, 1, 3, 3)}", ("group", 8), ("auto_pad", "SAME_LOWER"));
        string mean = graph.Node("AveragePool", deep, ("kernel_shape", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 }),
            ("count_include_pad", 1));
        string flat = graph.Node("Flatten", mean);
        string dense = graph.Node("Gemm", $"{flat} {graph.Weights("head.weight", 16 * 4 * 6, 5)} {graph.Weights("head.bias", 1, 5)}",
            ("alpha", 0.5f), ("beta", 2f));
        Assert.Equal(
            """
            [Network(13, 10, 3)]
            [Conv2D(8, 3, 5, StrideHeight = 2, StrideWidth = 1, Padding = Padding.Explicit, PadTop = 1, PadBottom = 2, PadRight = 3)]
            [BatchNorm(Epsilon = 0.0001, Momentum = 0.9), LeakyReLU(0.2)]
            [MaxPool2D(3, 2, Strides = 2, Padding = Padding.Explicit, PadRight = 1)]
            [DepthwiseConv2D(3, DepthMultiplier = 2, Padding = Padding.Same, UseBias = false, Name = "deep")]
            [ZeroPadding2D(1)]
            [AveragePool2D(2, Strides = 1)]
            [Flatten]
            [Dense(5, Name = "head"), Softmax]

            """, graph.Output(graph.Node("Softmax", dense)).Prove());
    }

    [Fact]
    public void Functions_that_exporters_write_out_are_one_layer_each()
    {
        var graph = new GraphBuilder(17, ("x", [0, 6]));
        string x = Dense("x", "a");
        string erf = graph.Node("Erf", graph.Node("Div", $"{x} {graph.Number(MathF.Sqrt(2))}"));
        x = graph.Node("Mul", $"{graph.Node("Mul", $"{x} {graph.Node("Add", $"{erf} {graph.Number(1)}")}")} {graph.Number(0.5f)}");
        x = Dense(x, "b");
        string cube = graph.Node("Mul", $"{graph.Node("Pow", $"{x} {graph.Number(3)}")} {graph.Number(0.044715f)}");
        string bent = graph.Node("Tanh", graph.Node("Mul", $"{graph.Node("Add", $"{x} {cube}")} {graph.Number(0.79788456f)}"));
        x = graph.Node("Mul", $"{graph.Node("Mul", $"{graph.Number(0.5f)} {x}")} {graph.Node("Add", $"{bent} {graph.Number(1)}")}");
        x = Dense(x, "c");
        x = Dense(graph.Node("Mul", $"{graph.Node("Sigmoid", x)} {x}"), "d");
        string clip = graph.Node("Clip", $"{graph.Node("Add", $"{x} {graph.Number(3)}")} {graph.Number(0)} {graph.Number(6)}");
        x = Dense(graph.Node("Div", $"{graph.Node("Mul", $"{x} {clip}")} {graph.Number(6)}"), "e");
        x = Dense(graph.Node("Mul", $"{x} {graph.Node("Tanh", graph.Node("Softplus", x))}"), "f");
        string centred = graph.Node("Sub", $"{x} {graph.Node("ReduceMean", x, ("axes", new[] { -1 }))}");
        string variance = graph.Node("ReduceMean", graph.Node("Pow", $"{centred} {graph.Number(2)}"), ("axes", new[] { -1 }));
        string root = graph.Node("Sqrt", graph.Node("Add", $"{variance} {graph.Number(1e-5f)}"));
        x = graph.Node("Mul", $"{graph.Node("Div", $"{centred} {root}")} {graph.Weights("n.weight", 6)}");
        Assert.Equal(
            """
            [Network(6)]
            [Dense(6, UseBias = false, Name = "a"), GELU]
            [Dense(6, UseBias = false, Name = "b"), GELU(Approximate = true)]
            [Dense(6, UseBias = false, Name = "c"), SiLU]
            [Dense(6, UseBias = false, Name = "d"), HardSwish]
            [Dense(6, UseBias = false, Name = "e"), Mish]
            [Dense(6, UseBias = false, Name = "f")]
            [LayerNorm(Epsilon = 1e-5, Name = "n")]

            """, graph.Output(graph.Node("Add", $"{x} {graph.Weights("n.bias", 6)}")).Prove());

        string Dense(string input, string name) => graph.Node("MatMul", $"{input} {graph.Weights($"{name}.weight", 6, 6)}");
    }

    [Fact]
    public void Branches_merge_with_stretching_and_parts_are_cut_off()
    {
        var graph = new GraphBuilder(13, ("x", [0, 4, 7, 5]), ("scale", [0, 3]));
        string stem = graph.Node("Relu",
            graph.Node("Conv", $"x {graph.Weights("stem.weight", 6, 4, 3, 3)}", ("pads", new[] { 1, 1, 1, 1 })));
        string gate = graph.Node("Sigmoid",
            graph.Node("Conv", $"{graph.Node("GlobalAveragePool", stem)} {graph.Weights("gate.weight", 6, 6, 1, 1)}"));
        string gated = graph.Node("Mul", $"{stem} {gate}"), both = graph.Node("Concat", $"{gated} {stem}", ("axis", 1));
        graph.Node("Split", $"{both} {graph.Integers(5, 7)}", "first second", ("axis", 1));
        string part = graph.Node("Slice", $"second {graph.Integers(1, -3)} {graph.Integers(4, int.MaxValue)} {graph.Integers(1, 2)}");
        string shifted = graph.Node("Mul",
            $"{graph.Node("Add", $"{part} {graph.Weights("shift", 3, 1, 1)}")} {graph.Weights("factor", 3, 1, 1)}");
        string mean = graph.Node("ReduceMean", shifted, ("axes", new[] { 2, 3 }), ("keepdims", 0));
        string answer = graph.Node("Clip", $"{graph.Node("Mul", $"{mean} scale")} - {graph.Number(0.1f)}");
        string large = graph.Node("Resize", $"first - {graph.Node("Identity", graph.Weights("none", 0))} {graph.Integers(1, 5, 14, 15)}",
            ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
        string written = graph.Output(answer, large).Prove();
        Assert.Contains("Input(\"x\", 7, 5, 4), Input(\"scale\", 3)", written, StringComparison.Ordinal);
        Assert.Contains("UpSampling2D(2, 3)", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Recurrent_layers_have_their_gates_in_order()
    {
        var graph = new GraphBuilder(14, ("x", [0, 6, 3]));
        string steps = graph.Node("Transpose", "x", ("perm", new[] { 1, 0, 2 }));
        string y = Both("LSTM", steps, 3, 4, 4), z = Both("GRU", y, 8, 3, 5, ("linear_before_reset", 1));
        string w = One("GRU", z, 10, 3, 4, ("linear_before_reset", 0)), last = One("RNN", w, 4, 1, 3, ("activations", new[] { "Relu" }));
        string answer = graph.Node("Gather", $"{last} {graph.Integers(-1)}", ("axis", 0));
        Assert.Equal(
            """
            [Network(6, 3)]
            [LSTM(4, Bidirectional = true, ReturnSequences = true, Name = "LSTM3")]
            [GRU(5, Bidirectional = true, ReturnSequences = true, Name = "GRU8")]
            [GRU(4, ResetAfter = false, ReturnSequences = true, Name = "GRU10")]
            [SimpleRNN(3, Activation = Activation.ReLU, Name = "RNN4")]

            """, graph.Output(graph.Node("Squeeze", $"{answer} {graph.Integers(0)}")).Prove());

        string One(string kind, string x, int inputs, int gates, int units, params (string, object)[] attributes)
        {
            string name = $"{kind}{inputs}";
            string all = graph.Node(kind,
                $"{x} {graph.Weights($"{name}.W", 1, gates * units, inputs)} {graph.Weights($"{name}.R", 1, gates * units, units)} "
                + graph.Weights($"{name}.B", 1, 2 * gates * units), [("hidden_size", units), .. attributes]);
            return graph.Node("Squeeze", $"{all} {graph.Integers(1)}");
        }

        string Both(string kind, string x, int inputs, int gates, int units, params (string, object)[] attributes)
        {
            string name = $"{kind}{inputs}";
            string all = graph.Node(kind,
                $"{x} {graph.Weights($"{name}.W", 2, gates * units, inputs)} {graph.Weights($"{name}.R", 2, gates * units, units)} "
                + graph.Weights($"{name}.B", 2, 2 * gates * units),
                    [("hidden_size", units), ("direction", "bidirectional"), .. attributes]);
            return graph.Node("Reshape", $"{graph.Node("Transpose", all, ("perm", new[] { 0, 2, 1, 3 }))} {graph.Integers(0, 0, -1)}");
        }
    }

    [Fact]
    public void Attention_and_layers_over_steps()
    {
        var graph = new GraphBuilder(17, ("x", [0, 5, 4]));
        string keys = graph.Node("MatMul", $"x {graph.Weights("k.weight", 4, 6)}"), queries = graph.Node("Add",
            $"{graph.Node("MatMul", $"x {graph.Weights("q.weight", 4, 6)}")} {graph.Weights("q.bias", 6)}");
        string scores = graph.Node("MatMul", $"{queries} {graph.Node("Transpose", keys, ("perm", new[] { 0, 2, 1 }))}");
        string weights = graph.Node("Softmax", graph.Node("Div", $"{scores} {graph.Number(2)}"), ("axis", -1));
        string mixed = graph.Node("Add", $"{graph.Node("MatMul", $"{weights} x")} x");
        string norm = graph.Node("LayerNormalization", $"{mixed} {graph.Weights("norm.weight", 4)} {graph.Weights("norm.bias", 4)}");
        string turned = graph.Node("Transpose", norm, ("perm", new[] { 0, 2, 1 }));
        string conv = graph.Node("Conv", $"{turned} {graph.Weights("conv.weight", 3, 4, 2)}", ("pads", new[] { 1, 0 }));
        string written = graph.Output(graph.Node("Flatten", conv)).Prove();
        Assert.Contains("Dot(", written, StringComparison.Ordinal);
        Assert.Contains("[Conv1D(3, 2, Padding = Padding.Causal, UseBias = false, Name = \"conv\")]", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_numbers_rims_of_an_image_and_logarithms_of_a_softmax()
    {
        var graph = new GraphBuilder(17, ("words", [0, 5]), ("image", [0, 2, 7, 5])).OfIntegers("words");
        string rows = graph.Node("Gather", $"{graph.Weights("table.weight", 11, 3)} words");
        string stem = graph.Node("Conv", $"image {graph.Weights("stem.weight", 3, 2, 1, 1)}");
        string mirrored = graph.Node("Pad", $"{stem} {graph.Integers(0, 0, 3, 1, 0, 0, 2, 4)}", ("mode", "reflect"));
        string widened = graph.Node("Pad", $"{stem} {graph.Integers(0, 0, 1, 0, 0, 0, 1, 2)}", ("mode", "edge"));
        string logarithms = graph.Node("LogSoftmax", rows);
        Assert.Equal(
            $"""
            [Network]
            [Input("words", 5), Input("image", 7, 5, 2)]
            [Embedding(11, 3, Name = "table", From = "words")]
            [Conv2D(3, 1, UseBias = false, Name = "stem", From = "image")]
            [ReflectionPad2D(3, 2, 1, 4), Output("{mirrored}")]
            [ReplicationPad2D(1, 1, 0, 2, From = "stem"), Output("{widened}")]
            [LogSoftmax(From = "table"), Output("{logarithms}")]

            """, graph.Output(logarithms, mirrored, widened).Prove());
    }

    [Fact]
    public void Windows_with_strides_and_dilation()
    {
        var graph = new GraphBuilder(17, ("image", [0, 2, 16, 13]), ("line", [0, 3, 20]));
        int[] three = [3, 3], pads = [1, 2, 3, 1];
        string conv = graph.Node("Conv", $"image {graph.Weights("even.weight", 4, 2, 3, 3)}", ("dilations", new[] { 4, 2 }),
            ("strides", new[] { 2, 2 }), ("pads", pads));
        string odd = graph.Node("Conv", $"image {graph.Weights("odd.weight", 4, 2, 3, 3)} {graph.Weights("odd.bias", 4)}",
            ("dilations", new[] { 3, 1 }), ("strides", new[] { 2, 3 }), ("pads", pads));
        string cut = graph.Node("Conv", $"image {graph.Weights("cut.weight", 4, 2, 3, 3)}", ("pads", new[] { -1, 2, 0, -3 }));
        string pool = graph.Node("MaxPool", "image", ("kernel_shape", three), ("dilations", new[] { 2, 3 }), ("strides", new[] { 2, 3 }),
            ("pads", new[] { 2, 1, 1, 2 }));
        string sequence = graph.Node("Conv", $"line {graph.Weights("line.weight", 4, 3, 3)}", ("dilations", new[] { 4 }),
            ("strides", new[] { 3 }), ("pads", new[] { 4, 1 }));
        string steps = graph.Node("MaxPool", "line", ("kernel_shape", new[] { 4 }), ("dilations", new[] { 2 }), ("strides", new[] { 2 }),
            ("pads", new[] { 3, 0 }));
        string written = graph.Output(conv, odd, cut, pool, sequence, steps).Prove();
        Assert.Contains("[MaxPool2D(1, Strides = 2", written, StringComparison.Ordinal);
        Assert.Contains("Cropping2D", written, StringComparison.Ordinal);
    }

    [Fact]
    public void All_nodes_in_the_way_are_listed_at_once()
    {
        var graph = new GraphBuilder(17, ("x", [0, 4]));
        string a = graph.Node("Det", "x"), b = graph.Node("Relu", "x", ("slope", 3)), c = graph.Node("Log", "x");
        OnnxImport import = graph.Output(a, b, c).Import();
        Assert.Equal(
            ["Det: this operator is not read", "Relu: attribute slope is not understood", "Log: no layer computes it"],
            import.Problems.Select(problem => $"{problem.Kind}: {problem.Reason}"));
    }

    [Fact]
    public void Open_sizes_are_asked_for_and_training_is_refused()
    {
        var graph = new GraphBuilder(17, ("x", [0, 3, 0, 8]));
        graph.Output(graph.Node("GlobalAveragePool", "x"));
        ToolException exception = Assert.Throws<ToolException>(() => graph.Import());
        Assert.Equal("Input x leaves dimension 2 open. Say how large it is: --shape x=1,3,?,8.", exception.Message);
        Assert.Equal([6, 8, 3],
            graph.Import(new() { Shapes = new Dictionary<string, int[]> { ["x"] = [1, 3, 6, 8] } }).Net.Inputs[0].Shape);

        var training = new GraphBuilder(15, ("x", [0, 3]));
        string ones = training.Positive("ones", 3);
        OnnxImport import = training.Output(training.Node("BatchNormalization", $"x {ones} {ones} {ones} {ones}", ("training_mode", 1)))
            .Import();
        Assert.Equal("call model.eval() before the export", Assert.Single(import.Problems).WayOut);
    }

    [Fact]
    public void What_the_compiler_would_warn_of_is_said_to_be_meant()
    {
        var graph = new GraphBuilder(17, ("x", [0, 3, 9, 5]));
        string conv = graph.Node("Conv", $"x {graph.Weights("w", 4, 3, 3, 3)}", ("strides", new[] { 1, 2 }));
        string pool = graph.Node("MaxPool", conv, ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
        OnnxImport import = graph.Output(pool).Import();
        (NetFiles files, _, _) = ImportCommand.Prove(import, "Game", "Net");
        Assert.Matches("never reads the last[^#]*#pragma warning disable NETC1020 // The net was trained so.\n\\[Network", files.Source);
        Assert.Empty(NetCompilation.Warnings(files.Source));
    }
}
