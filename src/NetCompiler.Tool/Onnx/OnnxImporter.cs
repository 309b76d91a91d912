using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Translation;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>What a user says about an ONNX file.</summary>
internal sealed record OnnxOptions
{
    /// <summary>Shapes of inputs whose sizes the file leaves open, the batch included.</summary>
    public IReadOnlyDictionary<string, int[]> Shapes { get; init; } = new Dictionary<string, int[]>();

    /// <summary>The outputs to keep; empty for all that depend on an input.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Whether every GRU resets after its product, as PyTorch's do, whatever the file says.</summary>
    public bool ResetsAfter { get; init; }

    /// <summary>Who trained a Keras file that does not say it: theano or another.</summary>
    public string? Backend { get; init; }

    /// <summary>Whether layers that repeat are written out, instead of as a block.</summary>
    public bool IsFlat { get; init; }

    /// <summary>Inputs that hold a state, with the outputs that give the next one.</summary>
    public IReadOnlyDictionary<string, string> States { get; init; } = new Dictionary<string, string>();
}

/// <summary>An ONNX file as a net, or what stands in the way.</summary>
/// <param name="Net">The net; of no use where there are problems.</param>
/// <param name="Problems">Every node that cannot be imported.</param>
/// <param name="Graph">The file.</param>
/// <param name="Nodes">The nodes that the outputs need, as the file has them.</param>
internal sealed record OnnxImport(Net Net, IReadOnlyList<Problem> Problems, OnnxGraph Graph, IReadOnlyList<OnnxNode> Nodes)
{
    /// <summary>A sample in the file's layout, by the names of inputs.</summary>
    /// <param name="inputs">A row: all inputs side by side in the net's layout.</param>
    public Dictionary<string, Tensor> Inputs(ReadOnlySpan<float> inputs)
    {
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        int start = 0;
        foreach (NetInput input in Net.Inputs)
        {
            int count = Tensor.CountOf(input.Shape);
            double[] numbers = [.. inputs.Slice(start, count).ToArray().Select(value => (double)value)];
            start += count;
            int[] order = input.Order ?? [.. Enumerable.Range(0, input.OriginalShape.Length)];
            Tensor stored = new([.. order.Select(axis => input.OriginalShape[axis])], numbers);
            values[input.Original] = stored.Transpose([.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))]);
        }
        return values;
    }

    /// <summary>All values of the file for a row.</summary>
    public OnnxEvaluation Evaluate(ReadOnlySpan<float> inputs) => OnnxEvaluation.Run(Graph, Nodes, Inputs(inputs));

    /// <summary>What the file's own operators answer, output by output in the net's order and layout.</summary>
    /// <param name="inputs">A row: all inputs side by side in the net's layout.</param>
    public double[] Answer(ReadOnlySpan<float> inputs)
    {
        OnnxEvaluation evaluation = Evaluate(inputs);
        if (evaluation.Problems is [var problem, ..])
            throw new ToolException($"{Graph.Path}: {problem.Node} ({problem.Kind}) computes nothing of some inputs: {problem.Reason}.");
        return
        [
            .. Net.Outputs.SelectMany(output => output.Order is { } places
                ? places.Select(place => evaluation.Values[output.Original].Values[place])
                : evaluation.Values[output.Original].Values),
        ];
    }
}

/// <summary>Makes nets of ONNX files.</summary>
internal static class OnnxImporter
{
    /// <summary>Reads a file and makes layers of its nodes.</summary>
    /// <exception cref="ToolException">The file is damaged, or an option does not fit it.</exception>
    public static OnnxImport Import(string path, OnnxOptions options)
    {
        OnnxGraph read = OnnxGraph.Read(path);
        if (options.ResetsAfter)
            read.ResetAfter();
        OnnxGraph graph = OnnxStates.TakeOut(read, options);
        if (graph.Inputs.Count == 0)
            throw new ToolException($"{path} has no input: it computes a constant.");
        string[] wanted = [.. options.Outputs.Count > 0 ? options.Outputs : graph.Outputs];
        foreach (string name in options.Outputs.Where(name => !graph.Nodes.Any(node => node.Outputs.Contains(name))))
            throw new ToolException($"{path} has no value {name}. Its outputs: {string.Join(", ", graph.Outputs)}.");
        // A batch of its own stays away from the net where that is possible, else it is part of a sample.
        OnnxImport? first = null;
        foreach (bool dropsBatch in new[] { true, false })
        {
            OnnxImport import = Import(graph, wanted, options, dropsBatch);
            import.Net.Notes.AddRange(OnnxStates.Notes(options));
            if (options.States.Count > 0 && import.Problems.Count == 0)
                OnnxSteps.Keep(import.Net);
            if (import.Problems.Count == 0 && (!dropsBatch || OnnxBatch.IsAnsweredAlone(import, options)))
                return import;
            first = first is { Problems.Count: > 0 } ? first : import;
        }
        return first!;
    }

