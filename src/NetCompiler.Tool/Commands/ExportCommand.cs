using System.CommandLine;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Commands;

/// <summary><c>netcompiler export Mnist.cs</c>: one of our classes as a file of another framework.</summary>
internal static class ExportCommand
{
    /// <summary>Relative to the largest number of an answer, of what is compared with the file's own operators.</summary>
    private const double Tolerance = 1e-5;

    public static Command Create()
    {
        var network = new Argument<string>("network")
        {
            Description = "Where the class is: a C# file, a project or its folder, or an assembly, which is read and never run.",
        };
        var name = new Option<string?>("--class") { Description = "The class; without it the only one with [Network]." };
        var weights = new Option<string?>("--weights")
        {
            Description = "Its safetensors file; without it CLASS.safetensors beside the source.",
        };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; without it CLASS.onnx here." };
        var format = new Option<ExportFormat>("--format")
        {
            Description = "Onnx; or tensors as Keras's or PyTorch's layers have them, in their order, as safetensors.",
        };
        var opset = new Option<int>("--opset") { Description = "15, 16 or 17.", DefaultValueFactory = _ => 17 };
        var first = new Option<bool>("--channels-first")
        {
            Description = "Images and sequences of an ONNX file have their channels first, as in PyTorch; else last, as here.",
        };
        var command = new Command(
            "export",
            "Writes one of your networks for other programs, and compares the file's answers with the network's.\n\nExamples:\n"
                + "  netcompiler export Nets/Policy.cs -o policy.onnx\n"
                + "  netcompiler export bin/Release/net10.0/Game.dll --class Policy --weights policy.safetensors\n"
                + "  netcompiler export MyGame.csproj --class Policy --format PyTorch -o policy.torch.safetensors\n\n"
                + Loaders.Text)
        {
            network, name, weights, output, format, opset, first,
        };
        command.SetAction(result => CommandRunner.Run(() => Export(
            result.GetValue(network)!, result.GetValue(name), result.GetValue(weights), result.GetValue(output), result.GetValue(format),
            new(result.GetValue(opset), result.GetValue(first)))));
        return command;
    }

    private static int Export(
        string path, string? name, string? weights, string? output, ExportFormat format, OnnxExportOptions options)
    {
        NetworkGraph graph = Read(path, name, weights);
        output ??= graph.Name + (format == ExportFormat.Onnx ? ".onnx" : $".{format.ToString().ToLowerInvariant()}.safetensors");
        byte[] file;
        string proof;
        if (format == ExportFormat.Onnx)
        {
            (file, IReadOnlyList<Problem> problems) = OnnxExporter.Export(graph, options);
            if (problems.Count > 0)
            {
                ProblemReport.Print($"{graph.Name} was not exported", "layer", problems);
                return CommandRunner.Refused;
            }
            (int count, double difference) = Compare(graph, file, options);
            proof = FormattableString.Invariant($"Compared on {count} inputs: the largest difference of the file's own operators is ")
                + FormattableString.Invariant($"{difference:0.0e0} of the largest answer.");
        }
        else
        {
            (file, int count) = OrderedWeights.Write(graph, format);
            proof = $"{count} tensors. --help shows ten lines of Python that load them.";
        }
        NetFiles.Write(output, file);
        Console.WriteLine(output);
        Console.WriteLine(proof);
        return 0;
    }

    /// <summary>A class with its weights.</summary>
    /// <exception cref="ToolException">There is no file of weights, or it is not the class's.</exception>
    public static NetworkGraph Read(string path, string? name, string? weights)
    {
        NetworkSource source = NetworkSource.Open(path);
        string type = source.Find(name).Name;
        if (weights is null)
        {
            string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
            weights = Path.Combine(folder, $"{type}.safetensors");
            if (!File.Exists(weights))
                throw new ToolException($"{weights} does not exist. Say where the weights of {type} are: --weights FILE.");
        }
        return NetworkReader.Read(source, name, network => NetworkFile.Load(network, weights));
    }

    /// <summary>How far the file's operators, computed in 64 bits, are from the network.</summary>
    /// <exception cref="ToolException">They are not close.</exception>
    public static (int Count, double Difference) Compare(NetworkGraph graph, byte[] file, OnnxExportOptions options)
    {
        OnnxGraph onnx = OnnxGraph.Read(file, "the exported file");
        Golden golden = Golden.Of(graph.Network.Info, row =>
        {
            var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            int start = 0;
            foreach (NetworkPort port in graph.Inputs)
            {
                int count = Tensor.CountOf(port.Shape);
                double[] numbers = [.. row.AsSpan(start, count).ToArray().Select(value => (double)value)];
                Tensor sample = new(port.Shape, numbers, port.Value == NetworkPort.Lengths);
                start += count;
                if (options.ChannelsFirst)
                    sample = sample.Transpose(OnnxValue.ChannelsFirst(sample.Rank));
                values[port.Name] = sample.As([1, .. sample.Shape]);
            }
            OnnxEvaluation evaluation = OnnxEvaluation.Run(onnx, onnx.Nodes, values);
            return [.. graph.Outputs.SelectMany(port => Last(evaluation.Values[port.Name], port.Shape.Length, options).Values)];
        });
        double difference = golden.Difference(graph.Network);
        return difference <= Tolerance ? (golden.Inputs.Count, difference) : throw new ToolException(FormattableString.Invariant(
            $"The file would answer otherwise than {graph.Name}, by {difference:0.0e0} of the largest answer. ")
            + "This is a fault of netcompiler; nothing was written.");
    }

    private static Tensor Last(Tensor output, int rank, OnnxExportOptions options) => options.ChannelsFirst && rank > 1
        ? output.Transpose([0, .. Enumerable.Range(2, rank - 1), 1]) : output;
}
