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
    [InlineData("pytorch-converted", 69)]
    public void What_is_imported_answers_as_stored(string kind, int least)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is { } wanted && wanted.Split(',').Contains(kind),
            $"NETCOMPILER_ONNX_IMPORT={kind} runs it.");
        var refused = new StringBuilder();
        var wrong = new StringBuilder();
        int right = 0, all = 0;
        foreach (BackendCase test in BackendCase.All(kind))
        {
            all++;
            try
            {
                OnnxImport import = OnnxImporter.Import(test.Model, new());
                if (import.Problems is [var problem, ..])
                    Refuse($"{test.Name}: {problem.Kind}: {problem.Reason}");
                else if (Fault(test, import) is { } fault)
                    Fail($"{test.Name}: {fault}");
                else
                    right++;
            }
            catch (ToolException exception) when (exception.Message.Contains("netcompiler", StringComparison.Ordinal)
                || exception.Message.Contains("compile", StringComparison.Ordinal))
            {
                Fail($"{test.Name}: {exception.Message}");
            }
            catch (ToolException exception)
            {
                Refuse($"{test.Name}: {exception.Message}");
            }
        }

        void Refuse(string what) => Say(refused, what);

        void Fail(string what) => Say(wrong, what);

        static void Say(StringBuilder list, string what)
        {
            TestContext.Current.TestOutputHelper!.WriteLine(what);
            list.AppendLine(what);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: {right} of {all} agree.");
        Assert.True(wrong.Length == 0 && right >= least, $"{right} agree.\nWrong:\n{wrong}\nRefused:\n{refused}");
    }

    /// <summary>Each sample of a case's batch alone.</summary>
    private static string? Fault(BackendCase test, OnnxImport import)
    {
        (_, CompiledNetwork network, _) = ImportCommand.Prove(import, "", "Net");
        (NetInput Input, Tensor Value, int? Axis)[] inputs = [.. import.Net.Inputs.Select(input =>
        {
            Tensor value = test.Inputs[test.Names.IndexOf(input.Original)];
            return (input, value, OnnxBatch.AxisOf(value.Shape, input.OriginalShape));
        })];
        int batch = inputs.Max(input => input.Axis is { } axis ? input.Value.Shape[axis] : 1);
        for (int n = 0; n < batch; n++)
        {
            float[] row = [.. inputs.SelectMany(input => Row(input.Input, input.Value, input.Axis, n))],
                answer = new float[network.Info.OutputLength];
            network.Predict(row, answer);
            OnnxEvaluation evaluation = import.Evaluate(row);
            int start = 0;
            foreach (NetOutput output in import.Net.Outputs)
            {
                Tensor stored = test.Outputs[import.Graph.Outputs.ToList().IndexOf(output.Original)];
                int count = Tensor.CountOf(output.Value.Shape);
                Tensor own = OnnxBatch.AxisOf(stored.Shape, evaluation.Values[output.Original].Shape) is { } axis
                    ? stored.Slice(axis, n, 1)
                    : stored;
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

    private static IEnumerable<float> Row(NetInput input, Tensor tensor, int? axis, int n)
    {
        Tensor sample = axis is { } batch ? tensor.Slice(batch, n, 1) : tensor;
        return (input.Order is null ? sample : sample.Transpose(input.Order)).Values.Select(value => (float)value);
    }
}
