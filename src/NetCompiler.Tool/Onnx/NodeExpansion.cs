using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>Nodes that stand for one.</summary>
/// <param name="node">The node that is written out.</param>
/// <param name="constants">The file's tensors; those that are needed are added.</param>
internal sealed class NodeExpansion(OnnxNode node, IDictionary<string, Tensor> constants)
{
    private readonly List<OnnxNode> _nodes = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>A tensor under a name of its own.</summary>
    public string Constant(Tensor tensor)
    {
        string name = $"{node.Outputs.First(output => output.Length > 0)}/constant {constants.Count}";
        constants[name] = tensor;
        return name;
    }

    /// <summary>Whole numbers.</summary>
    public string Integers(params long[] values) => Constant(Tensor.OfIntegers(values));

    /// <summary>Adds a node and gives the name of its output.</summary>
    public string Add(string kind, string[] inputs, params (string Name, object Value)[] attributes)
    {
        string output = $"{node.Outputs.First(name => name.Length > 0)}/{_nodes.Count}";
        Add(kind, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node with several outputs.</summary>
    public void Add(string kind, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        _nodes.Add(new(node.Label, kind, "", inputs, outputs,
            attributes.ToDictionary(pair => pair.Name, pair => Attribute(pair.Name, pair.Value))));

    /// <summary>Gives a value the name that the node's output has; an empty one is not made.</summary>
    public void Name(string value, int output = 0)
    {
        if (output >= node.Outputs.Count || node.Outputs[output].Length == 0)
            return;
        int place = _nodes.FindIndex(made => made.Outputs.Contains(value));
        if (_nodes.Skip(place + 1).Any(made => made.Inputs.Contains(value)))
            Add("Identity", [value], [node.Outputs[output]]);
        else
            _nodes[place] = _nodes[place] with
            {
                Outputs = [.. _nodes[place].Outputs.Select(name => name == value ? node.Outputs[output] : name)],
            };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case float number:
                attribute.F = number;
                break;
            case string text:
                attribute.S = Google.Protobuf.ByteString.CopyFromUtf8(text);
                break;
            case long[] numbers:
                attribute.Ints.AddRange(numbers);
                break;
            default:
                attribute.I = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
        return attribute;
    }
}
