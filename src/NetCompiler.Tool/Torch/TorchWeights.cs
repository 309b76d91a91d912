using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Torch;

/// <summary>Puts tensors of a PyTorch module into a class of ours with the same layers.</summary>
internal static class TorchWeights
{
    /// <summary>What is no weight.</summary>
    private static readonly string[] Skipped = ["num_batches_tracked", "inv_freq"];

    /// <summary>Sets every tensor of the network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="given">The module's tensors; those of a state dict are in the order of its layers.</param>
    /// <param name="isOrdered">Whether the order means anything: safetensors files sort their names.</param>
    /// <param name="map">Layers of ours with what the file calls them.</param>
    /// <exception cref="ToolException">A tensor of the class is missing or of another shape, or one of the file is left; nothing was
    /// set.</exception>
    public static void Load(
        NetworkGraph graph, IReadOnlyList<(string Name, Tensor Tensor)> given, bool isOrdered, IReadOnlyDictionary<string, string> map)
    {
        (string Name, Tensor Tensor)[] theirs = [.. WeightNorm.Fold(given).Where(pair => !Skipped.Contains(pair.Name.Split('.')[^1]))];
        if (theirs.FirstOrDefault(pair => pair.Name.Contains("weight_hr_l", StringComparison.Ordinal)).Name is { } projection)
            throw new ToolException($"{projection} of the file is the projection of an LSTM (proj_size), which no layer here has: " +
                "train without it, or export to ONNX what stands around it.");
        (string Name, Tensor Codes)[] ours = [.. new TorchOrder(Coded(graph)).Tensors()];
        (string Name, Tensor Tensor)[] matched = Match(graph.Name, ours, theirs, isOrdered, map);
        var values = graph.Network.Info.Parameters.ToDictionary(block => block.Name, block => new float[block.Count]);
        int[] starts = Starts(graph.Network.Info);
        for (int i = 0; i < ours.Length; i++)
        {
            // The second bias of a layer that has one is added to the first.
            bool isSecond = ours[i].Codes.Values.All(code => code == 0);
            Tensor codes = isSecond ? ours[i - 1].Codes : ours[i].Codes;
            for (int j = 0; j < codes.Count; j++)
            {
                int place = (int)codes.Values[j] - 1, block = Array.FindLastIndex(starts, start => start <= place);
                values[graph.Network.Info.Parameters[block].Name][place - starts[block]] += (float)matched[i].Tensor.Values[j];
            }
        }
        Spread(graph, values);
        foreach ((string name, float[] numbers) in values)
            graph.Network.SetParameter(name, numbers);
    }

    /// <summary>The network with the number of its place, counted from 1, in the place of every weight: PyTorch's order of these tells
    /// where each of its weights belongs.</summary>
    private static NetworkGraph Coded(NetworkGraph graph)
    {
        int[] starts = Starts(graph.Network.Info);
        string[] names = [.. graph.Network.Info.Parameters.Select(block => block.Name)];
        return graph with
        {
            Layers = [.. graph.Layers.Select(layer => layer with
            {
                Tensors = layer.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value with
                {
                    Values = Codes(layer, pair.Value, starts[Array.IndexOf(names, $"{layer.Owner}/{pair.Key}")]),
                }),
            })],
        };

        // Slopes that are the same for all pixels stand for one there.
        static double[] Codes(NetworkLayer layer, Tensor tensor, int start) => [.. Enumerable.Range(0, tensor.Count)
            .Select(i => 1.0 + start + (layer.Attribute is PReLUAttribute ? i % tensor.Shape[^1] : i))];
    }

    private static int[] Starts(NetworkInfo info)
    {
        int[] starts = new int[info.Parameters.Count];
        for (int i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + info.Parameters[i - 1].Count;
        return starts;
    }

    private static void Spread(NetworkGraph graph, Dictionary<string, float[]> values)
    {
        foreach (NetworkLayer layer in graph.Layers.Where(layer => layer.Attribute is PReLUAttribute && layer.Owner == layer.Name))
        {
            float[] slopes = values[$"{layer.Name}/alpha"];
            for (int i = layer.Shape[^1]; i < slopes.Length; i++)
                slopes[i] = slopes[i % layer.Shape[^1]];
        }
    }

    private static (string Name, Tensor Tensor)[] Match(
        string network, (string Name, Tensor Codes)[] ours, (string Name, Tensor Tensor)[] theirs, bool isOrdered,
        IReadOnlyDictionary<string, string> map)
    {
        var byName = theirs.ToDictionary(pair => pair.Name, pair => pair, StringComparer.Ordinal);
        string[] wanted = [.. ours.Select(pair => Mapped(pair.Name, map))];
        int named = wanted.Count(byName.ContainsKey);
        if (map.Count == 0 && named < wanted.Length && !isOrdered)
            throw new ToolException($"The file's names are not those of {network}, and names are sorted there, so that their order says "
                + $"nothing. Say what belongs together with --map ours=theirs.\nOurs: {Listed(ours)}\nTheirs: {Listed(theirs)}");
        bool usesNames = map.Count > 0 || named == wanted.Length;
        (string Name, Tensor Tensor)[] matched = usesNames
            ? [.. wanted.Select(name => byName.TryGetValue(name, out (string, Tensor) found) ? found
                : throw new ToolException($"The file has no {name}, which {network} needs. It has: {Listed(theirs)}"))]
            : theirs;
        if (matched.Length != ours.Length || theirs.Length != ours.Length)
            throw new ToolException(FormattableString.Invariant($"{network} has {ours.Length} tensors, the file {theirs.Length}.")
                + $"\nOurs: {Listed(ours)}\nTheirs: {Listed(theirs)}");
        for (int i = 0; i < ours.Length; i++)
            if (!ours[i].Codes.Shape.SequenceEqual(matched[i].Tensor.Shape)
                || !usesNames && ours[i].Name.Split('.')[^1] != matched[i].Name.Split('.')[^1])
                throw new ToolException($"{matched[i].Name} {Shape(matched[i].Tensor)} of the file stands where {network} has "
                    + $"{ours[i].Name} {Shape(ours[i].Codes)}, as PyTorch counts.\nOurs: {Listed(ours)}\nTheirs: {Listed(theirs)}");
        return matched;
    }

    private static string Mapped(string name, IReadOnlyDictionary<string, string> map)
    {
        int end = name.LastIndexOf('.');
        return map.TryGetValue(name[..end], out string? other) ? other + name[end..] : name;
    }

    private static string Listed(IEnumerable<(string Name, Tensor Tensor)> tensors) =>
        string.Join(", ", tensors.Select(pair => $"{pair.Name} {Shape(pair.Tensor)}"));

    private static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.Shape)})";
}
