using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Finds functions that exporters write out, and puts one node in their place: x · sigmoid(x), GELU, layer normalisation and
/// others. Only where nobody else reads what lies between.</summary>
internal sealed class Fusion
{
    /// <summary>ONNX has no such operator.</summary>
    public const string Step = "a step";

    private readonly Dictionary<string, OnnxNode> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _readers;
    private readonly OnnxEvaluation _evaluation;
    private readonly HashSet<OnnxNode> _gone = [];

    private Fusion(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs, OnnxEvaluation evaluation)
    {
        _evaluation = evaluation;
        foreach (OnnxNode node in nodes)
            foreach (string output in node.Outputs)
                _makers[output] = node;
        _readers = nodes.SelectMany(node => node.Inputs).Concat(outputs).GroupBy(name => name)
            .ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>The nodes with functions in the place of what they are written out as.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="outputs">What comes out.</param>
    /// <param name="evaluation">All values.</param>
    /// <param name="reasons">Why products are no attention, by what they give.</param>
    public static IReadOnlyList<OnnxNode> Apply(IReadOnlyList<OnnxNode> nodes, IReadOnlyList<string> outputs, OnnxEvaluation evaluation,
        out IReadOnlyDictionary<string, string> reasons)
    {
        var fusion = new Fusion(nodes, outputs, evaluation);
        var attention = new AttentionFusion(fusion._makers, evaluation);
        OnnxNode[] fused = [.. nodes.Select(node => fusion.Match(node) ?? attention.Match(node) ?? node)];
        reasons = attention.Reasons;
        return OnnxImporter.Needed([.. fused.Where(node => !fusion._gone.Contains(node))], outputs);
    }

    private OnnxNode? Match(OnnxNode node) => node.Kind switch
    {
        "Mul" => MatchProduct(node),
        "Add" => MatchLayerNorm(node, hasOffset: true),
        "Where" => MatchStep(node),
        "Div" => MatchSoftsign(node) ?? MatchUnit(node) ?? MatchProduct(node),
        _ => null,
    };

    /// <summary>1 where x > 0, 0 or -1 else.</summary>
    private OnnxNode? MatchStep(OnnxNode node) =>
        Maker(node.Inputs[0], "Greater") is { } greater && Constant(greater.Inputs[1]) is 0.0 && Constant(node.Inputs[1]) is 1.0
            && Constant(node.Inputs[2]) is 0.0 or -1.0
            ? Replace(node, Step, greater.Inputs[0], [greater], ("low", (int)Constant(node.Inputs[2])!.Value))
            : null;

    /// <summary>x / (1 + |x|).</summary>
    private OnnxNode? MatchSoftsign(OnnxNode node)
    {
        string x = node.Inputs[0];
        if (Maker(node.Inputs[1], "Add") is not { } add || (Constant(add.Inputs[0]) ?? Constant(add.Inputs[1])) is not 1.0)
            return null;
        string size = Constant(add.Inputs[0]) is null ? add.Inputs[0] : add.Inputs[1];
        return Maker(size, "Abs") is { } abs && abs.Inputs[0] == x ? Replace(node, "Softsign", x, [add, abs]) : null;
    }

    /// <summary>x over its length, which may be kept from 0.</summary>
    private OnnxNode? MatchUnit(OnnxNode node)
    {
        string x = node.Inputs[0], length = node.Inputs[1];
        var inner = new List<OnnxNode>();
        while ((Maker(length, "Expand") ?? Maker(length, "Clip") ?? Maker(length, "Max") ?? Maker(length, "Add")) is { } guard)
        {
            double least = guard.Kind == "Expand" ? 0 : guard.Inputs.Count > 1 && guard.Inputs[1].Length > 0
                ? Constant(guard.Inputs[1]) ?? 1 : guard.Attributes.GetValueOrDefault("min")?.F ?? 1;
            if (least is < 0 or > 1e-6 || guard.Inputs.Count > 2 && guard.Inputs[2].Length > 0)
                return null;
            inner.Add(guard);
            length = guard.Inputs[0];
        }
        if (Maker(length, "ReduceL2") is not { } norm || norm.Inputs[0] != x
            || Operators.ReduceOperators.Axes(_evaluation.Reader(norm)) is not [var axis] || axis != _evaluation.Values[x].Rank - 1
            || _evaluation.Values[x].Rank != _evaluation.Values[length].Rank)
            return null;
        return Replace(node, "LpNormalization", x, [.. inner, norm], ("axis", axis));
    }

    /// <summary>A product of factors of which one is x itself.</summary>
    private OnnxNode? MatchProduct(OnnxNode node)
    {
        var inner = new List<OnnxNode>();
        double scale = 1;
        List<string> factors = Factors(node, inner, ref scale);
        if (factors.Count == 2)
        {
            for (int i = 0; i < 2; i++)
            {
                (string x, string gate) = (factors[i], factors[1 - i]);
                if (scale == 1 && Maker(gate, "Sigmoid") is { } sigmoid && sigmoid.Inputs[0] == x)
                    return Replace(node, "Swish", x, [.. inner, sigmoid]);
                if (scale == 1 && Maker(gate, "Tanh") is { } tanh && Maker(tanh.Inputs[0], "Softplus") is { } softplus
                    && softplus.Inputs[0] == x)
                    return Replace(node, "Mish", x, [.. inner, tanh, softplus]);
                if (scale == 1 && Maker(gate, "HardSigmoid") is { } hard && hard.Inputs[0] == x && IsSixth(hard))
                    return Replace(node, "HardSwish", x, [.. inner, hard]);
                if (Near(scale, 1.0 / 6) && Maker(gate, "Clip") is { } clip && Shift(clip.Inputs[0], x, out OnnxNode? add) is 3.0
                    && Operators.ElementwiseOperators.Bounds(_evaluation.Reader(clip)) is (0, 6))
                    return Replace(node, "HardSwish", x, [.. inner, clip, add!]);
                if (Near(scale, 0.5) && Shift(gate, x, out OnnxNode? one, anySource: true) is 1.0)
                {
                    string source = one!.Inputs.First(name => _evaluation.Dynamic.Contains(name));
                    if (Maker(source, "Erf") is { } erf && IsScaled(erf.Inputs[0], x, Math.Sqrt(0.5), out OnnxNode? half))
                        return Replace(node, "Gelu", x, [.. inner, one, erf, half!]);
                    if (Maker(source, "Tanh") is { } bend && IsCubic(bend.Inputs[0], x, out List<OnnxNode> cubic))
                        return Replace(node, "Gelu", x, [.. inner, one, bend, .. cubic], ("approximate", "tanh"));
                }
            }
        }
        return MatchLayerNorm(node, hasOffset: false);
    }

    /// <summary>What is multiplied, over products and quotients by constants that nobody else reads.</summary>
    private List<string> Factors(OnnxNode node, List<OnnxNode> inner, ref double scale)
    {
        var factors = new List<string>();
        var open = new Stack<(string Name, bool Divides)>(node.Inputs.Select((name, i) => (name, node.Kind == "Div" && i == 1)));
        while (open.TryPop(out var factor))
        {
            if (Constant(factor.Name) is { } number)
                scale *= factor.Divides ? 1 / number : number;
            else if (!factor.Divides && _readers[factor.Name] == 1
                && _makers.GetValueOrDefault(factor.Name) is { Kind: "Mul" or "Div" } maker
                && inner.Count < 4 && (maker.Kind == "Mul" || Constant(maker.Inputs[1]) is not null))
            {
                inner.Add(maker);
                for (int i = 0; i < 2; i++)
                    open.Push((maker.Inputs[i], maker.Kind == "Div" && i == 1));
            }
            else
                factors.Add(factor.Name);
        }
        return factors;
    }

    /// <summary>The constant c of x + c; null if it is no such sum.</summary>
    private double? Shift(string name, string x, out OnnxNode? add, bool anySource = false)
    {
        add = Maker(name, "Add");
        if (add is null)
            return null;
        for (int i = 0; i < 2; i++)
            if (Constant(add.Inputs[i]) is { } number && (anySource || add.Inputs[1 - i] == x))
                return number;
        return null;
    }

    private bool IsScaled(string name, string x, double factor, out OnnxNode? node)
    {
        node = Maker(name, "Mul") ?? Maker(name, "Div");
        if (node is null)
            return false;
        for (int i = 0; i < 2; i++)
            if (node.Inputs[i] == x && Constant(node.Inputs[1 - i]) is { } number)
                return Near(node.Kind == "Mul" ? number : 1 / number, factor);
        return false;
    }

    /// <summary>0.7978845608 (x + 0.044715 x³).</summary>
    private bool IsCubic(string name, string x, out List<OnnxNode> nodes)
    {
        nodes = [];
        if (Maker(name, "Mul") is not { } scaled)
            return false;
        string sum = Constant(scaled.Inputs[0]) is not null ? scaled.Inputs[1] : scaled.Inputs[0];
        if (!Near(Constant(scaled.Inputs[0]) ?? Constant(scaled.Inputs[1]) ?? 0, Math.Sqrt(2 / Math.PI))
            || Maker(sum, "Add") is not { } add)
            return false;
        string cube = add.Inputs[0] == x ? add.Inputs[1] : add.Inputs[0];
        if (!add.Inputs.Contains(x) || Maker(cube, "Mul") is not { } product)
            return false;
        double scale = 1;
        List<string> factors = Factors(product, nodes, ref scale);
        nodes.AddRange([scaled, add, product]);
        if (!Near(scale, 0.044715))
            return false;
        if (factors is [var power] && Maker(power, "Pow") is { } pow && pow.Inputs[0] == x && Constant(pow.Inputs[1]) is 3.0)
        {
            nodes.Add(pow);
            return true;
        }
        return factors.Count == 3 && factors.All(factor => factor == x);
    }

    /// <summary>(x - mean) / √(mean of squares + ε) · γ + β over the last axes.</summary>
    private OnnxNode? MatchLayerNorm(OnnxNode node, bool hasOffset)
    {
        OnnxNode? product = node;
        string offset = "";
        var inner = new List<OnnxNode>();
        if (hasOffset)
        {
            int which = IsConstant(node.Inputs[1]) ? 1 : IsConstant(node.Inputs[0]) ? 0 : -1;
            if (which < 0 || (product = Maker(node.Inputs[1 - which], "Mul")) is null)
                return null;
            offset = node.Inputs[which];
            inner.Add(product);
        }
        int weight = IsConstant(product.Inputs[1]) ? 1 : IsConstant(product.Inputs[0]) ? 0 : -1;
        if (product.Kind != "Mul" || weight < 0 || Maker(product.Inputs[1 - weight], "Div") is not { } quotient
            || Maker(quotient.Inputs[1], "Sqrt") is not { } root
            || Maker(root.Inputs[0], "Add") is not { } sum || (Constant(sum.Inputs[1]) ?? Constant(sum.Inputs[0])) is not { } epsilon)
            return null;
        string variance = Constant(sum.Inputs[1]) is not null ? sum.Inputs[0] : sum.Inputs[1];
        OnnxNode? centred = _makers.GetValueOrDefault(quotient.Inputs[0]);
        if (Maker(variance, "ReduceMean") is not { } mean
            || _makers.GetValueOrDefault(mean.Inputs[0]) is not { Kind: "Pow" or "Mul" } square
            || square.Inputs[0] != quotient.Inputs[0] || square.Kind == "Pow" && Constant(square.Inputs[1]) is not 2.0
            || square.Kind == "Mul" && square.Inputs[1] != square.Inputs[0]
            || centred is not { Kind: "Sub" } || Maker(centred.Inputs[1], "ReduceMean") is not { } first
                || first.Inputs[0] != centred.Inputs[0])
            return null;
        int rank = _evaluation.Values[centred.Inputs[0]].Rank;
        int[] axes = Operators.ReduceOperators.Axes(_evaluation.Reader(first)),
            same = Operators.ReduceOperators.Axes(_evaluation.Reader(mean));
        if (!axes.SequenceEqual(same) || axes.Length == 0 || axes[^1] != rank - 1 || axes[^1] - axes[0] != axes.Length - 1
            || _evaluation.Values[product.Inputs[weight]].Rank > axes.Length || offset.Length > 0
                && _evaluation.Values[offset].Rank > axes.Length)
            return null;
        OnnxNode fused = Replace(
            node, "LayerNormalization", centred.Inputs[0], [.. inner, quotient, root, sum, mean, square, centred, first],
            ("axis", -axes.Length), ("epsilon", (float)epsilon));
        return fused with { Inputs = [centred.Inputs[0], product.Inputs[weight], .. offset.Length > 0 ? [offset] : Array.Empty<string>()] };
    }

    private OnnxNode Replace(OnnxNode node, string kind, string x, IEnumerable<OnnxNode> inner,
        params (string Name, object Value)[] attributes)
    {
        _gone.UnionWith(inner);
        return node with
        {
            Kind = kind,
            Inputs = [x],
            Attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value switch
            {
                string text => new AttributeProto { Name = pair.Name, S = Google.Protobuf.ByteString.CopyFromUtf8(text) },
                int number => new AttributeProto { Name = pair.Name, I = number },
                _ => new AttributeProto { Name = pair.Name, F = (float)pair.Value },
            }),
        };
    }

    /// <summary>The node that gives a value, if it is of a kind and nobody else reads the value.</summary>
    private OnnxNode? Maker(string name, string kind) =>
        _makers.GetValueOrDefault(name) is { } node && node.Kind == kind && _readers[name] == 1 ? node : null;

    private bool IsConstant(string name) => !_evaluation.Dynamic.Contains(name) && _evaluation.Values.ContainsKey(name);

    private double? Constant(string name) => IsConstant(name) && _evaluation.Values[name].Count == 1 ? _evaluation.Values[name].Values[0]
        : null;

    private bool IsSixth(OnnxNode node)
    {
        NodeReader reader = _evaluation.Reader(node);
        return Near(reader.Float("alpha", 0.2), 1.0 / 6) && reader.Float("beta", 0.5) == 0.5;
    }

    private static bool Near(double value, double expected) => Math.Abs(value - expected) <= 1e-5 * Math.Abs(expected);
}
