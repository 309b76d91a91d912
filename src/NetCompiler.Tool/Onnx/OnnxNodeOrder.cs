namespace NetCompiler.Tool.Onnx;

/// <summary>Puts nodes in an order in which they can be computed: files should have it, and not all do.</summary>
internal static class OnnxNodeOrder
{
    /// <summary>The same nodes, each behind what it reads; the file's order where that is possible.</summary>
    public static IReadOnlyList<OnnxNode> Sort(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> given, string path)
    {
        var known = given.ToHashSet(StringComparer.Ordinal);
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
                if (!makers.TryAdd(output, node) || known.Contains(output))
                    throw new ToolException($"{path}: {output} is computed twice.");
        var waits = nodes.ToDictionary(node => node, node => Missing(node).Count());
        var readers = nodes.SelectMany(node =>
            Missing(node).Select(name => (Maker: makers.GetValueOrDefault(name), Name: name, Node: node)))
            .ToLookup(edge => edge.Maker ?? throw new ToolException(
                $"{path}: node {edge.Node.Label} ({edge.Node.Kind}) reads {edge.Name}, which nothing gives."), edge => edge.Node);
        var ready = new PriorityQueue<OnnxNode, int>();
        var places = nodes.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        foreach (OnnxNode node in nodes.Where(node => waits[node] == 0))
            ready.Enqueue(node, places[node]);
        var sorted = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out OnnxNode? node, out _))
        {
            sorted.Add(node);
            foreach (OnnxNode reader in readers[node])
                if (--waits[reader] == 0)
                    ready.Enqueue(reader, places[reader]);
        }
        if (sorted.Count < nodes.Count)
            throw new ToolException($"{path}: node {nodes.First(node => waits[node] > 0).Label} depends on itself.");
        return sorted;

        IEnumerable<string> Missing(OnnxNode node) => node.Inputs.Where(name => name.Length > 0 && !known.Contains(name)).Distinct();
    }
}
