using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Makes nets of Keras files whose layers follow each other.</summary>
internal static class KerasImporter
{
    /// <summary>Reads a file and makes layers of its layers.</summary>
    public static (Net Net, IReadOnlyList<Problem> Problems, string Version) Import(string path)
    {
        KerasFile file = KerasFile.Read(path);
        var net = new Net();
        var problems = new List<Problem>();
        if (file.Objection is { } objection)
            problems.Add(new(Path.GetFileName(path), "Functional", objection,
                "save it as ONNX: model.export(\"model.onnx\", format=\"onnx\")"));
        int?[] shape = file.Layers.Select(layer => layer.InputShape()).FirstOrDefault(found => found is not null)
            ?? throw new ToolException($"{path} does not say what shape its input has: build the model before it is saved.");
        if (shape.Any(size => size is null or < 1))
            throw new ToolException(
                $"{path} leaves sizes of its input open ({string.Join(", ", shape.Select(size => size?.ToString() ?? "None"))}): "
                + "give the model fixed ones before it is saved.");
        net.Inputs.Add(new NetInput("input", [.. shape.Select(size => size!.Value)]) { Name = "input", IsShared = true });
        var chain = new KerasChain(net, file);
        foreach (KerasConfig layer in file.Layers)
        {
            try
            {
                chain.Add(layer);
            }
            catch (UnsupportedException exception)
            {
                problems.Add(new(layer.Name, layer.Kind, exception.Message, exception.WayOut));
            }
        }
        if (problems.Count == 0 && net.Layers.Count == 0)
            throw new ToolException($"{path} has no layers.");
        if (net.Layers.Count > 0)
            net.Outputs.Add(new("output", "output", net.Layers[^1]));
        return (net, problems, file.Version);
    }
}
