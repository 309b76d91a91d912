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
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = net.Layers.Where(layer => layer.Name is not null).Select(layer => layer.Name!).ToHashSet(StringComparer.Ordinal);
        foreach (NetLayer layer in net.Layers)
            _names[layer] = layer.Name ?? Next(LayerNames.SnakeCase(layer.Word), counts, taken);
    }

    /// <summary>The name in files.</summary>
    public string this[NetValue value] => _names[value];

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
