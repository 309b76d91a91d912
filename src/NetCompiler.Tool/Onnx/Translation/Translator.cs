using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Makes layers of nodes, one after the other.</summary>
internal sealed class Translator
{
    private readonly Dictionary<string, View> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _readers;
    private readonly string[] _weightNames;
    private readonly IReadOnlyList<OnnxNode> _nodes;
    private readonly string[] _outputs;

    public Translator(OnnxGraph graph, IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs, OnnxEvaluation evaluation)
    {
        Graph = graph;
        Evaluation = evaluation;
        _nodes = nodes;
        _outputs = [.. outputs];
        _readers = nodes.SelectMany(node => node.Inputs).Concat(_outputs.SelectMany(output => new[] { output, output }))
            .GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());
        _weightNames = [.. nodes.SelectMany(node => node.Inputs.Skip(node.Kind is "Gather" or "MatMul" or "Gemm" ? 0 : 1)
            .Where(graph.Constants.ContainsKey)).Select(PathOf).Distinct()];
    }

    public OnnxGraph Graph { get; }

    public OnnxEvaluation Evaluation { get; }

    public Net Net { get; } = new();

    public List<Problem> Problems { get; } = [];

    /// <summary>Why products are no attention, by what they give.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes layers of a node whose values are known; what has no layer is a problem.</summary>
    public void Translate(OnnxNode node)
    {
        if (!node.Outputs.Any(Evaluation.Dynamic.Contains)
            || node.Outputs.Any(name => name.Length > 0 && !Evaluation.Values.ContainsKey(name))
            || node.Inputs.Any(name => Evaluation.Dynamic.Contains(name) && !_views.ContainsKey(name) && !States.ContainsKey(name)))
            return;
        try
        {
            TranslationTable.Translate(this, Evaluation.Reader(node));
        }
        catch (UnsupportedException exception)
        {
            Problems.Add(new(node.Label, node.Kind, exception.Message, exception.WayOut));
        }
    }

    public bool IsDynamic(string name) => Evaluation.Dynamic.Contains(name);

    public View this[string name] => _views[name];

    public bool Has(string name) => _views.ContainsKey(name);

    /// <summary>Recurrent layers whose last states only such layers take, by the names of those states.</summary>
    public Dictionary<string, NetLayer> States { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<OnnxNode> ReadersOf(string name) => _nodes.Where(node => node.Inputs.Contains(name));

    /// <summary>Whether a value is an answer.</summary>
    public bool IsOutput(string name) => _outputs.Contains(name);

    /// <summary>Gives a value of the file its place.</summary>
    public void Bind(string name, View view)
    {
        _views[name] = view;
        if (_readers.GetValueOrDefault(name) > 1)
            view.Value.IsShared = true;
    }

    /// <summary>A new layer whose numbers lie as those of the view's value.</summary>
    public void BindElementwise(NodeReader reader, View view, NetLayer layer) =>
        Bind(reader.Node.Outputs[0], view with { Value = Net.Add(layer.From(view.Value)) });

    /// <summary>A value in which the numbers of some axes lie in the order of these; what lies otherwise is brought there.</summary>
    /// <param name="view">The view.</param>
    /// <param name="shape">The shape that a layer needs.</param>
    /// <param name="axes">All axes of more than one number.</param>
    public NetValue Store(View view, int[] shape, params int[] axes)
    {
        NetValue value = view.Value;
        Factor[] factors = View.Join(axes.SelectMany(axis => view.Dims[axis]));
        if (factors is not [] and not [{ Stride: 1 }])
        {
            Factor[] stored = [.. factors.OrderByDescending(factor => factor.Stride)];
            value = Shaped(value, [.. stored.Select(factor => factor.Size)]);
            int[] order = [.. factors.Select(factor => Array.IndexOf(stored, factor) + 1)];
            value = Net.Add(new NetLayer(
                typeof(PermuteAttribute), [.. factors.Select(factor => factor.Size)], [.. order.Cast<object>()]).From(value));
        }
        return Shaped(value, shape);
    }

    /// <summary>The same numbers in another shape.</summary>
    public NetValue Shaped(NetValue value, int[] shape)
    {
        if (value.Shape.SequenceEqual(shape))
            return value;
        // What was only given another shape for a layer before is taken from where it was.
        if (value is NetLayer { IsShared: false } layer && layer.Attribute == typeof(ReshapeAttribute) && layer == Net.Layers[^1])
        {
            Net.Layers.Remove(layer);
            return Shaped(layer.Reads[0], shape);
        }
        NetLayer reshape = shape.Length == 1 && value.Shape.Length > 1
            ? new NetLayer(typeof(FlattenAttribute), shape)
            : new NetLayer(typeof(ReshapeAttribute), shape, [.. shape.Cast<object>()]);
        if (Net.Layers.Find(other => other.Attribute == reshape.Attribute && other.Reads is [var read] && read == value
            && other.Shape.SequenceEqual(shape)) is { } same)
        {
            same.IsShared = true;
            return same;
        }
        return Net.Add(reshape.From(value));
    }

    /// <summary>A value of the file whose numbers lie in its order, in its shape without the dimensions of 1.</summary>
    public NetValue StoreInOrder(View view)
    {
        int[] shape = [.. view.Shape.Where(size => size > 1)];
        return Store(view, shape.Length == 0 ? [1] : shape, [.. Enumerable.Range(0, view.Dims.Length)]);
    }

    /// <summary>A layer's name from its weights'.</summary>
    public string? NameOf(string weight) => Graph.Constants.ContainsKey(weight) ? Names.Layer(PathOf(weight), _weightNames) : null;

    /// <summary>The name of a layer whose weights the file has in parts, from one part's: <c>attention.out_proj.weight</c> is of
    /// <c>attention</c>.</summary>
    /// <param name="weight">The part's weight.</param>
    /// <param name="parts">What such parts are called.</param>
    public string? NameOfWhole(string weight, IReadOnlyCollection<string> parts)
    {
        return Graph.Constants.ContainsKey(weight) ? Names.Layer(Whole(PathOf(weight)), _weightNames.Select(Whole).Distinct()) : null;

        string Whole(string path)
        {
            int end = path.LastIndexOfAny(['.', '/']);
            return end > 0 && parts.Contains(path[(end + 1)..]) ? path[..end] : path;
        }
    }

    /// <summary>A weight's name without what it is in its layer: <c>encoder.2.weight</c> is of <c>encoder.2</c>.</summary>
    private static string PathOf(string weight)
    {
        int end = weight.LastIndexOfAny(['.', '/', '_']);
        string last = weight[(end + 1)..].Split(':')[0];
        return end > 0 && last is "weight" or "kernel" or "bias" or "W" or "R" or "B" or "gamma" or "beta" ? weight[..end] : weight;
    }
}
