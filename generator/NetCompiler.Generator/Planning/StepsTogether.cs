using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Brings the steps of a value together that each is seen by itself.</summary>
internal static class StepsTogether
{
    /// <summary>Adds what does so.</summary>
    /// <param name="nodes">The nodes of a network in the making.</param>
    /// <param name="value">One of their values.</param>
    /// <param name="around">The steps that it is one of each of, the outermost first.</param>
    /// <returns>The value of all steps; the same where none are around.</returns>
    public static int Add(List<Node> nodes, int value, EquatableArray<int> around)
    {
        for (int i = around.Count - 1; i >= 0; i--)
        {
            Layer each = nodes[value - 1].Layer;
            string name = $"{each.Name}/steps";
            while (nodes.Exists(node => node.Layer.Name == name))
                name += "_";
            nodes.Add(new Node(new AllSteps(name, each.Output, around[i], OutputMeaning.Value), [value], [])
            {
                Around = around.Take(i).ToEquatableArray(),
            });
            value = nodes.Count;
        }
        return value;
    }
}
