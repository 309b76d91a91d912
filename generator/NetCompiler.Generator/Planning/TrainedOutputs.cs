using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A network as training sees it: only what has a loss, and every activation that is computed with its loss read by nobody
/// else.</summary>
internal static class TrainedOutputs
{
    /// <summary>The network without what is only read. Where others read the value of an output whose loss takes what enters its
    /// activation, the activation is there twice, once for them and once for the loss.</summary>
    public static Network Of(Network network)
    {
        network = network.Trained();
        int[] uses = Uses.Count(network);
        List<Node> nodes = [.. network.Nodes];
        EquatableArray<OutputPort> outputs = network.Outputs.Select(Alone).ToEquatableArray();
        return nodes.Count == network.Nodes.Count ? network : network with { Nodes = nodes.ToEquatableArray(), Outputs = outputs };

        OutputPort Alone(OutputPort output)
        {
            if (output.Value == 0 || uses[output.Value] == 1 || output.Penalty is not null)
                return output;
            Node node = network.Nodes[output.Value - 1];
            if (node.Parameters.Count > 0 || LossCatalog.Of(output).Fuses != node.Layer.Meaning)
                return output;
            uses[output.Value]--;
            nodes.Add(node with { Layer = node.Layer with { Name = Unused($"{node.Layer.Name}_of_{output.Name}") } });
            return output with { Value = nodes.Count };
        }

        string Unused(string name)
        {
            while (nodes.Any(node => node.Layer.Name == name))
                name += "_";
            return name;
        }
    }
}
