using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>Writes out operators of the domain <c>com.microsoft</c>, which ONNX Runtime's optimizer puts in the place of several of ONNX's,
/// as those. What a node has beyond that (other inputs, attributes off their defaults) is said by name.</summary>
/// <param name="node">The operator.</param>
/// <param name="constants">The file's tensors; those that are needed are added.</param>
internal sealed class OnnxRuntimeOperators(OnnxNode node, IDictionary<string, Tensor> constants)
{
    /// <summary>The operators' domain.</summary>
    public const string Domain = "com.microsoft";

    /// <summary>The attribute of a node that is left, which says why.</summary>
    public const string Reason = "what is not understood";

    private static readonly string[] ActivationSettings = ["activation_alpha", "activation_beta"];

    private readonly NodeExpansion _written = new(node, constants);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private int _inputsRead;

    /// <summary>The node, what it is written out, or the node with the reason why not.</summary>
    public static IEnumerable<OnnxNode> WriteOut(OnnxNode node, IDictionary<string, Tensor> constants)
    {
        // This one has no domain.
        bool isPlain = node is { Domain: "", Kind: "SimplifiedLayerNormalization" };
        if (node.Domain != Domain && !isPlain || node.Outputs.All(name => name.Length == 0))
            return [node];
        var operators = new OnnxRuntimeOperators(node, constants);
        string? reason = operators.Write();
        return reason is null ? operators._written.Nodes : [node with
        {
            Attributes = new Dictionary<string, AttributeProto>(node.Attributes)
            {
                [Reason] = new() { Name = Reason, S = Google.Protobuf.ByteString.CopyFromUtf8(reason) },
            },
        }];
    }

    private string? Write()
    {
        _read.Add("stash_type");
        string? reason = node.Kind switch
        {
            "Gelu" => Answer(_written.Add("Gelu", [Input(0)])),
            "BiasGelu" => Answer(_written.Add("Gelu", [_written.Add("Add", [Input(0), Input(1)])])),
            "FastGelu" => Answer(_written.Add("Gelu", [Plus(Input(0), Input(1))], ("approximate", "tanh"))),
            "QuickGelu" => Answer(_written.Add("Swish", [Input(0)], ("alpha", Float("alpha", 1.702f)))),
            "FusedMatMul" => Product(),
            "FusedGemm" => Activated(_written.Add("Gemm", [.. node.Inputs.Take(_inputsRead = 3)],
                ("alpha", Float("alpha", 1)), ("beta", Float("beta", 1)), ("transA", Int("transA")), ("transB", Int("transB"))), ""),
            "FusedConv" => Convolution(),
            "SimplifiedLayerNormalization" => Answer(_written.Add("RMSNormalization", [Input(0), Input(1)],
                ("axis", Int("axis", -1)), ("epsilon", Float("epsilon", 1e-5f)))),
            "SkipLayerNormalization" => Norm("LayerNormalization", hasOffset: true),
            "SkipSimplifiedLayerNormalization" => Norm("RMSNormalization", hasOffset: false),
            "Attention" => Attention(),
            "MultiHeadAttention" => MultiHeadAttention(),
            _ => $"{node.Kind} of {Domain} is not read",
        };
        return reason ?? Rest();
    }

    /// <summary>x + y + bias, the sum normalised; the sum itself is the fourth output.</summary>
    private string? Norm(string kind, bool hasOffset)
    {
        string sum = _written.Add("Add", [Input(0), Input(1)]);
        string scale = Input(2), offset = hasOffset ? Input(3) : "", bias = Input(hasOffset ? 4 : 3);
        sum = Plus(sum, bias);
        string y = _written.Add(kind, offset.Length > 0 ? [sum, scale, offset] : [sum, scale],
            ("axis", -1), ("epsilon", Float("epsilon", 1e-12f)));
        _written.Name(sum, 3);
        return node.Outputs.Skip(1).Take(2).Any(name => name.Length > 0) ? "its mean and deviation are used" : Answer(y);
    }

    private string? Product()
    {
        if (Int("transBatchA") != 0 || Int("transBatchB") != 0)
            return "transBatchA and transBatchB";
        string a = Int("transA") != 0 ? _written.Add(TransposeLast, [Input(0)]) : Input(0),
            b = Int("transB") != 0 ? _written.Add(TransposeLast, [Input(1)]) : Input(1);
        string y = _written.Add("MatMul", [a, b]);
        float alpha = Float("alpha", 1);
        return Answer(alpha == 1 ? y : _written.Add("Mul", [y, _written.Constant(Tensor.Scalar(alpha))]));
    }

    /// <summary>A convolution, what is added to it, and an activation.</summary>
    private string? Convolution()
    {
        string[] own = ["auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"];
        _read.UnionWith(own);
        string[] inputs = Input(2).Length > 0 ? [Input(0), Input(1), Input(2)] : [Input(0), Input(1)];
        return Activated(_written.Add("Conv", inputs, [.. own.Where(node.Attributes.ContainsKey).Select(name => (name, ValueOf(name)))]),
            Input(3));
    }

    private object ValueOf(string name) => node.Attributes[name] is var attribute && attribute.Ints.Count > 0
        ? attribute.Ints.ToArray() : attribute.S.Length > 0 ? attribute.S.ToStringUtf8() : attribute.I;

