using System.Runtime.CompilerServices;
using NetCompiler.Tests;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>All samples' networks as ONNX files and back: the same layers with the same settings, the same answers.</summary>
public class RoundTripTests
{
    /// <summary>What only training knows, which no ONNX file has, and names, which may change.</summary>
    private static readonly string[] ForTraining =
        ["TypeId", "Name", "From", "Share", "With", "Trainable", "Stateful", "Dropout", "RecurrentDropout", "Initializer", "L1", "L2"];

    [Theory]
    [InlineData("ActorCritic", "Agent")]
    [InlineData("Alvinn", "AlvinnNet")]
    [InlineData("Alvinn", "AlvinnCnn")]
    [InlineData("Amp", "Overdrive")]
    [InlineData("Digits", "DigitsNet")]
    [InlineData("Digits", "DigitsCnn")]
    [InlineData("Faces", "FaceNet")]
    [InlineData("Faces", "PoseNet")]
    [InlineData("Faces", "SunglassesNet")]
    [InlineData("Mnist", "MnistCnn")]
    [InlineData("Mnist", "MnistLeNet")]
    [InlineData("Mnist", "MnistMlp")]
    [InlineData("Mnist", "MnistResNet")]
    [InlineData("Neurons", "ThresholdUnit")]
    [InlineData("Neurons", "ThresholdNet")]
    [InlineData("Neurons", "HiddenLayerNet")]
    [InlineData("Sequences", "SimpleAdder")]
    [InlineData("Sequences", "GatedAdder")]
    [InlineData("Sequences", "Sunspots")]
    [InlineData("Sequences", "Writer")]
    [InlineData("Sequences", "Transformer")]
    public void A_network_comes_back(string sample, string network)
    {
        Assert.SkipWhen(
            network is not ("FaceNet" or "Overdrive" or "ThresholdNet")
            && Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_IMPORT") is null,
            "Each is compiled twice: NETCOMPILER_ONNX_IMPORT=samples runs all.");
        NetworkGraph graph = NetworkReader.Read(NetworkSource.Open(Sample(sample)), network, ExportedNets.Fill);
        (byte[] bytes, IReadOnlyList<Problem> problems) = OnnxExporter.Export(graph, new());
        Assert.Empty(problems);
        using var folder = new TemporaryDirectory();
        OnnxImport import = OnnxImporter.Import(folder.Write("net.onnx", bytes), new());
        Assert.Empty(import.Problems);
        Net net = NetBlocks.Fold(import.Net, "Back");
        string source = SourceWriter.Write(net, "", "Back", "Back.");
        if (network == "Transformer")
            Assert.Contains("[Use<BackBlock>(Repeat = 2)]", source, StringComparison.Ordinal);
        using var weights = new MemoryStream();
        WeightFile.Write(net, "Back", weights);
        weights.Position = 0;
        NetworkGraph back = NetworkReader.Read(
            NetworkSource.Open(folder.Write("Back.cs", System.Text.Encoding.UTF8.GetBytes(source))), null,
            compiled => NetworkFile.Load(compiled, weights));

        Assert.Equal(Layers(graph), Layers(back));
        Assert.Equal(graph.Outputs.Select(port => port.Name), back.Outputs.Select(port => port.Name));
        float[] before = new float[graph.Network.Info.OutputLength], after = new float[before.Length];
        foreach (float[] row in Golden.Of(graph.Network.Info, _ => []).Inputs)
        {
            graph.Network.Predict(row, before);
            back.Network.Predict(row, after);
            Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    /// <summary>Each layer with its settings, its shape, and which it reads; blocks are their layers.</summary>
    private static List<string> Layers(NetworkGraph graph)
    {
        var texts = new List<string>();
        int[] places = new int[graph.Layers.Count + 1];
        for (int i = 0; i < graph.Layers.Count; i++)
        {
            NetworkLayer layer = graph.Layers[i];
            if (layer.Attribute is null or DropoutAttribute)
            {
                places[i + 1] = layer.Reads.Count > 0 ? places[layer.Reads[0]] : 0;
                continue;
            }
            string settings = string.Join(", ", layer.Attribute.GetType().GetProperties()
                .Where(property => !ForTraining.Any(word => property.Name.EndsWith(word, StringComparison.Ordinal)))
                .Select(property => $"{property.Name} = {property.GetValue(layer.Attribute)}"));
            texts.Add($"{layer.Word}({settings}) of {string.Join(", ", layer.Reads.Select(read => places[read]))}: "
                + string.Join(", ", layer.Shape));
            places[i + 1] = texts.Count;
        }
        return texts;
    }

    private static string Sample(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", name));
}
