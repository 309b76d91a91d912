using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Emission;

/// <summary>Where the parts of a kernel begin while it is printed.</summary>
internal sealed class KernelParts
{
    private readonly List<(int From, string Tile, string Store)> _starts = [(0, "", "")];

    /// <summary>What is printed from here on is a part of its own, see <see cref="KernelPart"/>.</summary>
    public void Begin(SourceWriter writer, string tile, string store) => _starts.Add((writer.Length, tile, store));

    /// <summary>The parts of what was printed.</summary>
    public EquatableArray<KernelPart> In(string text) => _starts.Select((start, i) =>
    {
        int end = i + 1 < _starts.Count ? _starts[i + 1].From : text.Length;
        return new KernelPart(start.Tile, start.Store, text.Substring(start.From, end - start.From));
    }).ToEquatableArray();
}

/// <summary>A part of a kernel: a tile that kernels of other sizes may have, too, what such tiles call, or the rest.</summary>
/// <param name="Tile">The tile's name; empty for all else.</param>
/// <param name="Store">The method that stores a row of the tile's sums: the one that it calls, or that this part is. Empty where the sums
/// are stored as they are.</param>
/// <param name="Text">The methods, with marked sizes.</param>
internal sealed record KernelPart(string Tile, string Store, string Text)
{
    /// <summary>The parts as one text.</summary>
    public static string Concatenate(IEnumerable<KernelPart> parts)
    {
        string text = string.Concat(parts.Select(part => part.Text));
        return text.EndsWith("\n", StringComparison.Ordinal) ? text.Substring(0, text.Length - 1) : text;
    }
}