    /// <summary>What comes out where an activation is part of an operator.</summary>
    private string? Activated(string value, string addend)
    {
        value = Plus(value, addend);
        _read.UnionWith(["activation", "activation_params", "activation_alpha", "activation_beta", "activation_gamma"]);
        string kind = node.Attributes.TryGetValue("activation", out AttributeProto? attribute) ? attribute.S.ToStringUtf8() : "";
        float[] settings = node.Attributes.TryGetValue("activation_params", out AttributeProto? list) ? [.. list.Floats] : [];
        if (settings.Length == 0)
            settings = [.. ActivationSettings.Where(node.Attributes.ContainsKey)
                .Select(name => node.Attributes[name].F)];
        switch (kind)
        {
            case "Relu" or "Tanh" or "Sigmoid" when settings.Length == 0:
                return Answer(_written.Add(kind, [value]));
            case "LeakyRelu" when settings.Length == 1:
                return Answer(_written.Add(kind, [value], ("alpha", settings[0])));
            case "HardSigmoid" when settings.Length == 2:
                return Answer(_written.Add(kind, [value], ("alpha", settings[0]), ("beta", settings[1])));
            case "Clip" when settings.Length == 2:
                string lowest = _written.Add("Max", [value, _written.Constant(Tensor.Scalar(settings[0]))]);
                return Answer(_written.Add("Min", [lowest, _written.Constant(Tensor.Scalar(settings[1]))]));
            case "":
                return Answer(_written.Add("Identity", [value]));
            default:
                return $"activation {kind} with {settings.Length} settings";
        }
    }

    /// <summary>Units for queries, keys and values in one matrix, then attention.</summary>
    private string? Attention()
    {
        long heads = Int("num_heads");
        if (!constants.TryGetValue(node.Inputs[1], out Tensor? weights) || weights.Rank != 2 || heads < 1)
            return "weights that are no constant matrix, or no number of heads";
        long third = weights.Shape[1] / 3;
        _read.Add("qkv_hidden_sizes");
        long[] sizes = node.Attributes.TryGetValue("qkv_hidden_sizes", out AttributeProto? own) && own.Ints.Count == 3
            ? [.. own.Ints] : [third, third, third];
        string all = Plus(_written.Add("MatMul", [Input(0), Input(1)]), Input(2));
        string[] parts = ["q", "k", "v"];
        parts = [.. parts.Select(part => $"{all}/{part}")];
        _written.Add("Split", [all, _written.Integers(sizes)], parts, ("axis", -1));
        return Heads(parts, heads);
    }

    /// <summary>Attention of what comes in, each with its bias.</summary>
    private string? MultiHeadAttention()
    {
        string[] parts = [Input(0), Input(1), Input(2)];
        if (parts.Any(part => part.Length == 0))
            return "queries, keys and values in one input";
        if (Input(3) is { Length: > 0 } bias)
        {
            if (!constants.TryGetValue(bias, out Tensor? biases) || biases.Count % 3 != 0)
                return "a bias that is no constant";
            int size = biases.Count / 3;
            parts = [.. parts.Select((part, i) =>
                _written.Add("Add", [part, _written.Constant(biases.As(biases.Count).Slice(0, i * size, size))]))];
        }
        return Heads(parts, Int("num_heads"));
    }

    private string? Heads(string[] parts, long heads)
    {
        float scale = Float("scale", 0);
        _read.UnionWith(["mask_filter_value", "past_present_share_buffer", "rotary_embedding_dim"]);
        return heads < 1 ? "no number of heads" : Int("do_rotary") != 0 ? "do_rotary"
            : Answer(OnnxAttention.Write(_written, parts, heads, Int("unidirectional") != 0, scale == 0 ? null : scale));
    }

    /// <summary>Two values, of which the second may be left out.</summary>
    private string Plus(string x, string y) => y.Length == 0 ? x : _written.Add("Add", [x, y]);

    private string? Answer(string value)
    {
        _written.Name(value);
        return null;
    }

    private string Input(int index)
    {
        _inputsRead = Math.Max(_inputsRead, index + 1);
        return index < node.Inputs.Count ? node.Inputs[index] : "";
    }

    private float Float(string name, float otherwise)
    {
        _read.Add(name);
        return node.Attributes.TryGetValue(name, out AttributeProto? attribute) ? attribute.F : otherwise;
    }

    private long Int(string name, long otherwise = 0)
    {
        _read.Add(name);
        return node.Attributes.TryGetValue(name, out AttributeProto? attribute) ? attribute.I : otherwise;
    }

    /// <summary>What nobody asked for; null where nothing is left.</summary>
    private string? Rest()
    {
        if (node.Attributes.Keys.FirstOrDefault(name => !_read.Contains(name)) is { } attribute)
            return $"attribute {attribute} is not understood";
        int input = Enumerable.Range(0, node.Inputs.Count).FirstOrDefault(i => i >= _inputsRead && node.Inputs[i].Length > 0, -1);
        string made = node.Outputs.FirstOrDefault(
            name => name.Length > 0 && !_written.Nodes.Any(written => written.Outputs.Contains(name)), "");
        return input >= 0 ? $"input {input} ({node.Inputs[input]}) is not understood"
            : made.Length > 0 ? $"output {made} is not computed" : null;
    }

    /// <summary>The last two dimensions in each other's place; ONNX has no such operator.</summary>
    public const string TransposeLast = "transpose of the last two";
}
