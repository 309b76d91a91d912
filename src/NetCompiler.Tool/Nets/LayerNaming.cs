using NetCompiler.Generator.Binding;

namespace NetCompiler.Tool.Nets;

/// <summary>The name of every layer: as the compiler will call it, and what has to be written for that.</summary>
internal sealed class LayerNaming
{
    private readonly Dictionary<NetValue, string> _names = [];

    public LayerNaming(Net net)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (NetInput input in net.Inputs)
            _names[input] = net.Inputs.Count == 1 ? LayerNames.Input : input.Name!;
        given.UnionWith(_names.Values);
        given.UnionWith(net.Outputs.Select(output => output.Name));
        foreach (NetLayer layer in net.Layers)
            if (layer.Name is not null && !given.Add(layer.Name))
                layer.Name = null;
        // A name that a layer has anyway is not written.
        List<(NetLayer Layer, string Name)> usual =
            [.. net.Layers.Where(layer => layer.Name is not null && IsUsual(layer, layer.Name)).Select(layer => (layer, layer.Name!))];
        foreach ((NetLayer layer, _) in usual)
            layer.Name = null;
        do
        {
            Assign(net);
            foreach ((NetLayer layer, string name) in usual.Where(pair => _names[pair.Layer] != pair.Name))
                layer.Name = name;
        }
        while (usual.RemoveAll(pair => pair.Layer.Name is not null) > 0);
    }

    /// <summary>The name in files.</summary>
    public string this[NetValue value] => _names[value];

    private void Assign(Net net)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = net.Layers.Where(layer => layer.Name is not null).Select(layer => layer.Name!).ToHashSet(StringComparer.Ordinal);
        foreach (NetLayer layer in net.Layers)
            _names[layer] = layer.Name ?? Next(LayerNames.OfKind(layer.Word), counts, taken);
    }

    /// <summary>Whether a name is a layer's kind and a number.</summary>
    private static bool IsUsual(NetLayer layer, string name) =>
        name.StartsWith(LayerNames.OfKind(layer.Word) + "_", StringComparison.Ordinal)
        && name[(LayerNames.OfKind(layer.Word).Length + 1)..].All(char.IsAsciiDigit);

    private static string Next(string word, Dictionary<string, int> counts, HashSet<string> taken)
    {
        int count = counts.GetValueOrDefault(word);
        string name;
        do
            name = $"{word}_{++count}";
        while (taken.Contains(name));
        counts[word] = count;
        return name;
    }
}
