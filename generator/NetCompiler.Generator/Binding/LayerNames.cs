using System.Text;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Names for layers, in Keras's manner.</summary>
internal static class LayerNames
{
    /// <summary>The network's input, for <c>From</c>.</summary>
    public const string Input = "input";

    /// <summary>The longest name.</summary>
    public const int MaxLength = 64;

    /// <summary>Kinds whose class in Keras has another name: ours, and Keras's.</summary>
    private static readonly (string Ending, string Keras)[] _endings =
        [("Norm", "Normalization"), ("Pool", "Pooling"), ("Pool1D", "Pooling1D"), ("Pool2D", "Pooling2D"), ("Concat", "Concatenate")];

    /// <summary>A name for every layer: the user's, or the kind in snake case and a number that counts the unnamed layers of that kind from
    /// 1 and passes over names that the user gave to others.</summary>
    public static string[] Assign(EquatableArray<LayerDeclaration> layers)
    {
        var given = new HashSet<string>(layers.Where(layer => layer.Name is not null).Select(layer => layer.Name!), StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. layers.Select(layer => layer.Name ?? Next(OfKind(layer.Word)))];

        string Next(string word)
        {
            counts.TryGetValue(word, out int count);
            string name;
            do
                name = $"{word}_{++count}";
            while (given.Contains(name));
            counts[word] = count;
            return name;
        }
    }

    /// <summary>A name within its block: what stands behind the last slash.</summary>
    public static string Local(string name) => name.Substring(name.LastIndexOf('/') + 1);

    /// <summary>Whether the name can stand in files, text and code.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && !(name[0] is >= '0' and <= '9')
        && name.All(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

    /// <summary>What names of a kind of layer begin with: <c>max_pooling2d</c> for <c>MaxPool2D</c>, as Keras has it.</summary>
    public static string OfKind(string word)
    {
        foreach ((string ending, string keras) in _endings)
            if (word.EndsWith(ending, StringComparison.Ordinal))
                return SnakeCase(word.Substring(0, word.Length - ending.Length) + keras);
        return SnakeCase(word);
    }

    /// <summary>As Keras spells it: <c>LeakyReLU</c> is <c>leaky_re_lu</c>.</summary>
    public static string SnakeCase(string word)
    {
        var name = new StringBuilder();
        for (int i = 0; i < word.Length; i++)
        {
            bool isUpper = char.IsUpper(word[i]);
            if (i > 0 && isUpper && (char.IsLower(word[i - 1]) || i + 1 < word.Length && char.IsLower(word[i + 1])))
                name.Append('_');
            name.Append(char.ToLowerInvariant(word[i]));
        }
        return name.ToString();
    }
}
