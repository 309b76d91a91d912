using System.Globalization;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>What goes wrong most with files of other frameworks, each on no two dimensions alike.</summary>
public class OnnxPitfallTests
{
    /// <summary>Every axis counts channels first in the file, and last here.</summary>
    [Fact]
    public void Axes_after_a_convolution()
    {
        var graph = new GraphBuilder(13, ("x", [0, 3, 8, 6]));
        string c = graph.Node("Conv", $"x {graph.Weights("stem.weight", 4, 3, 2, 2)}");
        graph.Node("Split", $"{c} {graph.Integers(2, 3)}", "left right", ("axis", 3));
        graph.Output(
            graph.Node("Concat", $"{c} {graph.Node("Tanh", c)}", ("axis", 2)), graph.Node("Softmax", c, ("axis", 1)),
            graph.Node("Softmax", c, ("axis", 2)),
            graph.Node("ReduceMean", c, ("axes", new[] { 3 }), ("keepdims", 0)), "left", "right",
            graph.Node("Slice", $"{c} {graph.Integers(-1)} {graph.Integers(long.MinValue)} {graph.Integers(2)} {graph.Integers(-1)}"),
            graph.Node("Slice", $"{c} {graph.Integers(1, 1)} {graph.Integers(-2, int.MaxValue)} {graph.Integers(2, 1)}"),
            graph.Node("Gather", $"{c} {graph.Scalar(-2)}", ("axis", 3)),
            graph.Node("Pad", $"{c} {graph.Integers(0, 0, 1, 0, 0, 0, 2, 0)}"),
            graph.Node("Mul", $"{graph.Node("Add", $"{c} {graph.Weights("a", 4, 1, 1)}")} {graph.Weights("b", 7, 1)}"),
            graph.Node("Softmax", graph.Node("Reshape", $"{c} {graph.Integers(0, 4, -1)}"), ("axis", 1)),
            graph.Node("PRelu", $"{c} {graph.Weights("p", 1)}"), graph.Node("PRelu", $"{c} {graph.Weights("q", 4, 1, 1)}"),
            graph.Node("PRelu", $"{c} {graph.Weights("r", 5)}"), graph.Node("PRelu", $"{c} {graph.Weights("s", 4, 7, 5)}"),
            graph.Node("Reshape", $"{c} {graph.Integers(-1, 70)}")).Prove();
    }

