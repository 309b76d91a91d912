using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Finds whether a network of sequences can go one step at a time: every layer must see the present step and what it carries from
/// those before. The network of one step has the same layers, bound to sequences of one step.</summary>
internal static class Streaming
{
    /// <summary>The network, with that of one step where there is one, or with the reason why there is none.</summary>
    /// <param name="network">The network.</param>
    /// <param name="declaration">What was written.</param>
    /// <param name="bind">Binds a declaration.</param>
    public static Network Add(Network network, NetworkDeclaration declaration, Func<NetworkDeclaration, Network?> bind)
    {
        bool isSequence = network.Input.Rank == 2
            || network.Input.Rank == 1 && network.Nodes.Any(node => node.Layer is LookupLayer && node.Reads[0] == 0);
        if (!isSequence || !network.Nodes.Any(node => node.Layer is Recurrent))
            return network;
        if (network.HasNamedInputs || network.HasNamedOutputs)
            return network with { NotStreaming = "its inputs or outputs have names, which Step does not know" };
        if (Objection(network) is { } objection)
            return network with { NotStreaming = objection };
        ClassIdentity identity = network.Class with { Name = $"{network.Class.Name}Step" };
        NetworkDeclaration step = declaration with
        {
            Class = identity,
            InputShape = network.Input.Rank == 1 ? [1] : [1, network.Input.Dimensions[1]],
            Mode = "InferenceOnly",
            Weights = null,
            LabelSmoothing = 0,
        };
        if (bind(step) is not { } bound || !bound.Parameters.SequenceEqual(network.Parameters))
            return network with { NotStreaming = "a layer learns numbers of its own for every step" };
        return network with { Step = Carry(bound) };
    }

    /// <summary>Gives every cell its place in the state.</summary>
    private static Network Carry(Network network)
    {
        int floats = 0;
        Node[] nodes = [.. network.Nodes.Select(node => node.Layer is Recurrent layer
            ? node with { Layer = layer with { All = layer.All.Select(CarryPart).ToEquatableArray() } } : node)];
        return network with { Nodes = nodes.ToEquatableArray(), StateFloats = floats };

        LayerPart CarryPart(LayerPart part)
        {
            if (part.Layer is not RecurrentLayer cell)
                return part;
            int offset = floats;
            floats += cell.Cell.States.Count * cell.GateStride;
            return part with { Layer = cell with { StateOffset = offset } };
        }
    }

    /// <summary>Why a network cannot go step by step; null if it can.</summary>
    private static string? Objection(Network network)
    {
        int steps = network.Input.Dimensions[0];
        // Whether a value has steps; what comes behind the last recurrent layer is one row a step.
        bool[] hasSteps = new bool[network.Nodes.Count + 1];
        hasSteps[0] = true;
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            Node node = network.Nodes[i];
            bool[] reads = [.. node.Reads.Select(read => hasSteps[read])];
            if (!reads.Contains(true))
                continue;
            string title = $"{node.Layer.Title}, {node.Layer.Name},";
            if (reads.Contains(false))
                return $"{title} takes a sequence together with what was made of all its steps";
            if (Objection(node.Layer, steps) is { } objection)
                return $"{title} {objection}";
            hasSteps[i + 1] = node.Layer is not Recurrent { Output.Rank: 1 };
        }
        return hasSteps[network.Outputs[0].Value] || network.Nodes.Any(node => node.Layer is Recurrent { Output.Rank: 1 }) ? null
            : "nothing is carried from step to step";
    }

    /// <summary>Why a layer that takes a sequence needs other steps than the present one and those before; null if it does not.</summary>
    private static string? Objection(Layer layer, int steps) => layer switch
    {
        Recurrent { LooksAhead: true } => $"goes through the steps backwards, so it looks ahead to the last of {steps}",
        Recurrent or SequenceProduct or BatchLayer or LookupLayer => null,
        FittedLayer { Axis: 0 } => "has a mean for every step",
        ElementwiseLayer or RowLayer { TakesSamples: false } => null,
        MergeLayer merge when merge.Inputs.All(shape => shape.Rank == 2 && shape.Dimensions[0] == steps) => null,
        Concat { Output: { Rank: 2 } output } when output.Dimensions[0] == steps => null,
        _ => "mixes the steps",
    };
}
