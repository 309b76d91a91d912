using System.Text.Json;
using NetCompiler.Tests;
using NetCompiler.Tool.Audio;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Real files of other projects: each is imported, compiled, and answers as ONNX Runtime did.</summary>
public class ModelFileTests
{
    [Theory]
    [InlineData("mnist-8")]
    [InlineData("3DBall")]
    [InlineData("BallChase")]
    [InlineData("ultraface-slim-320")]
    public void A_file_answers_as_in_its_own_runtime(string name)
    {
        Assert.SkipWhen(
            name.StartsWith("ultraface", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is null,
            "Its class takes ten seconds to compile: NETCOMPILER_ONNX_IMPORT=models runs it.");
        string path = SharedFiles.Find($"data/models/{name}.onnx");
        OnnxImport import = OnnxImporter.Import(path, new());
        Assert.Empty(import.Problems);
        (_, CompiledNetwork network, _) = ImportCommand.Prove(import, "Imported", "Net");
        float[] inputs = [.. import.Net.Inputs.SelectMany(Ramp)], answer = new float[network.Info.OutputLength];
        network.Predict(inputs, answer);

        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(path + ".reference.json"));
        JsonElement outputs = reference.RootElement.GetProperty("outputs");
        int start = 0;
        foreach (NetOutput output in import.Net.Outputs)
        {
            int count = Tensor.CountOf(output.Value.Shape);
            double[] ours = new double[count];
            for (int i = 0; i < count; i++)
                ours[output.Order?[i] ?? i] = answer[start + i];
            start += count;
            JsonElement expected = outputs.GetProperty(output.Original);
            double[] first = [.. expected.GetProperty("first").EnumerateArray().Select(value => value.GetDouble())];
            double size = first.Max(Math.Abs), sum = expected.GetProperty("sum").GetDouble(),
                squares = expected.GetProperty("sumOfSquares").GetDouble();
            Assert.Equal(expected.GetProperty("count").GetInt32(), count);
            for (int i = 0; i < first.Length; i++)
                Assert.True(Math.Abs(first[i] - ours[i]) <= 1e-5 * size, $"{output.Original}[{i}] is {ours[i]}, expected {first[i]}.");
            Assert.True(Math.Abs(sum - ours.Sum()) <= 1e-5 * ours.Sum(Math.Abs), $"{ours.Sum()}, expected {sum}.");
            Assert.True(Math.Abs(squares - ours.Sum(x => x * x)) <= 2e-5 * squares);
        }
    }

    /// <summary>Every file that is there becomes a net, or says what it is. (Others test what the nets answer.)</summary>
    [Fact]
    public void Every_file_of_other_projects_is_read()
    {
        string folder = Path.GetDirectoryName(SharedFiles.Find("data/models/README.md"))!;
        var states = new Dictionary<string, string> { ["input_3"] = "tf_op_layer_stack_2" };
        // The detector's many images take seconds.
        bool isThorough = Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is not null;
        int imported = 0;
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => isThorough || !path.Contains("ultraface")))
        {
            string name = Path.GetFileName(path);
            IReadOnlyList<Problem>? problems = Path.GetExtension(path) switch
            {
                ".onnx" => OnnxImporter.Import(path, name == "dtln-1.onnx" ? new() { States = states } : new()).Problems,
                ".keras" or ".hdf5" => KerasImporter.Import(path).Problems,
                ".nam" => AudioImporter.Import(path).Problems,
                ".json" when !name.EndsWith(".reference.json", StringComparison.Ordinal) => AudioImporter.Import(path).Problems,
                _ => null,
            };
            Assert.Empty(problems ?? []);
            imported += problems is null ? 0 : 1;
        }
        Assert.Equal(isThorough ? 10 : 9, imported);
        string weights = Path.Combine(folder, "silero_vad_16k.safetensors");
        Assert.Contains("has weights alone", Assert.Throws<ToolException>(
            () => ImportCommand.Import(weights, "", "Net", new(), (_, _, _) => { })).Message);
    }

    [Fact]
    public void States_from_outside_that_have_no_name_as_State_are_inputs_and_outputs()
    {
        OnnxImport import = OnnxImporter.Import(SharedFiles.Find("data/models/dtln-1.onnx"), new());
        Assert.Empty(import.Problems);
        Assert.Equal(["input_2", "input_3"], import.Net.Inputs.Select(input => input.Original));
        Assert.Equal(["activation_2", "tf_op_layer_stack_2"], import.Net.Outputs.Select(output => output.Original));
        ImportCommand.Prove(import, "", "Denoiser");
    }

    [Fact]
    public void The_class_is_what_a_person_would_write()
    {
        OnnxImport import = OnnxImporter.Import(SharedFiles.Find("data/models/mnist-8.onnx"), new());
        Assert.Equal(
            """
            // From mnist-8.onnx.
            // - Input Input3 of the file's shape (1, 1, 28, 28) is (28, 28, 1) here, channels last.
            using NetCompiler;

            namespace Digits;

            [Network(28, 28, 1)]
            [Conv2D(8, 5, Padding = Padding.Same), ReLU]
            [MaxPool2D(2)]
            [Conv2D(16, 5, Padding = Padding.Same), ReLU]
            [MaxPool2D(3)]
            [Flatten]
            [Dense(10)]
            public sealed partial class Mnist8;

            """,
            SourceWriter.Write(import.Net, "Digits", "Mnist8", "From mnist-8.onnx."));
    }

    /// <summary>The references' input, which is in the file's order, in ours.</summary>
    private static IEnumerable<float> Ramp(NetInput input)
    {
        int count = Tensor.CountOf(input.OriginalShape);
        Tensor ramp = new(input.OriginalShape,
            [.. Enumerable.Range(0, count).Select(i => (double)(float)((uint)(i * 2654435761L) / 4294967296.0 * 2 - 1))]);
        return (input.Order is null ? ramp : ramp.Transpose(input.Order)).Values.Select(value => (float)value);
    }
}
