using System.Text.Json;
using NetCompiler.Tests;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Keras files of other projects, of version 2 in HDF5 and of version 3.</summary>
public class KerasImportTests
{
    [Theory]
    [InlineData("digits.keras")]
    [InlineData("keypoint_classifier.hdf5")]
    public void A_file_answers_as_its_formulas_do(string name)
    {
        string path = SharedFiles.Find($"data/models/{name}");
        (Net net, IReadOnlyList<Problem> problems, _) = KerasImporter.Import(path);
        Assert.Empty(problems);
        (_, CompiledNetwork network) = NetFiles.Make(net, "", "Net", "Keras.", null);
        float[] input = [.. Enumerable.Range(0, network.Info.InputLength)
            .Select(i => (float)((uint)(i * 2654435761L) / 4294967296.0 * 2 - 1))],
            answer = new float[network.Info.OutputLength];
        network.Predict(input, answer);
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(path + ".reference.json"));
        JsonElement expected = reference.RootElement.GetProperty("outputs").EnumerateObject().First().Value.GetProperty("first");
        Assert.Equal(expected.GetArrayLength(), answer.Length);
        for (int i = 0; i < answer.Length; i++)
            Assert.True(Math.Abs(expected[i].GetDouble() - answer[i]) <= 1e-5, $"{answer[i]}, expected {expected[i]}.");
    }
}
