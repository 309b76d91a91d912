using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>Writes out the operator <c>Attention</c> (opset 23) as products and a softmax, as files of before have it.</summary>
/// <param name="node">The operator.</param>
/// <param name="constants">The file's tensors; those that are needed are added.</param>
internal sealed class OnnxAttention(OnnxNode node, IDictionary<string, Tensor> constants)
{
    private static readonly HashSet<string> Known = ["is_causal", "q_num_heads", "kv_num_heads", "scale", "softmax_precision"];

    private readonly List<OnnxNode> _nodes = [];

    /// <summary>The node, or what it is written out.</summary>
    public static IEnumerable<OnnxNode> WriteOut(OnnxNode node, IDictionary<string, Tensor> constants) =>
        node is { Kind: "Attention", Domain: "" } && IsPlain(node) ? new OnnxAttention(node, constants).Nodes() : [node];

    /// <summary>Whether there are no keys of before, no mask that is given, no other scores, and as many heads of keys as of
    /// queries.</summary>
    private static bool IsPlain(OnnxNode node) => node.Inputs.Count >= 3 && node.Inputs.Skip(3).All(name => name.Length == 0)
        && node.Outputs is [{ Length: > 0 }, ..] && node.Outputs.Skip(1).All(name => name.Length == 0)
        && node.Attributes.Keys.All(Known.Contains) && Number(node, "q_num_heads") >= 0
        && Number(node, "q_num_heads") == Number(node, "kv_num_heads");

    private static long Number(OnnxNode node, string name) =>
        node.Attributes.TryGetValue(name, out AttributeProto? attribute) ? attribute.I : 0;

    private List<OnnxNode> Nodes()
    {
        long heads = Number(node, "q_num_heads");
        string query = Heads(0, [0, 2, 1, 3]), key = Heads(1, [0, 2, 3, 1]), value = Heads(2, [0, 2, 1, 3]);
        string scores = Add("MatMul", [query, key]);
        scores = node.Attributes.TryGetValue("scale", out AttributeProto? scale)
            ? Add("Mul", [scores, Constant(Tensor.Scalar(scale.F))])
            : Add("Div", [scores, Add("Sqrt", [Add("Cast", [Size(query, 3)], ("to", [1]))])]);
        if (Number(node, "is_causal") != 0)
        {
            string ones = Add("Add", [Add("ConstantOfShape", [Size(scores, 2, 3)]), Constant(Tensor.Scalar(1))]);
            string later = Add("Equal", [Add("Trilu", [ones], ("upper", [0])), Constant(Tensor.Scalar(0))]);
            scores = Add("Where", [later, Constant(Tensor.Scalar(double.NegativeInfinity)), scores]);
        }
        string mixed = Add("MatMul", [Add("Softmax", [scores], ("axis", [-1])), value]);
        string last = heads == 0 ? Add("Identity", [mixed])
            : Add("Reshape", [Add("Transpose", [mixed], ("perm", [0, 2, 1, 3])), Constant(Tensor.OfIntegers(0, 0, -1))]);
        int place = _nodes.FindIndex(made => made.Outputs[0] == last);
        _nodes[place] = _nodes[place] with { Outputs = [node.Outputs[0]] };
        return _nodes;

        // Without a number of heads they are a dimension of what comes in.
        string Heads(int input, long[] order) => heads > 0
            ? Add("Transpose", [Add("Reshape", [node.Inputs[input], Constant(Tensor.OfIntegers(0, 0, heads, -1))])], ("perm", order))
            : input == 1 ? Add("Transpose", [node.Inputs[1]], ("perm", [0, 1, 3, 2])) : node.Inputs[input];
    }

    private string Size(string value, params long[] axes) => Add("Gather", [Add("Shape", [value]), Constant(
        axes.Length == 1 ? Tensor.Scalar(axes[0], isInteger: true) : Tensor.OfIntegers(axes))]);

    private string Constant(Tensor tensor)
    {
        string name = $"{node.Outputs[0]}/constant {constants.Count}";
        constants[name] = tensor;
        return name;
    }

    private string Add(string kind, string[] inputs, params (string Name, long[] Value)[] attributes)
    {
        string output = $"{node.Outputs[0]}/{_nodes.Count}";
        _nodes.Add(new(node.Label, kind, "", inputs, [output], attributes.ToDictionary(pair => pair.Name, pair =>
        {
            var attribute = new AttributeProto { Name = pair.Name, I = pair.Value[0] };
            attribute.Ints.AddRange(pair.Value);
            return attribute;
        })));
        return output;
    }
}
