using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>A state that a file takes and gives becomes the class's own, which <c>Step</c> carries.</summary>
public class OnnxStateTests
{
    private const string Input = "input_3", Output = "tf_op_layer_stack_2";

    [Fact]
    public void A_denoiser_goes_step_by_step_as_its_file_does()
    {
        string path = SharedFiles.Find("data/models/dtln-1.onnx");
        OnnxImport import = OnnxImporter.Import(path, new() { States = new Dictionary<string, string> { [Input] = Output } });
        Assert.Empty(import.Problems);
        Assert.Equal(["activation_2"], import.Net.Outputs.Select(output => output.Original));
        Assert.Contains(
            "input_3 and tf_op_layer_stack_2 of the file are the State of Step here, which begins with zeros.", import.Net.Notes);
        (_, CompiledNetwork network, _) = ImportCommand.Prove(import, "", "Denoiser");

        OnnxGraph graph = OnnxGraph.Read(path);
        Tensor carried = new([1, 2, 128, 2], new double[512]);
        float[] state = new float[network.Info.StateFloats], answer = new float[257];
        var random = new Random(3);
        for (int step = 0; step < 4; step++)
        {
            float[] frame = [.. Enumerable.Range(0, 257).Select(_ => random.NextSingle())];
            OnnxEvaluation evaluation = OnnxEvaluation.Run(graph, graph.Nodes, new Dictionary<string, Tensor>
            {
                ["input_2"] = new([1, 1, 257], [.. frame.Select(value => (double)value)]),
                [Input] = carried,
            });
            carried = evaluation.Values[Output];
            Assert.True(network.Step(frame, state, answer));
            double[] expected = evaluation.Values["activation_2"].Values;
            Assert.InRange(answer.Zip(expected, (ours, theirs) => Math.Abs(ours - theirs)).Max() / expected.Max(), 0, 1e-5);
        }
    }

    /// <summary>Names that are related prove nothing: without a pair the state is a problem, and a wrong pair is one, too.</summary>
    [Fact]
    public void States_are_paired_by_what_becomes_of_their_numbers()
    {
        var graph = new GraphBuilder(14, ("x", [1, 1, 3]), ("state", [1, 1, 4]), ("cell", [1, 1, 4]));
        string weights = $"{graph.Weights("l.W", 1, 16, 3)} {graph.Weights("l.R", 1, 16, 4)} {graph.Weights("l.B", 1, 32)}";
        graph.Node("LSTM", $"x {weights} - state cell", "y stateN cellN", ("hidden_size", 4));
        graph.Output(graph.Node("Squeeze", $"y {graph.Integers(1)}"), "stateN", "cellN");
        Assert.Contains(graph.Import().Net.Notes,
            note => note.Contains("begins with state and cell: an input here. --state", StringComparison.Ordinal));
        Assert.Contains("each in its place", Wrong(new() { ["state"] = "cellN", ["cell"] = "stateN" }));
        Assert.Contains("name all of its states", Wrong(new() { ["state"] = "stateN" }));
        OnnxImport right = graph.Import(new()
        {
            States = new Dictionary<string, string> { ["state"] = "stateN", ["cell"] = "cellN" },
        });
        Assert.Empty(right.Problems);
        Assert.Equal("x", Assert.Single(right.Net.Inputs).Original);

        string Wrong(Dictionary<string, string> states) =>
            Assert.Throws<ToolException>(() => graph.Import(new() { States = states })).Message;
    }

    /// <summary>What one layer leaves another begins with: no layer stands between them.</summary>
    [Theory]
    [InlineData("LSTM", "forward")]
    [InlineData("LSTM", "bidirectional")]
    [InlineData("GRU", "forward")]
    [InlineData("GRU", "bidirectional")]
    [InlineData("RNN", "forward")]
    public void A_decoder_begins_where_its_encoder_ended(string kind, string direction)
    {
        var graph = new GraphBuilder(14, ("x", [5, 1, 3]), ("t", [4, 1, 2]));
        (string, object)[] settings = [("hidden_size", 4), ("direction", direction)];
        bool hasCell = kind == "LSTM";
        graph.Node(kind, $"x {Weights(graph, "e", kind, direction, 3)}", hasCell ? "- h c" : "- h", settings);
        graph.Node(kind, $"t {Weights(graph, "d", kind, direction, 2)} - h{(hasCell ? " c" : "")}", "y", settings);
        string written = graph.Output("y").Prove();
        Assert.Matches($@"\[{(kind == "RNN" ? "SimpleRNN" : kind)}\(4, .*InitialStateFrom = ""\w+""", written);
        Assert.DoesNotContain("LastState", written, StringComparison.Ordinal);
    }

