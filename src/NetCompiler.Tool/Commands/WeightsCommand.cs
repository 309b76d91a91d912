using System.CommandLine;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Torch;

namespace NetCompiler.Tool.Commands;

/// <summary><c>netcompiler weights policy.pt --into Policy.cs</c>: what a PyTorch module learned, for a class of the same
/// layers.</summary>
internal static class WeightsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "A state dict: .pt or .pth (torch.save(model.state_dict(), ...)), or .safetensors with PyTorch's layouts.",
        };
        var into = new Option<string>("--into")
        {
            Description = "Where the class is: a C# file, a project or its folder, or an assembly, which is read and never run.",
            Required = true,
        };
        var name = new Option<string?>("--class") { Description = "The class; without it the only one with [Network]." };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; without it CLASS.safetensors here." };
        var map = new Option<string[]>("--map")
        {
            Description = "Layers of the class with the module's names of them: dense_1=fc1. Without it by equal names, else in order.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "weights",
            "Takes the weights of a PyTorch module into a class whose layers are the same, and writes the class's safetensors file. "
                + "Nothing in the file is run. Kernels are turned, gates put in order, pairs of biases added, rows behind a Flatten put "
                + "where channels come last.\n\nExamples:\n  netcompiler weights policy.pt --into Policy.cs\n"
                + "  netcompiler weights policy.safetensors --into MyGame.csproj --class Policy "
                + "--map dense_1=actor.fc1 dense_2=actor.fc2")
        {
            file, into, name, output, map,
        };
        command.SetAction(result => CommandRunner.Run(() => Convert(
            result.GetValue(file)!, result.GetValue(into)!, result.GetValue(name), result.GetValue(output), result.GetValue(map) ?? [])));
        return command;
    }

    private static int Convert(string file, string into, string? name, string? output, string[] map)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in map)
            if (text.Split('=') is not [{ Length: > 0 } ours, { Length: > 0 } theirs] || !names.TryAdd(ours, theirs))
                throw new ToolException($"--map {text}: expected a layer and the module's name of it, once, such as dense_1=fc1.");
        bool isOrdered = !Path.GetExtension(file).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<(string Name, Tensor Tensor)> tensors = TensorFile.Read(file);
        // As export writes them: the names begin with their numbers, of at least three digits.
        isOrdered |= tensors.All(pair => pair.Name.Split('.') is [{ Length: >= 3 } number, _, ..] && number.All(char.IsAsciiDigit));
        NetworkGraph graph = NetworkReader.Read(NetworkSource.Open(into), name, _ => { });
        TorchWeights.Load(graph, tensors, isOrdered, names);
        using var stream = new MemoryStream();
        WeightFile.Write(graph.Name, [.. graph.Network.Info.Parameters.Select(block => (block.Name, new Tensor(
            [.. block.Shape], Array.ConvertAll(graph.Network.GetParameter(block.Name), value => (double)value))))], stream);
        output ??= $"{graph.Name}.safetensors";
        NetFiles.Write(output, stream.ToArray());
        Console.WriteLine(output);
        Console.WriteLine($"{graph.Network.Info.Parameters.Count} tensors of {graph.Name}, all from {file}. Compare its answers with the "
            + "module's on inputs of yours: only PyTorch can tell those.");
        return 0;
    }
}
