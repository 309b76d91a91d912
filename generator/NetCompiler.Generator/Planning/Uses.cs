using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>How many read each value. What is behind the network counts as a reader of its outputs, so that a value with one reader belongs
/// to that reader alone.</summary>
internal static class Uses
{
    /// <summary>The number of readers by value.</summary>
    public static int[] Count(Network network)
    {
        var counts = new int[network.Nodes.Count + 1];
        foreach (int value in network.Nodes.SelectMany(node => node.Reads).Concat(network.Outputs.Select(output => output.Value)))
            counts[value]++;
        return counts;
    }
}