    /// <summary>Before opset 13 a softmax is over all axes from one on.</summary>
    [Fact]
    public void Softmax_of_opset_12_flattens_and_pools_count_what_they_say()
    {
        var graph = new GraphBuilder(12, ("x", [0, 3, 8, 8]));
        string x = graph.Node("Relu", "x");
        string[] pools = [.. from counts in new[] { 0, 1 }
            from rounds in new[] { 0, 1 }
            select graph.Node("AveragePool", x, ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }),
                ("pads", new[] { 1, 1, 1, 1 }), ("count_include_pad", counts), ("ceil_mode", rounds))];
        graph.Output([graph.Node("Softmax", x, ("axis", 1)), .. pools]).Prove();
    }

    [Fact]
    public void Matrices_and_transposed_convolutions_in_all_their_forms()
    {
        var graph = new GraphBuilder(13, ("x", [0, 5]), ("image", [0, 3, 4, 6]), ("row", [0, 7]), ("steps", [0, 4, 6]));
        string[] products =
        [
            Gemm("alpha", graph.Weights("c0", 4), ("alpha", 0.5f), ("beta", -2f)), Gemm("absent", ""), Gemm("scalar", graph.Number(3)),
            Gemm("one", graph.Weights("c1", 1)), Gemm("rows", graph.Weights("c2", 1, 1)), Gemm("row", graph.Weights("c3", 1, 4)),
            Gemm("nothing", graph.Weights("c4", 4), ("beta", 0f)),
            graph.Node("Gemm", $"x {graph.Weights("turned.weight", 4, 5)}", ("transB", 1), ("alpha", 2f)),
        ];
        string[] larger =
        [
            Transposed("strides", ("strides", new[] { 2, 3 })),
            Transposed("added", ("strides", new[] { 2, 2 }), ("output_padding", new[] { 1, 0 })),
            Transposed("pads", ("pads", new[] { 1, 0, 2, 1 })),
            Transposed("shape", ("strides", new[] { 2, 2 }), ("output_shape", new[] { 8, 12 })),
            Transposed("beyond", ("strides", new[] { 3, 3 }), ("output_shape", new[] { 13, 19 })),
            Transposed("upper", ("strides", new[] { 2, 2 }), ("auto_pad", "SAME_UPPER")),
            Transposed("wide", ("dilations", new[] { 2, 1 })),
        ];
        string[] norms = [Norm("row", 7), Norm("steps", 4)];
        graph.Output([.. products, .. larger, .. norms]).Prove();

        string Gemm(string name, string c, params (string, object)[] attributes) =>
            graph.Node("Gemm", $"x {graph.Weights($"{name}.weight", 5, 4)} {c}".TrimEnd(), attributes);

        string Transposed(string name, params (string, object)[] attributes) =>
            graph.Node("ConvTranspose", $"image {graph.Weights($"{name}.weight", 3, 2, 3, 3)}", attributes);

        string Norm(string x, int channels) => graph.Node("BatchNormalization",
            $"{x} {graph.Positive($"{x}.g", channels)} {graph.Weights($"{x}.b", channels)} {graph.Weights($"{x}.m", channels)} "
                + graph.Positive($"{x}.v", channels));
    }

    /// <summary>Names in lower case, functions with numbers of their own, a length that is left out, states of zeros.</summary>
    [Fact]
    public void Recurrent_layers_with_functions_of_their_own_and_states_of_zeros()
    {
        foreach (int batch in new[] { 1, 3 })
        {
            var graph = new GraphBuilder(14, ("x", [6, batch, 3]));
            string zeros = graph.Node("Expand", $"{graph.Number(0)} {graph.Integers(1, batch, 4)}");
            string weights = $"{graph.Weights("l.W", 1, 16, 3)} {graph.Weights("l.R", 1, 16, 4)} {graph.Weights("l.B", 1, 32)}";
            graph.Node("LSTM", $"x {weights} - {zeros} {zeros}", "y -", ("hidden_size", 4),
                ("activations", new[] { "hardsigmoid", "relu", "relu" }), ("activation_alpha", new[] { 1 / 6f }),
                ("activation_beta", new[] { 0.5f }));
            string written = graph.Output(graph.Node("Squeeze", $"y {graph.Integers(1)}")).Prove();
            Assert.Contains("RecurrentActivation = Activation.HardSigmoid", written, StringComparison.Ordinal);
            Assert.DoesNotContain("InitialState", written, StringComparison.Ordinal);
        }
    }

    /// <summary>The same for all samples: written so, or as one row that is stretched; a state of a sample's own is refused.</summary>
    [Fact]
    public void Recurrent_layers_that_begin_with_a_stored_state()
    {
        foreach (bool isStretched in new[] { true, false })
        {
            var graph = new GraphBuilder(14, ("x", [6, isStretched ? 0 : 2, 3]));
            string first = graph.Weights("l.h", 2, isStretched ? 1 : 2, 4);
            if (isStretched)
            {
                string batch = graph.Node("Slice", $"{graph.Node("Shape", "x")} {graph.Integers(1)} {graph.Integers(2)}");
                string shape = graph.Node("Concat", $"{graph.Integers(2)} {batch} {graph.Integers(4)}", ("axis", 0));
                first = graph.Node("Expand", $"{first} {shape}");
            }
            string weights = $"{graph.Weights("l.W", 2, 16, 3)} {graph.Weights("l.R", 2, 16, 4)} {graph.Weights("l.B", 2, 32)}";
            graph.Node("LSTM", $"x {weights} - {first}", "- y", ("hidden_size", 4), ("direction", "bidirectional"));
            graph.Output(graph.Node("Transpose", "y", ("perm", new[] { 1, 0, 2 })));
            if (isStretched)
                Assert.Contains("[LSTM(4, Bidirectional = true, InitialState = true", graph.Prove(), StringComparison.Ordinal);
            else
                Assert.Equal("each sample begins with a state of its own", Assert.Single(graph.Import().Problems).Reason);
        }
    }

    [Fact]
    public void Images_become_larger_and_smaller_and_pads_may_be_computed()
    {
        var graph = new GraphBuilder(13, ("x", [0, 2, 4, 6]));
        string conv = graph.Node("Conv", $"x {graph.Weights("w", 3, 2, 1, 1)}");
        string after = graph.Node("Mul", $"{graph.Integers(0, 0, 1, 1)} {graph.Integers(3)}");
        string pads = graph.Node("Concat", $"{graph.Integers(0, 0, 1, 2)} {after}", ("axis", 0));
        string written = graph.Output(Resize("linear", 2, 2), Resize("nearest", 1, 3), Resize("linear", 1.5f, 1),
            Resize("nearest", 0.5f, 1), graph.Node("Pad", $"{conv} {pads}")).Prove();
        Assert.Contains("UpSampling2D(2, Interpolation = Interpolation.Bilinear", written, StringComparison.Ordinal);
        Assert.Contains("UpSampling2D(1, 3", written, StringComparison.Ordinal);

        string Resize(string mode, float height, float width) => graph.Node("Resize",
            $"{conv} - {graph.Numbers(1, 1, height, width)}", ("mode", mode), ("coordinate_transformation_mode", "half_pixel"));
    }

    [Fact]
    public void What_is_in_front_stays_and_what_only_training_has_goes_with_a_line()
    {
        var graph = new GraphBuilder(13, ("pixels", [0, 4]), ("unused", [0, 2]));
        string scaled = graph.Node("Div", $"pixels {graph.Number(255)}");
        string dropped = graph.Node("Dropout", $"{scaled} {graph.Number(0.5f)} {graph.Truth()}");
        string answer = graph.Node("Gemm", $"{dropped} {graph.Weights("class.weight", 4, 2)}");
        string random = graph.Node("Add", $"{answer} {graph.Node("RandomNormalLike", answer)}");
        OnnxImport import = graph.Output(answer, random, graph.Node("Identity", "pixels"), graph.Number(7)).Import();
        (NetFiles files, _, _) = ImportCommand.Prove(import, "", "Net");
        Assert.Contains("Rescaling(0.00392", files.Source, StringComparison.Ordinal);
        foreach (string note in new[]
        {
            "(Dropout) is active in the file", "is an input passed through", "is partly random", "is a constant",
            "Input unused is not needed",
        })
            Assert.Contains(import.Net.Notes, said => said.Contains(note, StringComparison.Ordinal));
    }

    /// <summary>Where nothing but an input comes out, it is the answer.</summary>
    [Fact]
    public void What_a_norm_saves_for_training_goes_and_an_input_alone_stays()
    {
        var graph = new GraphBuilder(17, ("x", [0, 3, 4]));
        graph.Node("LayerNormalization", $"x {graph.Weights("g", 4)} {graph.Weights("b", 4)}", "y mean scale", ("axis", -1));
        OnnxImport import = graph.Output("y", "mean", "scale").Import();
        Assert.Equal(["Output mean is for training alone: left out.", "Output scale is for training alone: left out."],
            import.Net.Notes.Where(note => note.Contains("training", StringComparison.Ordinal)));
        Assert.Equal("y", Assert.Single(import.Net.Outputs).Original);

        var same = new GraphBuilder(13, ("x", [0, 3]));
        string written = same.Output(same.Node("Dropout", "x")).Prove();
        Assert.Contains("[Linear]", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Pytorchs_GRU_is_read_as_written_with_a_warning_and_a_way_out()
    {
        var graph = new GraphBuilder(14, ("x", [6, 1, 3])) { Producer = "pytorch" };
        graph.Node("GRU", $"x {graph.Weights("g.W", 1, 12, 3)} {graph.Weights("g.R", 1, 12, 4)} {graph.Weights("g.B", 1, 24)}", "y",
            ("hidden_size", 4));
        graph.Output(graph.Node("Squeeze", $"y {graph.Integers(1)}"));
        OnnxImport written = graph.Import(), turned = graph.Import(new() { ResetsAfter = true });
        Assert.Contains("--reset-after", Assert.Single(written.Net.Notes), StringComparison.Ordinal);
        Assert.Empty(turned.Net.Notes);
        float[] row = [.. Enumerable.Range(0, 18).Select(i => MathF.Sin(i))];
        Assert.NotEqual(written.Answer(row), turned.Answer(row));
    }

    /// <summary>The same name in the file or after cleaning, words of C#, a path; a decimal comma in the user's country.</summary>
    [Fact]
    public void Names_are_valid_and_unique_and_numbers_have_points()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = german;
        try
        {
            var graph = new GraphBuilder(13, ("x", [0, 3]));
            string x = "x";
            foreach (string name in new[]
            {
                "/a/B.weight", "a.B.weight", "a_B.weight", "onnx::MatMul_1", "class.weight", "1.weight", "input.weight",
            })
                x = graph.Node("LeakyRelu", graph.Node("MatMul", $"{x} {graph.Weights(name, 3, 3)}"), ("alpha", 0.25f));
            string written = graph.Output(x).Prove();
            Assert.Equal(7, written.Split("Dense(3").Length - 1);
            Assert.Equal(7, written.Split("LeakyReLU(0.25)").Length - 1);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Open sizes by a name, by 0, and not given at all; the batch that a Reshape folds in.</summary>
    [Fact]
    public void Open_sizes_and_shapes_that_do_not_fit()
    {
        var whole = new GraphBuilder(13, ("x", [0, 12]));
        string dense = whole.Node("Relu", "x");
        whole.Output(whole.Node("Reshape", $"{dense} {whole.Integers(-1, 12)}"), whole.Node("Reshape", $"{dense} {whole.Integers(-1, 6)}"),
            whole.Node("Reshape", $"{dense} {whole.Integers(-1, 24)}"));
        Assert.Equal("12 numbers do not fill a shape of (-1, 24)", Assert.Single(whole.Import().Problems).Reason);

        GraphBuilder none = new GraphBuilder(13, ("x", [0, 12])).WithoutShape("x");
        none.Output(none.Node("Relu", "x"));
        Assert.StartsWith("Input x has no shape in the file", Assert.Throws<ToolException>(() => none.Import()).Message,
            StringComparison.Ordinal);
        Assert.Equal([5], none.Import(new() { Shapes = new Dictionary<string, int[]> { ["x"] = [1, 5] } }).Net.Inputs[0].Shape);
        Assert.Equal("--shape gives 3 sizes of input x, which has 2 in the file.", Assert.Throws<ToolException>(() => whole.Import(
            new() { Shapes = new Dictionary<string, int[]> { ["x"] = [1, 3, 4] } })).Message);
    }

    /// <summary>A first dimension of a fixed size is a batch only where each sample is answered alone as among others; weights that are
    /// inputs are none; and what is wrong in a class is found before it is written.</summary>
    [Fact]
    public void What_is_no_batch_no_weight_and_not_alike_is_found()
    {
        var batch = new GraphBuilder(13, ("x", [3, 4]));
        Assert.Equal([4], batch.Output(batch.Node("Softmax", "x")).Import().Net.Inputs[0].Shape);
        var sum = new GraphBuilder(13, ("x", [3, 4]));
        Assert.Equal([3, 4], sum.Output(sum.Node("ReduceMean", "x", ("axes", new[] { 0 }))).Import().Net.Inputs[0].Shape);

        var open = new GraphBuilder(13, ("x", [0, 4]), ("w", [4, 4]), ("s", [4]));
        string product = open.Node("BatchNormalization", "x s s s s"), scaled = open.Node("Gemm", "x w");
        Assert.Equal(2, open.Output(product, scaled).Import().Problems.Count);

        var graph = new GraphBuilder(13, ("x", [0, 4]));
        OnnxImport import = graph.Output(graph.Node("MatMul", $"x {graph.Weights("w", 4, 4)}")).Import();
        import.Net.Layers[0].Tensors["kernel"] = import.Net.Layers[0].Tensors["kernel"].Transpose(1, 0);
        Assert.Contains("would answer otherwise",
            Assert.Throws<ToolException>(() => ImportCommand.Prove(import, "", "Net")).Message, StringComparison.Ordinal);
    }

    /// <summary>A mask with infinite numbers, which no class can hold.</summary>
    [Fact]
    public void Infinite_weights_are_refused_with_their_place()
    {
        var graph = new GraphBuilder(13, ("x", [0, 3]));
        string mask = graph.Numbers(0, float.NegativeInfinity, 0);
        OnnxImport import = graph.Output(graph.Node("Add", $"{graph.Node("Relu", "x")} {mask}")).Import();
        Assert.Contains("which no network can hold",
            Assert.Throws<ToolException>(() => ImportCommand.Prove(import, "", "Net")).Message, StringComparison.Ordinal);
    }
}
