using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Makes the network of one step of a sequence where steps can be taken one at a time: the same layers, bound to sequences of one
/// step, which carry what they must know of those before.</summary>
internal static class Streaming
{
    /// <summary>What a struct may carry: beyond 1 MiB .NET refuses an inline array.</summary>
    private const int MostFloats = (1 << 20) / sizeof(float) - 1;

    /// <summary>Binds the network of one step, in which some layers, by name, have a window over the steps.</summary>
    public delegate Network? BindStep(NetworkDeclaration step, IReadOnlyDictionary<string, Axis> windows);

    /// <summary>The network, with that of one step where there is one, or with the reason why there is none.</summary>
    /// <param name="network">The network.</param>
    /// <param name="declaration">What was written.</param>
    /// <param name="bind">Binds a declaration.</param>
    public static Network Add(Network network, NetworkDeclaration declaration, BindStep bind)
    {
        Shape input = network.Inputs[0].Shape;
        int first = network.Inputs.Count == 1 ? 0 : 1;
        bool isSequence = input.Rank == 2
            || input.Rank > 2 && GoesOverSteps(network, first)
            || input.Rank == 1 && network.Nodes.Any(node => node.Layer is LookupLayer && node.Reads[0] == first);
        Node[] nodes = [.. network.Nodes.Where(node => node.Around.Count == 0)];
        Dictionary<string, Axis> windows = nodes.Where(node => isSequence && SteppedWindow.AxisOf(node.Layer) is not null)
            .ToDictionary(node => node.Layer.Name, node => SteppedWindow.AxisOf(node.Layer)!, StringComparer.Ordinal);
        if (!isSequence || windows.Count == 0 && !nodes.Any(node => Carries(node.Layer)))
            return network;
        bool hasNamedInputs = network.LengthsPort is null ? network.HasNamedInputs : network.Inputs.Count > 2;
        if (hasNamedInputs || network.HasNamedOutputs)
            return network with { NotStreaming = "its inputs or outputs have names, which Step does not know" };
        if (new StepRules(network).Check() is { } objection)
            return network with { NotStreaming = objection };
        ClassIdentity identity = network.Class with { Name = $"{network.Class.Name}Step" };
        NetworkDeclaration step = declaration with
        {
            Class = identity,
            InputShape = [1, .. input.Dimensions.Skip(1)],
            HasLengths = false,
            HasViews = false,
            Mode = "InferenceOnly",
            Weights = null,
            LabelSmoothing = 0,
        };
        if (bind(step, windows) is not { } bound || !bound.Parameters.SequenceEqual(network.Parameters))
            return network with { NotStreaming = "a layer learns numbers of its own for every step" };
        bound = bound with { Nodes = bound.Nodes.Select(node => Remember(node, network)).ToEquatableArray() };
        return Carry(bound, StepRules.PeriodOf(network)) is { } carrying
            ? network with { Step = carrying, Nodes = network.Nodes.Select(SumAsSteps).ToEquatableArray() }
            : network with { NotStreaming = "its state would take more than the 1 MiB that a struct may have" };
    }

    /// <summary>The order of sums of whole sequences is that of steps.</summary>
    private static Node SumAsSteps(Node node) =>
        node is { Layer: Conv1D convolution, Around.Count: 0 } ? node with { Layer = convolution with { IsStreamed = true } } : node;

    /// <summary>Whether numbers of a value go, each as what is made of it alone, where each step is seen by itself.</summary>
    private static bool GoesOverSteps(Network network, int value) =>
        Enumerable.Range(0, network.Nodes.Count).Where(node => network.Nodes[node].Reads.Contains(value)).Any(node =>
            network.Nodes[node].Layer is EachStep || network.Nodes[node].Layer is ElementwiseLayer && GoesOverSteps(network, node + 1));

    private static bool Carries(Layer layer) => layer is Recurrent or MultiHeadAttention or PositionEmbedding or PositionLayer;

    /// <summary>What a step must know of the whole sequence: how many steps attention sees, and which table has its position.</summary>
    private static Node Remember(Node node, Network whole) => node.Around.Count > 0 ? node : node with
    {
        Layer = node.Layer switch
        {
            MultiHeadAttention attention => attention.Remembering(Of<MultiHeadAttention>(node, whole).Attention.Keys),
            PositionLayer positions => positions with { Length = Of<PositionLayer>(node, whole).Length },
            PositionEmbedding learned => new PositionLayer(learned.Name, learned.Input, learned.Title, learned.Length, null)
            {
                Tensors = learned.Parameters,
            },
            _ => node.Layer,
        },
    };

    private static T Of<T>(Node node, Network whole) where T : Layer =>
        whole.Nodes.Select(other => other.Layer).OfType<T>().First(layer => layer.Name == node.Layer.Name);

    /// <summary>Gives all that is carried its place in the state: a count of steps where not every step gives an answer, what cells and
    /// windows count and carry, then the rings of windows. Null where there is no room for it.</summary>
    private static Network? Carry(Network network, int period)
    {
        long floats = period > 1 ? 1 : 0;
        Node[] nodes = [.. network.Nodes.Select(node => CarryNode(node, Place))];
        long first = floats;
        nodes = [.. nodes.Select(node => CarryNode(node, PlaceRing))];
        return floats > MostFloats ? null : network with
        {
            Nodes = nodes.ToEquatableArray(),
            StateFloats = (int)floats,
            RingFloats = (int)(floats - first),
            StepPeriod = period,
        };

        Layer Place(Layer layer) => layer switch
        {
            RecurrentLayer cell => cell with { StateOffset = Take(cell.CarriedFloats) },
            Recall recall => recall with { StateOffset = Take(Recall.Counters) },
            AttentionLayer attention => attention with { StateOffset = Take(AttentionLayer.Counters) },
            PositionLayer positions => positions with { StateOffset = Take(1) },
            _ => layer,
        };

        Layer PlaceRing(Layer layer) => layer switch
        {
            Recall recall => recall with { RingOffset = Take(recall.RingFloats) },
            AttentionLayer attention => attention with { RingOffset = Take(attention.RingFloats) },
            _ => layer,
        };

        int Take(long more)
        {
            long offset = floats;
            floats += more;
            return (int)Math.Min(offset, MostFloats);
        }
    }

    /// <summary>What sees one step of a sequence begins anew with each.</summary>
    private static Node CarryNode(Node node, Func<Layer, Layer> place) =>
        node.Around.Count > 0 ? node : node with { Layer = CarryLayer(node.Layer, place) };

    private static Layer CarryLayer(Layer layer, Func<Layer, Layer> place)
    {
        return layer switch
        {
            Recurrent recurrent => recurrent with { All = CarryParts(recurrent.All) },
            SteppedWindow window => window with { All = CarryParts(window.All) },
            MultiHeadAttention attention => attention with { All = CarryParts(attention.All) },
            PositionLayer => place(layer),
            _ => layer,
        };

        EquatableArray<LayerPart> CarryParts(EquatableArray<LayerPart> parts) =>
            parts.Select(part => part with { Layer = place(part.Layer) }).ToEquatableArray();
    }
}
