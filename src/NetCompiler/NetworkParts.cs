namespace NetCompiler;

/// <summary>Networks inside networks, used by themselves.</summary>
public static class NetworkParts
{
    /// <summary>A network that the whole uses as a layer (<see cref="UseAttribute{TBlock}"/>), as an object of its own class over the same
    /// parameters: training the one moves the other's, and what either publishes (files, edits) is there for both at once. Predictions of
    /// both may go on meanwhile, as ever.</summary>
    /// <typeparam name="T">The part's class.</typeparam>
    /// <param name="network">The whole.</param>
    /// <param name="name">The use's name, where the whole uses the class more than once: <c>decoder_2</c>.</param>
    /// <returns>A new object at each call. It has training memory of its own, takes optimizers of its own, and freezes by itself: what is
    /// frozen in the whole can learn in the part, and the reverse. One of the two trains at a time.</returns>
    /// <exception cref="ArgumentException">The whole does not use the class, or not under this name, or more than once and no name is
    /// given; the message lists what it uses.</exception>
    public static T Part<T>(this INetwork network, string? name = null) where T : class, INetwork
    {
        ArgumentNullException.ThrowIfNull(network);
        CompiledNetwork whole = network.Compiled;
        NetworkPart[] found = [.. whole.Info.Parts.Where(part => part.Type == typeof(T) && (name is null || part.Name == name))];
        if (found.Length != 1)
        {
            string parts = whole.Info.Parts.Count == 0
                ? "no other network"
                : string.Join(", ", whole.Info.Parts.Select(part => $"{part.Type.Name} as \"{part.Name}\""));
            throw new ArgumentException(
                found.Length > 1
                    ? $"{whole.Info.Name} uses {typeof(T).Name} {found.Length} times: say which one. It uses {parts}."
                    : $"{whole.Info.Name} does not use {typeof(T).Name}{(name is null ? "" : $" as \"{name}\"")}; it uses {parts}.",
                nameof(name));
        }
        var made = (T)found[0].Make();
        CheckLayout(whole, found[0], made.Compiled.Info);
        made.Compiled.BecomePart(whole.Store, found[0].Offset);
        return made;
    }

    /// <summary>The part may come from another assembly than the whole was compiled with.</summary>
    private static void CheckLayout(CompiledNetwork whole, NetworkPart part, NetworkInfo info)
    {
        foreach (ParameterBlock block in info.Parameters)
        {
            if (whole.Info.Parameters.Any(other => other.Offset == part.Offset + block.Offset && other.RowStride == block.RowStride
                && other.Columns == block.Columns && other.Swap == block.Swap && other.Shape.SequenceEqual(block.Shape)))
                continue;
            throw new InvalidOperationException(
                $"{whole.Info.Name} was compiled with another {info.Name}: it has no {block.Name} ({string.Join(", ", block.Shape)}) " +
                "in the place where that has it. Build both anew.");
        }
    }
}
