using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Binding;

/// <summary>Which values each layer reads. Value 0 is the network's input, layer i gives value i + 1.</summary>
internal sealed class Wiring
{
    private readonly EquatableArray<int>?[] _reads;

    /// <param name="reads">The values that each layer reads, all of layers before it; null where a name is wrong.</param>
    public Wiring(IEnumerable<EquatableArray<int>?> reads) => _reads = [.. reads];

    /// <summary>The values that each layer reads; null where a name is wrong.</summary>
    public IReadOnlyList<EquatableArray<int>?> Reads => _reads;

    /// <summary>Which layers the last one depends on, itself among them.</summary>
    public bool[] Live()
    {
        bool[] live = new bool[_reads.Length];
        if (live.Length > 0)
            live[live.Length - 1] = true;
        for (int i = live.Length - 1; i >= 0; i--)
            if (live[i])
                foreach (int value in _reads[i]!.Value.Where(value => value > 0))
                    live[value - 1] = true;
        return live;
    }

    /// <summary>The layers that read what a layer gives.</summary>
    public IEnumerable<int> ReadersOf(int layer) =>
        Enumerable.Range(layer + 1, _reads.Length - layer - 1).Where(reader => _reads[reader]!.Value.Contains(layer + 1));
}
