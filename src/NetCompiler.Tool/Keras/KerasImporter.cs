using System.Text.Json;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Makes nets of Keras files.</summary>
internal static class KerasImporter
{
    /// <summary>Reads a file and makes layers of its layers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shapes">Shapes of inputs whose sizes the file leaves open, the batch included, by name.</param>
    /// <param name="backend">Who trained the model, where the file does not say it: theano or another.</param>
    /// <exception cref="ToolException">The file is damaged, or a size is missing.</exception>
    public static (Net Net, IReadOnlyList<Problem> Problems, string Version) Import(
        string path, IReadOnlyDictionary<string, int[]>? shapes = null, string? backend = null)
    {
        KerasFile file = KerasFile.Read(path, backend);
        try
        {
            return Import(file, path, shapes ?? new Dictionary<string, int[]>());
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or KeyNotFoundException
            or JsonException or ArithmeticException or IndexOutOfRangeException or ArgumentException)
        {
            throw new ToolException($"{path} has settings that are not Keras's, or it is damaged: {exception.Message}", exception);
        }
    }

    private static (Net Net, IReadOnlyList<Problem> Problems, string Version) Import(
        KerasFile file, string path, IReadOnlyDictionary<string, int[]> shapes)
    {
        var net = new Net();
        KerasModel model = file.Model;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (KerasTensor tensor in model.Inputs)
        {
            string original = tensor.Layer.Length > 0 ? tensor.Layer : "input";
            string name = Names.Port(model.Inputs.Count == 1 ? "input" : original, taken);
            net.Inputs.Add(new NetInput(original, Shape(model, tensor, path, original, shapes)) { Name = name, IsShared = true });
        }
        if (net.Inputs.Count == 0)
            throw new ToolException($"{path} has no input.");
        if (shapes.Keys.FirstOrDefault(name => !net.Inputs.Any(input => input.Original == name)) is { } unknown)
            throw new ToolException($"{path} has no input {unknown}: {string.Join(", ", net.Inputs.Select(input => input.Original))}.");
        var graph = new KerasGraph(net, file);
        graph.Order.TurnInputs(model);
        IReadOnlyList<NetValue> outputs = graph.Call(model, net.Inputs);
        if (graph.Problems.Count == 0)
            for (int i = 0; i < outputs.Count; i++)
                net.Outputs.Add(Output(net, graph.Order, outputs[i], model.Outputs[i].Layer, taken));
        return (net, graph.Problems, file.Version);
    }

    /// <summary>An output of its own: an input that comes out, or a value that comes out twice, is passed through a layer.</summary>
    private static NetOutput Output(Net net, KerasOrder turned, NetValue value, string name, HashSet<string> taken)
    {
        if (value is KerasAddend)
            throw new ToolException($"Output {name} is positions alone, which a class only adds to a sequence.");
        int[]? order = turned.OrderOf(value);
        if (order is not null)
            net.Notes.Add($"Output {name} lies in another order than in the file: channels come last.");
        if (value is not NetLayer || net.Outputs.Any(output => output.Value == value))
            value = net.Add(new NetLayer(typeof(LinearAttribute), value.Shape).From(value));
        return new(Names.Port(name, taken), name, value) { Order = order };
    }

    private static int[] Shape(
        KerasModel model, KerasTensor tensor, string path, string name, IReadOnlyDictionary<string, int[]> shapes)
    {
        int?[] declared = Declared(model, tensor)
            ?? throw new ToolException($"{path} does not say what shape its input {name} has: build the model before it is saved.");
        if (shapes.TryGetValue(name, out int[]? given))
        {
            int[] sizes = given[1..];
            if (sizes.Length != declared.Length || declared.Where((size, i) => size is not null && size != sizes[i]).Any())
                throw new ToolException($"--shape {name}={string.Join(",", given)} does not fit {name} of shape "
                    + $"({string.Join(", ", declared.Prepend(null).Select(size => size?.ToString() ?? "None"))}).");
            declared = [.. sizes.Select(size => (int?)size)];
        }
        if (declared.Any(size => size is null or < 1))
        {
            string open = string.Join(", ", declared.Select(size => size?.ToString() ?? "None"));
            throw new ToolException($"{path} leaves sizes of {name} open ({open}): give them with the batch, --shape "
                + $"{name}=1,{string.Join(",", declared.Select(size => size?.ToString() ?? "100"))}, or save the model with fixed ones.");
        }
        return declared.Length == 0 ? [1] : [.. declared.Select(size => size!.Value)];
    }

    /// <summary>The shape of an input; where a chain begins with another model, that one's.</summary>
    private static int?[]? Declared(KerasModel model, KerasTensor input)
    {
        KerasLayer layer = model.Layers.First(layer => layer.Name == input.Layer);
        return layer.Config.InputShape()
            ?? (model.Layers.FirstOrDefault(next => next.Calls.Any(call => call.Tensors.Contains(input))) is { Inner: { } inner }
                ? Declared(inner, inner.Inputs[0]) : null);
    }
}
