using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>A layer as the rules see it: whose numbers it reads, and who reads its own. Where it stands in the source does not matter to
/// them.</summary>
/// <param name="declaration">The network.</param>
/// <param name="number">The layer attribute's number.</param>
/// <param name="layer">The layer.</param>
/// <param name="output">The output that its numbers are; null where they are none.</param>
internal sealed class LayerNode(NetworkDeclaration declaration, int number, Layer layer, BoundOutput? output)
{
    private readonly List<LayerNode> _reads = [], _readers = [];
    private int _values;

    /// <summary>The network as written.</summary>
    public NetworkDeclaration Network => declaration;

    /// <summary>The loss of the output, never <c>Auto</c>.</summary>
    public string Loss => output?.Port.Loss ?? OutputPort.Untrained;

    /// <summary>The attribute that may say the loss.</summary>
    public DiagnosticTarget LossTarget =>
        output?.Declared is { } declared && OwnLoss is not null
            ? DiagnosticTarget.OfLayer(declared, "Loss") : DiagnosticTarget.OfNetwork("Loss");

    /// <summary>Whether somebody wrote which loss is meant.</summary>
    public bool SaysLoss => OwnLoss is not null || declaration.Loss != LossRules.Auto || Loss == OutputPort.OfType;

    /// <summary>The layer attribute's number.</summary>
    public int Number => number;

    /// <summary>The layer.</summary>
    public Layer Layer => layer;

    /// <summary>The layer as written.</summary>
    public LayerDeclaration Declared => declaration.Layers[number];

    /// <summary>Whether it is written inside a block.</summary>
    public bool IsInBlock => layer.Name.Contains('/');

    /// <summary>The layers whose numbers it reads; none where that is the network's input.</summary>
    public IReadOnlyList<LayerNode> Reads => _reads;

    /// <summary>The layers that read its numbers.</summary>
    public IReadOnlyList<LayerNode> Readers => _readers;

    /// <summary>Whether its numbers are an answer of the network that is trained on.</summary>
    public bool IsAnswer => output is { Port.IsTrained: true };

    /// <summary>Whether the network learns: gradients and losses matter only then.</summary>
    public bool Learns => declaration.Mode != "InferenceOnly";

    /// <summary>The one layer whose numbers it reads and nobody else does; null where that is the input, or where there are
    /// several.</summary>
    public LayerNode? Source => _values == 1 && _reads.Count == 1 && _reads[0]._readers.Count == 1 ? _reads[0] : null;

    /// <summary>The layer that made the numbers that this one reads: the source, seen through layers that hand numbers on as they are or
    /// drop them.</summary>
    public LayerNode? Origin
    {
        get
        {
            LayerNode? node = Source;
            while (node is not null && HandsOn(node.Layer))
                node = node.Source;
            return node;
        }
    }

    /// <summary>Whether anything that depends on this layer is of a kind, where nothing else is merged with its numbers before.</summary>
    public bool LeadsTo(Func<Layer, bool> isKind) =>
        Reached(this, node => node._readers, node => node._values > 1).Any(node => isKind(node.Layer));

    /// <summary>Whether this layer depends on anything of a kind.</summary>
    public bool DependsOn(Func<Layer, bool> isKind) => Reached(this, node => node._reads, _ => false).Any(node => isKind(node.Layer));

    /// <summary>A complaint about the layer, or about one of its arguments.</summary>
    public DiagnosticInfo Say(string id, string? argument, params object[] arguments) =>
        DiagnosticInfo.Create(id, DiagnosticTarget.OfLayer(number, argument), arguments);

    /// <summary>The layers of a network, linked.</summary>
    /// <param name="declaration">The network.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="reads">The values that each reads: 0 is the network's input, i + 1 is what layer i gives.</param>
    /// <param name="outputs">Its outputs.</param>
    public static IReadOnlyList<LayerNode> Link(
        NetworkDeclaration declaration, IReadOnlyList<Layer> layers, IReadOnlyList<EquatableArray<int>> reads,
        IReadOnlyList<BoundOutput> outputs)
    {
        LayerNode[] nodes =
        [
            .. layers.Select((layer, i) =>
                new LayerNode(declaration, i, layer, outputs.FirstOrDefault(output => output.Port.Value == i + 1))),
        ];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (layers[i] is NamedOutput or NamedInput)
                continue;
            nodes[i]._values = reads[i].Count;
            foreach (int value in reads[i].Distinct().Where(value => value > 0 && layers[value - 1] is not NamedInput))
            {
                nodes[i]._reads.Add(nodes[value - 1]);
                nodes[value - 1]._readers.Add(nodes[i]);
            }
        }
        return [.. nodes.Where(node => node.Layer is not (NamedOutput or NamedInput))];
    }

    private string? OwnLoss =>
        output?.Declared is { } declared
        && declaration.Layers[declared].Arguments.FirstOrDefault(argument => argument.Name == "Loss")?.Value is string loss
        && loss != LossRules.Auto ? loss : null;

    /// <summary>All that can be reached from a layer, each once; from where <paramref name="ends"/> says so nothing further.</summary>
    private static IEnumerable<LayerNode> Reached(LayerNode from, Func<LayerNode, IEnumerable<LayerNode>> next, Func<LayerNode, bool> ends)
    {
        var seen = new HashSet<LayerNode>();
        var open = new Stack<LayerNode>(next(from));
        while (open.Count > 0)
        {
            LayerNode node = open.Pop();
            if (!seen.Add(node))
                continue;
            yield return node;
            if (!ends(node))
                foreach (LayerNode other in next(node))
                    open.Push(other);
        }
    }

    private static bool HandsOn(Layer layer) => layer is ReshapeLayer or Dropout or SpatialDropout or Linear;
}
