using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>What layers are called in code: their names, in which those of blocks have slashes.</summary>
internal sealed class LayerIdentifiers
{
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public LayerIdentifiers(Network network)
    {
        string[] names = [.. network.Nodes.Select(node => node.Layer.Name)];
        var taken = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (string name in names.Where(name => name.Contains('/')))
        {
            string word = name.Replace('/', '_');
            while (!taken.Add(word))
                word += "_";
            _words[name] = word;
        }
    }

    /// <summary>A layer's name, or that of what is made for one.</summary>
    public string Of(string name) => _words.TryGetValue(name, out string? word) ? word : name.Replace('/', '_');
}
