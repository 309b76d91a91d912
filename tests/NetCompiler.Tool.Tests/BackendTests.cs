using System.Text;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>ONNX's own test data, where it is installed: what operators compute, and what becomes of whole files.</summary>
public class BackendTests
{
    /// <summary>Those that ONNX itself computes at random, whose stored numbers are of another type than their file says, or whose
    /// answers ONNX Runtime has otherwise, too: it takes the whole size of what becomes smaller where corners stay.</summary>
    internal static readonly string[] Apart =
        ["bernoulli", "dropout_random", "training_dropout", "BFLOAT16", "resize_downsample_scales_linear_align_corners",
            "resize_downsample_scales_cubic_align_corners"];

    [Theory]
    [InlineData("node", 480)]
    [InlineData("simple", 0)]
    [InlineData("pytorch-operator", 30)]
    [InlineData("pytorch-converted", 67)]
    public void Operators_compute_what_is_stored(string kind, int least)
    {
        var wrong = new StringBuilder();
        int right = 0;
        foreach (BackendCase test in BackendCase.All(kind).Where(test => !Apart.Any(test.Name.Contains)))
        {
            OnnxGraph graph;
            try
            {
                graph = OnnxGraph.Read(test.Model);
            }
            catch (ToolException)
            {
                continue;
            }
            var inputs = graph.Inputs.Zip(test.Inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second);
            OnnxEvaluation evaluation = OnnxEvaluation.Run(graph, graph.Nodes, inputs);
            if (evaluation.Problems.Count > 0)
                continue;
            string? fault = graph.Outputs.Zip(test.Outputs)
                .Select(pair => Difference(pair.First, evaluation.Values[pair.First], pair.Second))
                .FirstOrDefault(difference => difference is not null);
            if (fault is null)
                right++;
            else
                wrong.Append(test.Name).Append(": ").AppendLine(fault);
        }
        Assert.True(wrong.Length == 0 && right >= least, $"{right} cases agree.\n{wrong}");
    }

    private static string? Difference(string name, Tensor ours, Tensor theirs)
    {
        if (!ours.Shape.SequenceEqual(theirs.Shape))
            return $"{name} has shape ({string.Join(", ", ours.Shape)}), expected ({string.Join(", ", theirs.Shape)})";
        for (int i = 0; i < ours.Count; i++)
        {
            (double a, double b) = (ours.Values[i], theirs.Values[i]);
            if (!(Math.Abs(a - b) <= 1e-3 * Math.Abs(b) + 1e-6) && !a.Equals(b))
                return $"{name}[{i}] is {a}, expected {b}";
        }
        return null;
    }
}
