using System.Globalization;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>A network's tensors in the order, the layouts and the shapes of another framework. Names begin with a number, so that sorting
/// them gives the order.</summary>
internal static class OrderedWeights
{
    /// <summary>The file, and how many tensors it has.</summary>
    /// <exception cref="ToolException">A layer has no counterpart there.</exception>
    public static (byte[] File, int Count) Write(NetworkGraph graph, ExportFormat format)
    {
        (string Name, Tensor Tensor)[] tensors = [.. format == ExportFormat.Keras ? Keras(graph) : new TorchOrder(graph).Tensors()];
        string digits = new('0', Math.Max(3, tensors.Length.ToString(CultureInfo.InvariantCulture).Length));
        using var stream = new MemoryStream();
        WeightFile.Write(graph.Name,
            [.. tensors.Select((pair, i) => ($"{i.ToString(digits, CultureInfo.InvariantCulture)}.{pair.Name}", pair.Tensor))], stream);
        return (stream.ToArray(), tensors.Length);
    }

    /// <summary>Our own order and shapes are Keras's.</summary>
    private static IEnumerable<(string Name, Tensor Tensor)> Keras(NetworkGraph graph) =>
        graph.Layers.FirstOrDefault(layer => layer.Attribute is RecurrentAttribute { InitialState: true }) is { } begun
            ? throw new ToolException($"{begun.Name} has its first state as a tensor; Keras's layer takes one with each call.")
            : graph.Layers
        .Where(layer => layer.Owner == layer.Name)
        .SelectMany(layer => layer.Tensors.Select(pair => ($"{layer.Name}/{pair.Key}", pair.Value)));
}
