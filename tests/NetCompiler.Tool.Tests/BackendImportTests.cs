using System.Text;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>ONNX's own test data as classes: what is imported compiles and answers as stored; the rest is refused with reasons. Each case
/// is compiled, which takes minutes for all: one kind at a time.</summary>
public class BackendImportTests
{
    [Theory]
    [InlineData("pytorch-converted", 59)]
    public void What_is_imported_answers_as_stored(string kind, int least)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is { } wanted && wanted.Split(',').Contains(kind),
            $"NETCOMPILER_ONNX_IMPORT={kind} runs it.");
        var refused = new StringBuilder();
        var wrong = new StringBuilder();
        int right = 0;
        foreach (BackendCase test in BackendCase.All(kind))
        {
            try
            {
                OnnxImport import = OnnxImporter.Import(test.Model, new());
                if (import.Problems is [var problem, ..])
                    refused.AppendLine($"{test.Name}: {problem.Kind}: {problem.Reason}");
                else if (Fault(test, import) is { } fault)
                    wrong.AppendLine($"{test.Name}: {fault}");
                else
                    right++;
            }
            catch (ToolException exception) when (exception.Message.Contains("netcompiler", StringComparison.Ordinal)
                || exception.Message.Contains("compile", StringComparison.Ordinal))
            {
                wrong.AppendLine($"{test.Name}: {exception.Message}");
            }
            catch (ToolException exception)
            {
                refused.AppendLine($"{test.Name}: {exception.Message}");
            }
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: {right} agree.\n{refused}");
        Assert.True(wrong.Length == 0 && right >= least, $"{right} agree.\nWrong:\n{wrong}\nRefused:\n{refused}");
    }

    /// <summary>Each sample of a case's batch alone.</summary>
    private static string? Fault(BackendCase test, OnnxImport import)
    {
        (_, CompiledNetwork network, _) = ImportCommand.Prove(import, "", "Net");
        NetInput first = import.Net.Inputs[0];
        Tensor[] inputs = [.. import.Net.Inputs.Select(input =>
            test.Inputs[import.Graph.Inputs.ToList().FindIndex(other => other.Name == input.Original)])];
        int axis = Array.FindIndex(inputs[0].Shape.Zip(first.OriginalShape).ToArray(), pair => pair.First != pair.Second);
        int batch = axis < 0 ? 1 : inputs[0].Shape[axis];
        for (int n = 0; n < batch; n++)
        {
            float[] row = [.. import.Net.Inputs.SelectMany((input, i) => Row(input, inputs[i], axis, n))],
                answer = new float[network.Info.OutputLength];
            network.Predict(row, answer);
            int start = 0;
            foreach (NetOutput output in import.Net.Outputs)
            {
                Tensor stored = test.Outputs[import.Graph.Outputs.ToList().IndexOf(output.Original)];
                int count = Tensor.CountOf(output.Value.Shape);
                Tensor own = axis < 0 ? stored : stored.Slice(axis, n, 1);
                for (int i = 0; i < count; i++)
                {
                    double expected = own.Values[output.Order?[i] ?? i], ours = answer[start + i];
                    if (!(Math.Abs(ours - expected) <= 1e-3 * Math.Abs(expected) + 1e-5))
                        return $"{output.Original}[{i}] of sample {n} is {ours}, expected {expected}";
                }
                start += count;
            }
        }
        return null;
    }

    private static IEnumerable<float> Row(NetInput input, Tensor tensor, int axis, int n)
    {
        Tensor sample = axis < 0 ? tensor : tensor.Slice(axis, n, 1);
        return (input.Order is null ? sample : sample.Transpose(input.Order)).Values.Select(value => (float)value);
    }
}
