using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Tests.Planning;

/// <summary>A layer of several inputs, which no network can be declared with yet: the planner must not mind.</summary>
internal sealed record Join(string Name, Shape Shape) : Layer(Name, Shape, Shape)
{
    public override string Title => "Join";

    public override string Formula => "y from several x";
}

/// <summary>Directed acyclic graphs that nobody thought of: layers that keep the shape, each reading values drawn from all that are there.</summary>
internal static class RandomGraph
{
    private static readonly string[] OnVectors = ["Dense(32)", "ReLU", "GELU", "Dropout(0.5f)", "LayerNorm", "PReLU", "Tanh", "Dense(32)", "Sigmoid"];

    private static readonly string[] OnImages =
    [
        "Conv2D(16, 3, Padding = Padding.Same)", "BatchNorm", "ReLU", "GELU", "PReLU", "MaxPool2D(3, Strides = 1, Padding = Padding.Same)", "Dropout(0.5f)",
        "Conv2D(16, 1)", "DepthwiseConv2D(3, Padding = Padding.Same)", "LayerNorm",
    ];

    /// <summary>A graph of up to 16 layers; the last value is an output, and sometimes another.</summary>
    public static Network Draw(Random random)
    {
        bool isImage = random.Next(2) == 0;
        string[] kinds = isImage ? OnImages : OnVectors;
        string[] layers = [.. Enumerable.Range(0, random.Next(2, 17)).Select(_ => kinds[random.Next(kinds.Length)])];
        string mode = random.Next(3) == 0 ? ", Mode = NetworkMode.InferenceOnly" : "";
        string shape = isImage ? "6, 6, 16" : "32";
        Network chain = GeneratorTest.Outputs<Network>(
            GeneratorTest.Run($"[Network({shape}{mode}), {string.Join(", ", layers)}] partial class Net;"), NetworkGenerator.Steps.Bind).Single();
        var nodes = new List<Node>();
        foreach (Node node in chain.Nodes)
        {
            nodes.Add(node with { Reads = [Any()] });
            if (random.Next(4) == 0)
                nodes.Add(new Node(new Join($"join_{nodes.Count}", chain.Input), [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Any()).Distinct()], []));
        }
        int[] outputs = random.Next(3) == 0 ? [nodes.Count, random.Next(1, nodes.Count + 1)] : [nodes.Count];
        return chain with { Nodes = nodes.ToEquatableArray(), Outputs = outputs.Distinct().ToEquatableArray() };

        // Mostly something near, so that there are chains in it.
        int Any() => random.Next(3) > 0 ? nodes.Count : random.Next(nodes.Count + 1);
    }
}
