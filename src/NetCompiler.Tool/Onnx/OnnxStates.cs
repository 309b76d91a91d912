using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx;

/// <summary>Takes states out of a file that are passed in and out: recurrent layers then begin with zeros, and the class carries their
/// states from step to step.</summary>
internal static class OnnxStates
{
    private const int InitialH = 5, InitialC = 6;

    /// <summary>The graph without the inputs and outputs of states; the same one where no states are named.</summary>
    /// <exception cref="ToolException">A name is wrong, or an output is not what its input is to be in the next step.</exception>
    public static OnnxGraph TakeOut(OnnxGraph graph, OnnxOptions options)
    {
        if (options.States.Count == 0)
            return graph;
        Dictionary<string, Tensor> codes = Codes(graph, options);
        OnnxNode[] layers = [.. graph.Nodes.Where(node => node.Kind is "LSTM" or "GRU" or "RNN")];
        string[] firsts = [.. layers.SelectMany(Firsts)];
        // Every number of a state has a number of its own, and what only moves numbers shows where each one goes.
        OnnxEvaluation into = OnnxEvaluation.Run(graph, OnnxImporter.Needed(graph, firsts), codes);
        var lasts = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var carried = new HashSet<OnnxNode>();
        foreach (OnnxNode layer in layers)
            if (Firsts(layer).Any(into.Dynamic.Contains))
            {
                Require(layer);
                foreach (int place in layer.Kind == "LSTM" ? new[] { InitialH, InitialC } : [InitialH])
                {
                    string first = layer.Inputs.ElementAtOrDefault(place) ?? "", last = layer.Outputs.ElementAtOrDefault(place - 4) ?? "";
                    if (!into.Dynamic.Contains(first) || !into.Values.TryGetValue(first, out Tensor? own) || last.Length == 0)
                        throw new ToolException($"{layer.Label} ({layer.Kind}) does not take its whole state from {Named(options)}, "
                            + "or does not give it: name all of its states.");
                    lasts[last] = own;
                }
                carried.Add(layer);
            }
        OnnxEvaluation outOf = OnnxEvaluation.Run(
            graph, OnnxImporter.Needed(graph, options.States.Values).Where(node => !layers.Contains(node)), lasts);
        foreach ((string input, string output) in options.States)
            if (!outOf.Values.TryGetValue(output, out Tensor? next) || !next.Values.SequenceEqual(codes[input].Values))
                throw new ToolException($"--state {input}={output}: {output} is not made of the last states of the layers that begin with "
                    + $"{input}, each in its place.");
        return graph.With(
            [.. graph.Nodes.Select(node => carried.Contains(node) ? WithoutStates(node) : node)],
            [.. graph.Inputs.Where(input => !options.States.ContainsKey(input.Name))],
            [.. graph.Outputs.Where(output => !options.States.Values.Contains(output))]);
    }

    /// <summary>What the class says about it.</summary>
    public static IEnumerable<string> Notes(OnnxOptions options) => options.States.Select(pair =>
        $"{pair.Key} and {pair.Value} of the file are the State of Step here, which begins with zeros.");

    private static Dictionary<string, Tensor> Codes(OnnxGraph graph, OnnxOptions options)
    {
        var codes = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        double next = 1;
        foreach ((string input, string output) in options.States)
        {
            OnnxInput port = graph.Inputs.FirstOrDefault(port => port.Name == input) ?? throw new ToolException(
                $"--state names an input {input}; the file's are {string.Join(", ", graph.Inputs.Select(port => port.Name))}.");
            if (!graph.Outputs.Contains(output) || options.States.Values.Count(other => other == output) > 1)
                throw new ToolException($"--state names an output {output} that is not there, or twice; the file's are "
                    + $"{string.Join(", ", graph.Outputs)}.");
            int[] shape = options.Shapes.TryGetValue(input, out int[]? given) && (port.Shape is null || given.Length == port.Shape.Length)
                ? given
                : [.. (port.Shape ?? throw new ToolException($"Input {input} has no shape in the file. Say what it is with --shape."))
                    .Select(size => size ?? 1)];
            int count = Tensor.CountOf(shape);
            codes[input] = new(shape, [.. Enumerable.Range(0, count).Select(i => next + i)]);
            next += count;
        }
        return codes;
    }

    private static IEnumerable<string> Firsts(OnnxNode layer) => layer.Inputs.Skip(InitialH).Take(2).Where(name => name.Length > 0);

    private static void Require(OnnxNode layer)
    {
        if (layer.Attributes.TryGetValue("direction", out var direction) && direction.S.ToStringUtf8() is not ("" or "forward"))
            throw new ToolException($"{layer.Label} ({layer.Kind}) goes backwards: no step by step carries its state.");
    }

    private static OnnxNode WithoutStates(OnnxNode node) =>
        node with { Inputs = [.. node.Inputs.Select((name, i) => i is InitialH or InitialC ? "" : name)] };

    private static string Named(OnnxOptions options) => string.Join(", ", options.States.Keys);
}
