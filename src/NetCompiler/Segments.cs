using static System.FormattableString;

namespace NetCompiler;

/// <summary>What input and output ports have in common: they are parts of a row.</summary>
internal static class Segments
{
    /// <summary>The number of floats of a shape.</summary>
    internal static int LengthOf(IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int length = 1;
        foreach (int dimension in shape)
            length = checked(length * dimension);
        return length;
    }

    /// <summary>The number of the output with a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    internal static int FindOutput(NetworkInfo info, string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        for (int i = 0; i < info.Outputs.Count; i++)
            if (info.Outputs[i].Name == name)
                return i;
        throw new ArgumentException(
            Invariant($"{info.Name} has no output \"{name}\"; there {Listed(NamesOf(info.Outputs))}."), parameter);
    }

    /// <summary>The outputs' names.</summary>
    internal static string[] NamesOf(IReadOnlyList<OutputPort> outputs)
    {
        string[] names = new string[outputs.Count];
        for (int i = 0; i < names.Length; i++)
            names[i] = outputs[i].Name;
        return names;
    }

    /// <summary>Names in quotation marks.</summary>
    internal static string Quoted(string[] names) => string.Join(", ", Array.ConvertAll(names, name => $"\"{name}\""));

    /// <summary>The same behind "is" or "are".</summary>
    internal static string Listed(string[] names) => $"{(names.Length == 1 ? "is" : "are")} {Quoted(names)}";
}