    private static OnnxImport Import(OnnxGraph graph, string[] wanted, OnnxOptions options, bool dropsBatch)
    {
        OnnxInputs inputs = new(graph, options, dropsBatch);
        List<OnnxNode> nodes = Needed(graph, wanted);
        OnnxEvaluation evaluation = OnnxEvaluation.Run(graph, nodes, inputs.Ramps());
        var notes = new List<string>();
        string[] outputs = Choose(graph, wanted, evaluation, options.Outputs.Count > 0, notes);
        nodes = Needed(graph, outputs);
        var kept = nodes.SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        List<Problem> problems =
            [.. evaluation.Problems.Where(problem => nodes.Any(node => node.Label == problem.Node && node.Kind == problem.Kind))];
        IReadOnlyList<OnnxNode> fused = Fusion.Apply(nodes, outputs, evaluation, out IReadOnlyDictionary<string, string> reasons);
        var translator = new Translator(graph, fused, outputs, evaluation) { Reasons = reasons };
        var read = nodes.SelectMany(node => node.Inputs).ToHashSet(StringComparer.Ordinal);
        inputs.Add(translator, read, notes);
        foreach (OnnxNode node in fused)
            translator.Translate(node);
        problems.AddRange(translator.Problems);
        if (problems.Count == 0)
            OnnxOutputs.Add(translator, outputs, notes);
        notes.AddRange(nodes.Select(node => Warning(graph, node)).OfType<string>().Distinct());
        translator.Net.Notes.InsertRange(0, notes);
        return new(translator.Net, problems, graph, nodes);
    }

    /// <summary>What a user should know of a node that is imported all the same.</summary>
    private static string? Warning(OnnxGraph graph, OnnxNode node) => node.Kind switch
    {
        "GRU" when graph.Producer == "pytorch" && !OnnxGraph.HasResetAfter(node) =>
            $"{node.Label} (GRU) resets before its product, as the file says. PyTorch's GRU resets after it, and some of its exporters "
            + "forgot to write that: compare the answers with PyTorch's, and import with --reset-after if they differ.",
        "Cast" when node.Attributes.TryGetValue("to", out AttributeProto? to)
            && (TensorProto.Types.DataType)to.I is TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 =>
            "The original computes in 16 bits, at least in part; the class computes in 32, so their answers differ by that.",
        "Dropout" when node.Inputs.Count > 2 && graph.Constants.TryGetValue(node.Inputs[2], out Tensor? isTraining)
            && isTraining.Values is [not 0] => $"{node.Label} (Dropout) is active in the file, as in training: it is left out.",
        _ => null,
    };

    /// <summary>The nodes that outputs depend on; outputs that nobody reads have no name.</summary>
    public static List<OnnxNode> Needed(OnnxGraph graph, IEnumerable<string> outputs) => Needed(graph.Nodes, outputs);

    /// <summary>Those of some nodes, each behind what it reads, that outputs depend on.</summary>
    public static List<OnnxNode> Needed(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs)
    {
        var wanted = outputs.ToHashSet(StringComparer.Ordinal);
        var needed = new List<OnnxNode>();
        foreach (OnnxNode node in nodes.Reverse().Where(node => node.Outputs.Any(wanted.Contains)))
        {
            needed.Add(node with { Outputs = [.. node.Outputs.Select(output => wanted.Contains(output) ? output : "")] });
            wanted.UnionWith(node.Inputs.Where(name => name.Length > 0));
        }
        needed.Reverse();
        return needed;
    }

    /// <summary>Leaves out what is no answer: constants, inputs passed through, what is drawn at random or only training needs, each with a
    /// note.</summary>
    private static string[] Choose(OnnxGraph graph, string[] wanted, OnnxEvaluation evaluation, bool isChosen, List<string> notes)
    {
        var makers = graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node)))
            .ToLookup(pair => pair.output, pair => pair.node);
        var chosen = new List<string>();
        foreach (string name in wanted)
        {
            if (!evaluation.Dynamic.Contains(name))
                Drop(name, "is a constant");
            else if (makers[name].FirstOrDefault() is { Kind: "LayerNormalization" } norm && norm.Outputs[0] != name)
                Drop(name, "is for training alone");
            else if (IsPassedThrough(name))
                Drop(name, "is an input passed through");
            else if (!isChosen && Needed(graph, [name]).Any(node => node.Kind.StartsWith("Random", StringComparison.Ordinal)))
                Drop(name, "is partly random");
            else
                chosen.Add(name);
        }
        // Where nothing else is left, it is the answer.
        if (chosen.Count == 0)
            chosen.AddRange(wanted.Where(name => evaluation.Dynamic.Contains(name) && IsPassedThrough(name)));
        return chosen.Count > 0 ? [.. chosen] : throw new ToolException(
            $"No output of {graph.Path} is computed from an input: {string.Join(", ", wanted)}.");

        bool IsPassedThrough(string name) => graph.Inputs.Any(input => input.Name == name)
            || makers[name].FirstOrDefault() is { Kind: "Identity" or "Dropout" } node && IsPassedThrough(node.Inputs[0]);

        void Drop(string name, string reason) => notes.Add($"Output {name} {reason}: left out.");
    }
}
