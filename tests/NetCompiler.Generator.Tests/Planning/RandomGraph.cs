using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Tests.Planning;

using OutputPort = Model.OutputPort;

/// <summary>Directed acyclic graphs that nobody thought of: layers that keep the shape, each reading values drawn from all that are
/// there.</summary>
internal static class RandomGraph
{
    private static readonly NetworkDeclaration OnVectors =
        Declare("32", "Dense(32), ReLU, GELU, Dropout(0.5f), LayerNorm, PReLU, Tanh, Dense(32), Sigmoid, Dense(32)");

    private static readonly NetworkDeclaration OnImages = Declare(
        "6, 6, 16",
        "Conv2D(16, 3, Padding = Padding.Same), BatchNorm, ReLU, GELU, PReLU, MaxPool2D(3, Strides = 1, Padding = Padding.Same), " +
        "Dropout(0.5f), Conv2D(16, 1), " +
        "DepthwiseConv2D(3, Padding = Padding.Same), LayerNorm, Conv2D(16, 1)");

    /// <summary>A graph of up to 20 layers; what nobody reads is an output, and sometimes another.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="trainsAll">Whether all outputs have a loss; else every second has none.</param>
    public static Network Draw(Random random, bool trainsAll = true)
    {
        NetworkDeclaration kinds = random.Next(2) == 0 ? OnVectors : OnImages;
        LayerDeclaration[] layers = [
            .. Enumerable.Range(0, random.Next(1, 16)).Select(_ => kinds.Layers[random.Next(kinds.Layers.Count)]),
            kinds.Layers[kinds.Layers.Count - 1]];
        Network chain = Binder.Bind(
            kinds with { Layers = layers.ToEquatableArray(), Mode = random.Next(3) == 0 ? "InferenceOnly" : kinds.Mode }).Network!;
        var nodes = new List<Node>();
        foreach (Node node in chain.Nodes)
        {
            nodes.Add(node with { Reads = [Any()] });
            if (random.Next(4) == 0)
                Merge([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Any())]);
        }
        var outputs = Enumerable.Range(1, nodes.Count).Except(nodes.SelectMany(node => node.Reads)).ToHashSet();
        if (random.Next(3) == 0)
            outputs.Add(random.Next(1, nodes.Count + 1));
        OutputPort[] ports =
        [
            .. outputs.OrderDescending().Select((value, i) => new OutputPort(
                $"port_{i}", value, trainsAll || i % 2 == 0 ? "MeanSquaredError" : OutputPort.Untrained, 1 + i % 2, 0)),
        ];
        return chain with { Nodes = nodes.ToEquatableArray(), Outputs = ports.ToEquatableArray() };

        void Merge(EquatableArray<int> reads)
        {
            EquatableArray<Shape> shapes = reads.Select(_ => chain.Input).ToEquatableArray();
            string name = $"merge_{nodes.Count}";
            Layer merge = random.Next(2) == 0 ? new Add(name, shapes, chain.Input) : new Multiply(name, shapes, chain.Input);
            nodes.Add(new Node(merge, reads, []));
        }

        // Mostly something near, so that there are chains in it.
        int Any() => random.Next(3) > 0 ? nodes.Count : random.Next(nodes.Count + 1);
    }

    private static NetworkDeclaration Declare(string shape, string layers) =>
        GeneratorTest.Outputs<NetworkDeclaration>(
            GeneratorTest.Run($"[Network({shape}), {layers}] partial class Net;"), NetworkGenerator.Steps.Declare).Single();
}
