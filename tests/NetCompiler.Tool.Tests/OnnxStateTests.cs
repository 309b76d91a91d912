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
