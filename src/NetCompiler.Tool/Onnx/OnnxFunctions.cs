using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>Puts the nodes of a model's own functions in the place of their calls.</summary>
internal static class OnnxFunctions
{
    private const int MaxDepth = 32, MaxNodes = 1_000_000;

    /// <summary>The nodes without calls of functions.</summary>
    /// <exception cref="ToolException">Functions call each other without end.</exception>
    public static IReadOnlyList<OnnxNode> Inline(ModelProto model, IEnumerable<NodeProto> nodes)
    {
        var functions = model.Functions.GroupBy(function => (function.Domain, function.Name))
            .ToDictionary(group => group.Key, group => group.First());
        var all = new List<OnnxNode>();
        Add(nodes, "", new(StringComparer.Ordinal), null, 0);
        return all;

        void Add(IEnumerable<NodeProto> body, string prefix, Dictionary<string, string> names, NodeProto? call, int depth)
        {
            if (depth > MaxDepth || all.Count > MaxNodes)
                throw new ToolException("The model's functions call each other without end.");
            foreach (NodeProto node in body)
            {
                string[] inputs = [.. node.Input.Select(Map)], outputs = [.. node.Output.Select(Map)];
                Dictionary<string, AttributeProto> attributes = Attributes(node, call);
                if (functions.TryGetValue((node.Domain, node.OpType), out FunctionProto? function))
                {
                    var inner = new Dictionary<string, string>(StringComparer.Ordinal);
                    for (int i = 0; i < function.Input.Count; i++)
                        inner[function.Input[i]] = i < inputs.Length ? inputs[i] : "";
                    for (int i = 0; i < function.Output.Count; i++)
                        inner[function.Output[i]] = i < outputs.Length ? outputs[i] : "";
                    var bound = new NodeProto();
                    bound.Attribute.AddRange(attributes.Values);
                    string path = $"{prefix}{(node.Name.Length > 0 ? node.Name : outputs.FirstOrDefault())}/";
                    Add(function.Node, path, inner, bound, depth + 1);
                }
                else
                    all.Add(new(
                        node.Name.Length == 0 ? "" : prefix + node.Name, node.OpType, node.Domain is "ai.onnx" ? "" : node.Domain, inputs,
                            outputs,
                        attributes));
            }

            string Map(string name) => name.Length == 0 ? "" : names.TryGetValue(name, out string? other) ? other : prefix + name;
        }
    }

    /// <summary>Attributes, those that stand for one of the call's with its value.</summary>
    private static Dictionary<string, AttributeProto> Attributes(NodeProto node, NodeProto? call)
    {
        var attributes = new Dictionary<string, AttributeProto>(StringComparer.Ordinal);
        foreach (AttributeProto attribute in node.Attribute)
        {
            AttributeProto? value = attribute.RefAttrName.Length == 0
                ? attribute
                : call?.Attribute.FirstOrDefault(other => other.Name == attribute.RefAttrName);
            if (value is null)
                continue;
            attributes[attribute.Name] = value;
        }
        return attributes;
    }
}