    /// <summary>States as inputs and outputs, of layers that give all steps, too, and states that other layers make.</summary>
    [Theory]
    [InlineData("LSTM", "forward")]
    [InlineData("LSTM", "bidirectional")]
    [InlineData("GRU", "forward")]
    [InlineData("GRU", "bidirectional")]
    [InlineData("RNN", "bidirectional")]
    public void States_are_inputs_and_outputs(string kind, string direction)
    {
        int directions = direction == "forward" ? 1 : 2;
        bool hasCell = kind == "LSTM";
        (string, long[])[] ports = [("x", [5, 1, 3]), ("h", [directions, 1, 4]), ("c", [directions, 1, 4])];
        var graph = new GraphBuilder(14, hasCell ? ports : ports[..2]);
        (string, object)[] settings = [("hidden_size", 4), ("direction", direction)];
        string other = graph.Node("Tanh", "h");
        graph.Node(kind, $"x {Weights(graph, "e", kind, direction, 3)} - h{(hasCell ? " c" : "")}", hasCell ? "y hn cn" : "y hn", settings);
        graph.Node(kind, $"x {Weights(graph, "d", kind, direction, 3)} - {other}{(hasCell ? " cn" : "")}", "- last", settings);
        string all = graph.Node("Add", $"last {graph.Number(1)}");
        string written = (hasCell ? graph.Output("y", "hn", "cn", all) : graph.Output("y", "hn", all)).Prove();
        Assert.Contains("LastState", written, StringComparison.Ordinal);
        Assert.Contains("InitialStateFrom", written, StringComparison.Ordinal);
    }

    private static string Weights(GraphBuilder graph, string name, string kind, string direction, int inputs)
    {
        int directions = direction == "forward" ? 1 : 2, rows = 4 * kind switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        return $"{graph.Weights($"{name}.W", directions, rows, inputs)} {graph.Weights($"{name}.R", directions, rows, 4)} "
            + graph.Weights($"{name}.B", directions, 2 * rows);
    }

    /// <summary>A frame with or without what stood before it is another shape: the report shows which, and the class takes no other.
    /// </summary>
    [Theory]
    [InlineData(512)]
    [InlineData(576)]
    public void The_frame_is_as_long_as_was_said(int length)
    {
        var graph = new GraphBuilder(13, ("sound", [0, 1, 0]));
        string heard = graph.Node("Conv", $"sound {graph.Weights("w", 2, 1, 64)}", ("strides", new[] { 64 }));
        graph.Output(graph.Node("Relu", heard));
        Assert.Contains("--shape sound=1,1,?", Assert.Throws<ToolException>(() => graph.Import()).Message);
        OnnxImport import = graph.Import(new() { Shapes = new Dictionary<string, int[]> { ["sound"] = [1, 1, length] } });
        Assert.Equal([length, 1], import.Net.Inputs[0].Shape);
        Assert.Equal([length / 64, 2], import.Net.Outputs[0].Value.Shape);
        Assert.StartsWith($"[Network({length}, 1)]", SourceWriter.Write(import.Net, "", "Net", "Test.").Split('\n').First(
            line => line.StartsWith('[')), StringComparison.Ordinal);
        Assert.Contains(import.Net.Notes, note => note.Contains($"(1, 1, {length}) is ({length}, 1) here", StringComparison.Ordinal));
    }

    /// <summary>What a cell has in the file and no layer has: never passed over.</summary>
    [Theory]
    [InlineData("clip")]
    [InlineData("input_forget")]
    [InlineData("peepholes")]
    public void A_cell_of_another_kind_is_refused_by_its_name(string what)
    {
        var graph = new GraphBuilder(14, ("x", [6, 1, 3]));
        string weights = $"x {graph.Weights("l.W", 1, 16, 3)} {graph.Weights("l.R", 1, 16, 4)} {graph.Weights("l.B", 1, 32)}";
        (string, object)[] attributes = what switch { "clip" => [("clip", 0.5f)], "input_forget" => [("input_forget", 1)], _ => [] };
        graph.Node("LSTM", what == "peepholes" ? $"{weights} - - - {graph.Weights("l.P", 1, 12)}" : weights, "y",
            [("hidden_size", 4), .. attributes]);
        OnnxImport import = graph.Output(graph.Node("Squeeze", $"y {graph.Integers(1)}")).Import();
        Assert.Equal(what, Assert.Single(import.Problems).Reason);
    }

    [Theory]
    [InlineData("input_2", Output, "does not take its whole state from input_2|is not made of the last states")]
    [InlineData(Input, "activation_2", "activation_2 is not made of the last states of the layers that begin with input_3")]
    [InlineData("input_9", Output, "--state names an input input_9; the file's are input_2, input_3.")]
    [InlineData(Input, "other", "--state names an output other that is not there")]
    public void A_wrong_pair_is_refused(string input, string output, string reason)
    {
        string message = Assert.Throws<ToolException>(() => OnnxImporter.Import(SharedFiles.Find("data/models/dtln-1.onnx"),
            new() { States = new Dictionary<string, string> { [input] = output } })).Message;
        Assert.Contains(reason.Split('|'), part => message.Contains(part, StringComparison.Ordinal));
    }
}
