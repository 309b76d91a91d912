using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>A layer as the rules see it: whose numbers it reads, and who reads its own. Where it stands in the source does not matter to
/// them.</summary>
/// <param name="declaration">The network.</param>
/// <param name="loss">The network's loss, never <c>Auto</c>.</param>
/// <param name="number">The layer attribute's number.</param>
/// <param name="layer">The layer.</param>
/// <param name="isAnswer">Whether its numbers are the network's answer.</param>
internal sealed class LayerNode(NetworkDeclaration declaration, string loss, int number, Layer layer, bool isAnswer)
{
    private readonly List<LayerNode> _reads = [], _readers = [];
    private int _values;

    /// <summary>The network as written.</summary>
    public NetworkDeclaration Network => declaration;

    /// <summary>The network's loss, never <c>Auto</c>.</summary>
    public string Loss => loss;

    /// <summary>The layer attribute's number.</summary>
    public int Number => number;

    /// <summary>The layer.</summary>
    public Layer Layer => layer;

    /// <summary>The layer as written.</summary>
    public LayerDeclaration Declared => declaration.Layers[number];

    /// <summary>The layers whose numbers it reads; none where that is the network's input.</summary>
    public IReadOnlyList<LayerNode> Reads => _reads;

    /// <summary>The layers that read its numbers.</summary>
    public IReadOnlyList<LayerNode> Readers => _readers;

    /// <summary>Whether its numbers are the network's answer.</summary>
    public bool IsAnswer => isAnswer;

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
    /// <param name="loss">Its loss.</param>
    public static IReadOnlyList<LayerNode> Link(
        NetworkDeclaration declaration, IReadOnlyList<Layer> layers, IReadOnlyList<EquatableArray<int>> reads, string loss)
    {
        LayerNode[] nodes = [.. layers.Select((layer, i) => new LayerNode(declaration, loss, i, layer, i == layers.Count - 1))];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i]._values = reads[i].Count;
            foreach (int value in reads[i].Distinct().Where(value => value > 0))
            {
                nodes[i]._reads.Add(nodes[value - 1]);
                nodes[value - 1]._readers.Add(nodes[i]);
            }
        }
        return nodes;
    }

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
