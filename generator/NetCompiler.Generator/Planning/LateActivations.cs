using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A network whose steps come together in front of an activation that is computed with its loss, where they were written to come
/// together behind it: what treats every number, or every pixel, alone gives the same on one step as on all.</summary>
internal static class LateActivations
{
    /// <summary>The network, values in the same order.</summary>
    public static Network Of(Network network)
    {
        foreach (OutputPort output in network.Outputs)
            while (Swapped(network, output) is { } swapped)
                network = swapped;
        return network;
    }

    /// <summary>The network with one activation moved out of what sees single steps; null where there is none to move.</summary>
    private static Network? Swapped(Network network, OutputPort output)
    {
        int behind = output.Value - 1;
        while (behind >= 0 && network.Nodes[behind] is { Layer: AllSteps, Reads: var reads }
            && network.Nodes[reads[0] - 1].Layer is AllSteps)
            behind = reads[0] - 1;
        if (!output.IsTrained || output.Penalty is not null || behind < 0 || network.Nodes[behind] is not { Layer: AllSteps all } together)
            return null;
        int at = together.Reads[0] - 1;
        Node activation = network.Nodes[at];
        if (activation is not { Layer: ElementwiseLayer or RowLayer { TakesSamples: false }, Parameters.Count: 0 }
            || LossCatalog.Of(output).Fuses != activation.Layer.Meaning)
            return null;
        int value = activation.Reads[0];
        OutputMeaning meaning = value == 0 ? OutputMeaning.Value : network.Nodes[value - 1].Layer.Meaning;
        Node[] nodes = [.. network.Nodes];
        nodes[at] = together with
        {
            Layer = all with { StepMeaning = meaning },
            Reads = [value],
        };
        nodes[behind] = activation with
        {
            Layer = activation.Layer with { Input = all.Output, Output = all.Output },
            Reads = [at + 1],
            Around = together.Around,
        };
        return network with { Nodes = nodes.ToEquatableArray() };
    }
}
