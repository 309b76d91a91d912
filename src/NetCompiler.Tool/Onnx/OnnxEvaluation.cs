using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx;

/// <summary>All values of a graph for one sample.</summary>
internal sealed class OnnxEvaluation
{
    private readonly OnnxTensorReader _tensors;
    private readonly int _opset;

    private OnnxEvaluation(OnnxGraph graph)
    {
        _tensors = new OnnxTensorReader(graph.Path);
        _opset = graph.Opset;
    }

    /// <summary>Values by name; those that need a node that is not understood are missing.</summary>
    public Dictionary<string, Tensor> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of values that depend on what a caller gives; all others are constants.</summary>
    public HashSet<string> Dynamic { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes that are not understood.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Computes what some outputs need.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The nodes to compute, in order.</param>
    /// <param name="inputs">A value for each input.</param>
    public static OnnxEvaluation Run(OnnxGraph graph, IEnumerable<OnnxNode> nodes, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var evaluation = new OnnxEvaluation(graph);
        foreach ((string name, Tensor tensor) in graph.Constants.Concat(inputs))
            evaluation.Values[name] = tensor;
        evaluation.Dynamic.UnionWith(inputs.Keys);
        foreach (OnnxNode node in nodes)
            evaluation.Compute(node);
        return evaluation;
    }

    /// <summary>Reads a node's settings and the values of its inputs. Of what the net computes there is only the shape: nothing may be made
    /// of the numbers that this sample happens to give.</summary>
    public NodeReader Reader(OnnxNode node) => new(
        node, [.. node.Inputs.Select(name => Values.GetValueOrDefault(name) is { } value && Dynamic.Contains(name) ? Unknown(value)
            : Values.GetValueOrDefault(name))], _opset, _tensors);

    /// <summary>What a node makes of other numbers of one of its inputs.</summary>
    public Tensor[] Compute(OnnxNode node, string name, Tensor value) => OperatorTable.Compute(new(
        node, [.. node.Inputs.Select(input => input == name ? value : Values.GetValueOrDefault(input))], _opset, _tensors));

    private static Tensor Unknown(Tensor value) => new(value.Shape, new StoredNumbers(() => throw new UnsupportedException(
        "it needs numbers beforehand that the net computes", "make them constants where the model is made")), value.IsInteger);

    /// <summary>Lets go of what can be read again.</summary>
    private void Release(OnnxNode node)
    {
        foreach (string name in node.Inputs)
            Values.GetValueOrDefault(name)?.Release();
    }

    private void Compute(OnnxNode node)
    {
        bool isDynamic = node.Kind is not ("Shape" or "Size") && node.Inputs.Any(Dynamic.Contains)
            || node.Kind.StartsWith("Random", StringComparison.Ordinal);
        if (isDynamic)
            Dynamic.UnionWith(node.Outputs.Where(output => output.Length > 0));
        if (node.Inputs.Any(name => name.Length > 0 && !Values.ContainsKey(name)))
            return;
        try
        {
            Tensor[] outputs = OperatorTable.Compute(new(
                node, [.. node.Inputs.Select(name => Values.GetValueOrDefault(name))], _opset, _tensors));
            for (int i = 0; i < Math.Min(outputs.Length, node.Outputs.Count); i++)
                if (node.Outputs[i].Length > 0)
                    Values[node.Outputs[i]] = outputs[i];
        }
        catch (UnsupportedException exception)
        {
            Problems.Add(new(node.Label, node.Kind, exception.Message, exception.WayOut));
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or OverflowException or ToolException
            or ArithmeticException or InvalidOperationException)
        {
            Problems.Add(new(node.Label, node.Kind, $"its inputs do not fit it ({exception.Message.TrimEnd('.')})",
                "check the file with onnx.checker"));
        }
        Release(node);
    }
}
