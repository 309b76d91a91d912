using System.Text;
using NetCompiler.Tests;
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
        Assert.SkipUnless(IsWanted(kind), $"NETCOMPILER_ONNX_IMPORT={kind} runs it.");
        Count(kind, BackendCase.All(kind), least, test => Try(test, isCompiled: true));
    }

    /// <summary>Cases of one operator on 32-bit floats of fixed sizes, of the operators of which layers are made: as they are, or else with
    /// all inputs but the first in the file, as a net has its weights. <c>NETCOMPILER_ONNX_IMPORT=node</c> compiles and compares each;
    /// otherwise they are imported alone.</summary>
    [Fact]
    public void Single_operators_answer_as_stored()
    {
        const string Kind = "node";
        bool isThorough = IsWanted(Kind);
        using var folder = new TemporaryDirectory();
        IEnumerable<BackendCase> cases = BackendCase.All(Kind).Where(
            test => test.FloatKind is not null && !BackendTests.Apart.Any(test.Name.Contains));
        Count(Kind, cases, 299, test =>
        {
            (string What, bool IsWrong)? fault = Try(test, isThorough);
            if (fault is null || fault.Value.IsWrong || test.Names.Count < 2)
                return fault;
            (string What, bool IsWrong)? second = Try(test.WithWeights(Path.Combine(folder.Path, "model.onnx")), isThorough);
            return second is var (what, isWrong) ? ($"{fault.Value.What}; with weights {what}", isWrong) : null;
        });
    }

    private static bool IsWanted(string kind) =>
        Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is { } wanted && wanted.Split(',').Contains(kind);

    /// <summary>What is wrong with a case, or why it is refused; null where it agrees.</summary>
    private static (string What, bool IsWrong)? Try(BackendCase test, bool isCompiled)
    {
        try
        {
            OnnxImport import = OnnxImporter.Import(test.Model, new());
            if (import.Problems is [var problem, ..])
                return ($"{problem.Kind}: {problem.Reason}", false);
            return isCompiled && Fault(test, import) is { } fault ? (fault, true) : null;
        }
        catch (ToolException exception)
        {
            return (exception.Message, exception.Message.Contains("fault of netcompiler", StringComparison.Ordinal)
                || exception.Message.Contains("does not compile", StringComparison.Ordinal));
        }
    }

    private static void Count(string kind, IEnumerable<BackendCase> cases, int least, Func<BackendCase, (string What, bool IsWrong)?> look)
    {
        var faults = new StringBuilder();
        int right = 0, wrong = 0, all = 0;
        foreach (BackendCase test in cases)
        {
            all++;
            if (look(test) is not var (what, isWrong))
            {
                right++;
                continue;
            }
            wrong += isWrong ? 1 : 0;
            faults.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{(isWrong ? "WRONG" : "refused")} {test.Name}: {what}");
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{faults}{kind}: {right} of {all} agree.");
        Assert.True(wrong == 0 && right >= least, $"{right} of {all} agree.\n{faults}");
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
