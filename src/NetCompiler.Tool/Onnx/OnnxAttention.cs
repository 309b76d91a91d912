using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>Writes out the operator <c>Attention</c> (opset 23) as products and a softmax, as files of before have it.</summary>
internal static class OnnxAttention
{
    private static readonly HashSet<string> Known = ["is_causal", "q_num_heads", "kv_num_heads", "scale", "softmax_precision"];

    /// <summary>The node, or what it is written out.</summary>
    public static IEnumerable<OnnxNode> WriteOut(OnnxNode node, IDictionary<string, Tensor> constants)
    {
        if (node is not { Kind: "Attention", Domain: "" } || !IsPlain(node))
            return [node];
        var written = new NodeExpansion(node, constants);
        float? scale = node.Attributes.TryGetValue("scale", out AttributeProto? attribute) ? attribute.F : null;
        written.Name(Write(written, [.. node.Inputs.Take(3)], Number(node, "q_num_heads"), Number(node, "is_causal") != 0, scale));
        return written.Nodes;
    }

    /// <summary>Adds attention of several heads.</summary>
    /// <param name="written">Takes the nodes.</param>
    /// <param name="inputs">Queries, keys and values, (batch, steps, heads · numbers).</param>
    /// <param name="heads">The number of heads; 0 where they are a dimension of what comes in.</param>
    /// <param name="isCausal">Whether no key behind a query is seen.</param>
    /// <param name="scale">The scores' factor; null for one over the root of a head's size.</param>
    /// <returns>The heads' answers side by side.</returns>
    public static string Write(NodeExpansion written, string[] inputs, long heads, bool isCausal, float? scale)
    {
        string query = Heads(0, [0, 2, 1, 3]), key = Heads(1, [0, 2, 3, 1]), value = Heads(2, [0, 2, 1, 3]);
        string scores = written.Add("MatMul", [query, key]);
        scores = scale is { } factor
            ? written.Add("Mul", [scores, written.Constant(Tensor.Scalar(factor))])
            : written.Add("Div", [scores, written.Add("Sqrt", [written.Add("Cast", [Size(query, 3)], ("to", 1))])]);
        if (isCausal)
        {
            string ones = written.Add("Add",
                [written.Add("ConstantOfShape", [Size(scores, 2, 3)]), written.Constant(Tensor.Scalar(1))]);
            string later = written.Add("Equal", [written.Add("Trilu", [ones], ("upper", 0)), written.Constant(Tensor.Scalar(0))]);
            scores = written.Add("Where", [later, written.Constant(Tensor.Scalar(double.NegativeInfinity)), scores]);
        }
        string mixed = written.Add("MatMul", [written.Add("Softmax", [scores], ("axis", -1)), value]);
        return heads == 0 ? written.Add("Identity", [mixed])
            : written.Add("Reshape", [written.Add("Transpose", [mixed], ("perm", (long[])[0, 2, 1, 3])), written.Integers(0, 0, -1)]);

        // Without a number of heads they are a dimension of what comes in.
        string Heads(int input, long[] order) => heads > 0
            ? written.Add("Transpose", [written.Add("Reshape", [inputs[input], written.Integers(0, 0, heads, -1)])], ("perm", order))
            : input == 1 ? written.Add("Transpose", [inputs[1]], ("perm", (long[])[0, 1, 3, 2])) : inputs[input];

        string Size(string value, params long[] axes) => written.Add("Gather", [written.Add("Shape", [value]), written.Constant(
            axes.Length == 1 ? Tensor.Scalar(axes[0], isInteger: true) : Tensor.OfIntegers(axes))]);
    }

    /// <summary>Whether there are no keys of before, no mask that is given, no other scores, and as many heads of keys as of
    /// queries.</summary>
    private static bool IsPlain(OnnxNode node) => node.Inputs.Count >= 3 && node.Inputs.Skip(3).All(name => name.Length == 0)
        && node.Outputs is [{ Length: > 0 }, ..] && node.Outputs.Skip(1).All(name => name.Length == 0)
        && node.Attributes.Keys.All(Known.Contains) && Number(node, "q_num_heads") >= 0
        && Number(node, "q_num_heads") == Number(node, "kv_num_heads");

    private static long Number(OnnxNode node, string name) =>
        node.Attributes.TryGetValue(name, out AttributeProto? attribute) ? attribute.I : 0;
}
