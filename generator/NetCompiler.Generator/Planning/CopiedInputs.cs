using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A network as training sees it where the inputs' gradients are wanted: everybody reads a copy of each input, which has a
/// gradient as every value in the middle of a network has.</summary>
internal static class CopiedInputs
{
    /// <summary>The network with a copy behind each input that is read.</summary>
    public static Network Of(Network network)
    {
        if (!network.HasInputGradient)
            return network;
        var nodes = new List<Node>();
        int[] values = new int[network.Nodes.Count + 1];
        if (network.Inputs.Count == 1)
            values[0] = Copy(0, network.Input, 0);
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            Node node = network.Nodes[i];
            if (node.Layer is InputSegment segment)
            {
                nodes.Add(node);
                values[i + 1] = segment.Port == network.LengthsPort ? nodes.Count : Copy(nodes.Count, segment.Output, segment.Port);
                continue;
            }
            nodes.Add(node with { Reads = node.Reads.Select(value => values[value]).ToEquatableArray() });
            values[i + 1] = nodes.Count;
        }
        return network with
        {
            Nodes = nodes.ToEquatableArray(),
            Outputs = network.Outputs.Select(output => output with { Value = values[output.Value] }).ToEquatableArray(),
        };

        int Copy(int value, Shape shape, int port)
        {
            string name = $"{network.Inputs[port].Name}_copy";
            while (network.Nodes.Any(node => node.Layer.Name == name))
                name += "_";
            nodes.Add(new Node(new InputCopy(name, shape, port), [value], []));
            return nodes.Count;
        }
    }
}
