using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NetCompiler.Tests;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>The samples' networks as ONNX files and back: the same attributes, the same answers.</summary>
public partial class RoundTripTests
{
    [Theory]
    [InlineData("Digits/DigitsNet.cs")]
    [InlineData("Digits/DigitsCnn.cs")]
    [InlineData("Mnist/Networks/MnistCnn.cs")]
    [InlineData("Mnist/Networks/MnistLeNet.cs")]
    [InlineData("Mnist/Networks/MnistMlp.cs")]
    [InlineData("Faces/Networks/SunglassesNet.cs")]
    [InlineData("Alvinn/Networks/AlvinnNet.cs")]
    [InlineData("Alvinn/Networks/AlvinnCnn.cs")]
    public void A_chain_comes_back_with_its_attributes(string file)
    {
        Assert.SkipWhen(
            !file.Contains("LeNet", StringComparison.Ordinal) && !file.Contains("AlvinnCnn", StringComparison.Ordinal)
            && Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is null,
            "Each is compiled: NETCOMPILER_ONNX_IMPORT=samples runs all.");
        (_, OnnxImport import) = Return(file);
        string[] expected = Attributes(File.ReadAllText(Sample(file)));
        Assert.Equal(expected, Attributes(SourceWriter.Write(import.Net, "", "Back", "Back.")));
    }

    /// <summary>Blocks come back as their layers, and two outputs as two.</summary>
    [Theory]
    [InlineData("Mnist/Networks/MnistResNet.cs")]
    [InlineData("Faces/Networks/FaceNet.cs")]
    public void A_graph_comes_back_with_its_answers(string file)
    {
        (NetworkGraph graph, OnnxImport import) = Return(file);
        (NetFiles files, CompiledNetwork back) = NetFiles.Make(import.Net, "", "Back", "Back.", null);
        Assert.Equal(graph.Outputs.Select(port => port.Name), back.Info.Outputs.Select(port => port.Name));
        var random = new Random(2);
        for (int n = 0; n < 2; n++)
        {
            float[] input = [.. Enumerable.Range(0, back.Info.InputLength).Select(_ => random.NextSingle())];
            float[] before = new float[back.Info.OutputLength], after = new float[back.Info.OutputLength];
            graph.Network.Predict(input, before);
            back.Predict(input, after);
            Assert.True(before.Zip(after).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6),
                $"{string.Join(" ", before)}\n{string.Join(" ", after)}\n{files.Source}");
        }
    }

    private static (NetworkGraph Graph, OnnxImport Import) Return(string file)
    {
        NetworkGraph graph = NetworkReader.Read(NetworkSource.Open(Sample(file)), null, ExportedNets.Fill);
        using var folder = new TemporaryDirectory();
        (byte[] bytes, IReadOnlyList<Problem> problems) = OnnxExporter.Export(graph, new());
        Assert.Empty(problems);
        OnnxImport import = OnnxImporter.Import(folder.Write("net.onnx", bytes), new());
        Assert.Empty(import.Problems);
        return (graph, import);
    }

    /// <summary>The attributes without what only training knows, which no ONNX file has.</summary>
    private static string[] Attributes(string source)
    {
        string all = string.Join(", ", AttributeLine().Matches(source).Select(match => match.Groups[1].Value));
        all = ForTraining().Replace(all, "");
        return [.. Separator().Split(all).Where(attribute => !attribute.StartsWith("Dropout(", StringComparison.Ordinal))];
    }

    private static string Sample(string file, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", file));

    [GeneratedRegex(@"^\[(.*)\]$", RegexOptions.Multiline)]
    private static partial Regex AttributeLine();

    [GeneratedRegex(@", (Loss|Trainable|\w+Initializer) = [\w.]+")]
    private static partial Regex ForTraining();

    [GeneratedRegex(@", (?![^(]*\))")]
    private static partial Regex Separator();
}
