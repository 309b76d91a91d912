using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Emission;

/// <summary>The tiles that kernels of several image sizes have in common: they stand in a file once and take as arguments what
/// differs.</summary>
internal sealed class SharedTiles
{
    private readonly Dictionary<string, SharedTile> _tiles = new(StringComparer.Ordinal);

    /// <summary>Finds them in all kernels of a network.</summary>
    public SharedTiles(IEnumerable<Kernel> kernels)
    {
        var uses = kernels.Where(kernel => kernel.MayBeShared).GroupBy(kernel => kernel.Text, StringComparer.Ordinal)
            .Select(group => group.First())
            .SelectMany(kernel => kernel.Parts.Where(part => part.Tile.Length > 0).Select(part => (Kernel: kernel, Part: part)))
            .GroupBy(use => KeyOf(use.Kernel, use.Part), StringComparer.Ordinal);
        foreach (var tile in uses.Where(tile => tile.Count() > 1))
        {
            (Kernel kernel, KernelPart part) = tile.First();
            var sizes = tile.SelectMany(use => KernelSizes.Of(use.Part.Text)).Distinct().GroupBy(size => size.Key, StringComparer.Ordinal);
            _tiles[tile.Key] = new SharedTile(
                part, StoreOf(kernel, part), sizes.Where(values => values.Count() > 1).Select(values => values.Key).ToEquatableArray());
        }
    }

    /// <summary>Those of a kernel.</summary>
    public IEnumerable<SharedTile> Of(Kernel kernel) => kernel.Parts.Select(part => Find(kernel, part)).OfType<SharedTile>();

    /// <summary>The kernel's methods without the tiles that others have, too: those are called where they are.</summary>
    public string Print(Kernel kernel)
    {
        if (!Of(kernel).Any())
            return kernel.Text;
        KernelPart[] own = [.. kernel.Parts.Where(part => Find(kernel, part) is null)];
        string text = KernelPart.Concatenate(own.Where(part => part.Tile.Length > 0 || part.Store.Length == 0
            || own.Any(tile => tile.Tile.Length > 0 && tile.Store == part.Store)));
        return KernelSizes.Replace(
            text, (_, value) => value,
            name => Called(kernel, name) is { } tile ? $"{tile.Class}<V>.{name}" : name,
            name => Called(kernel, name) is { } tile ? tile.Arguments(PartOf(kernel, name)) : "");
    }

    private static KernelPart PartOf(Kernel kernel, string tile) => kernel.Parts.First(part => part.Tile == tile);

    private SharedTile? Called(Kernel kernel, string tile) => Find(kernel, PartOf(kernel, tile));

    private SharedTile? Find(Kernel kernel, KernelPart part) =>
        kernel.MayBeShared && part.Tile.Length > 0 && _tiles.TryGetValue(KeyOf(kernel, part), out SharedTile tile) ? tile : null;

    private static string KeyOf(Kernel kernel, KernelPart part) => KernelSizes.Skeleton(part.Text) + StoreOf(kernel, part)?.Text;

    private static KernelPart? StoreOf(Kernel kernel, KernelPart part) => part.Store.Length == 0 ? null
        : kernel.Parts.FirstOrDefault(other => other.Tile.Length == 0 && other.Store == part.Store);
}

/// <summary>A tile that kernels of several image sizes call.</summary>
/// <param name="part">The tile as one of them has it.</param>
/// <param name="store">What it calls to store a row of sums.</param>
/// <param name="sizes">The names of the sizes that differ.</param>
internal sealed class SharedTile(KernelPart part, KernelPart? store, EquatableArray<string> sizes)
{
    /// <summary>The class in which it stands; empty until there is one.</summary>
    public string Class { get; set; } = "";

    /// <summary>Its methods, with those of their names that are theirs alone in a class.</summary>
    public IReadOnlyList<(EquatableArray<string> Names, string Text)> Members
    {
        get
        {
            string text = KernelSizes.Replace(
                part.Text, (name, value) => sizes.Contains(name) ? name : value, name => name,
                _ => string.Concat(sizes.Select(name => $", int {name}")));
            if (sizes.Count > 0)
                text = $"\n// {string.Join(", ", sizes)}: as the image has them; a skip leads from a line's end to the next{text}";
            EquatableArray<string> names = new[] { part.Tile }.ToEquatableArray();
            (EquatableArray<string>, string) tile = (names, Kernel.Shared(text.TrimEnd('\n'), names));
            return store is null ? [tile] : [tile, (new[] { store.Store }.ToEquatableArray(), store.Text.TrimEnd('\n'))];
        }
    }

    /// <summary>What a kernel passes for the sizes, given the tile as it has it.</summary>
    public string Arguments(KernelPart caller)
    {
        List<KeyValuePair<string, string>> values = KernelSizes.Of(caller.Text);
        return string.Concat(sizes.Select(name => $", {values.Find(size => size.Key == name).Value}"));
    }
}
