using NetCompiler.Generator.Diagnostics;

namespace NetCompiler.Generator.Binding;

/// <summary>Finds the values that one layer names: those of layers before it in its class, and those of inputs.</summary>
/// <param name="hasInput">Whether one value comes in, by the name <c>input</c>.</param>
/// <param name="input">The value that comes in; null where it is not known.</param>
/// <param name="names">The names of all layers of the class.</param>
/// <param name="isInput">Which of them are inputs.</param>
/// <param name="values">What those before give; null where that is not known.</param>
/// <param name="layer">The layer's number.</param>
/// <param name="report">Takes a complaint: its id, the argument, what the message says.</param>
internal sealed class SourceLookup(
    bool hasInput, int? input, string[] names, bool[] isInput, int?[] values, int layer, Action<string, string, object[]> report)
{
    /// <summary>Names that a message offers, at most.</summary>
    private const int OfferedNames = 12;

    /// <summary>An element of an argument that is a list.</summary>
    public static string Element(string argument, int number) => FormattableString.Invariant($"{argument}[{number}]");

    /// <summary>A value; null where the name is wrong, or what it names is.</summary>
    public int? Find(string name, string argument)
    {
        if (name == LayerNames.Input && hasInput)
            return input;
        int number = Array.IndexOf(names, name);
        if (number >= 0 && (number < layer || isInput[number]))
            return values[number];
        if (number > layer)
            report(Descriptors.LaterSource.Id, argument, [name, names[layer]]);
        else
            report(Descriptors.UnknownSource.Id, argument, [name, names[layer], string.Join(", ", Offer(name, Known))]);
        return null;
    }

    /// <summary>What can be read: inputs, wherever they are written, then layers.</summary>
    private IEnumerable<string> Known =>
    [
        .. hasInput ? [LayerNames.Input] : Array.Empty<string>(), .. names.Where((_, i) => isInput[i]),
        .. names.Take(layer).Where((_, i) => !isInput[i]),
    ];

    /// <summary>The number of the layer whose tensors this one uses; null where the name is wrong.</summary>
    public int? FindShared(string name)
    {
        int number = Array.IndexOf(names, name);
        if (number >= 0 && number < layer && !isInput[number])
            return number;
        IEnumerable<string> known = names.Take(layer).Where((_, i) => !isInput[i]);
        report(Descriptors.UnknownSource.Id, "Share", [name, names[layer], string.Join(", ", Offer(name, known))]);
        return null;
    }

    /// <summary>The names that can be read; of many, those that begin as what was written and those that are nearest.</summary>
    private static IEnumerable<string> Offer(string written, IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Select((name, i) => (Name: name, Number: i))
            .OrderByDescending(pair => pair.Name.Zip(written, (a, b) => a == b).TakeWhile(isSame => isSame).Count())
            .ThenByDescending(pair => pair.Number)
            .Take(OfferedNames)
            .OrderBy(pair => pair.Number)
            .Select(pair => pair.Name);
    }
}
