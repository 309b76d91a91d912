using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Binding;

/// <summary>Which values each layer reads. Value 0 is the input of <c>[Network]</c>, layer i gives value i + 1; inputs and outputs stand
/// among the layers, inputs first.</summary>
internal sealed class Wiring
{
    private readonly EquatableArray<int>?[] _reads;

    /// <param name="reads">The values that each layer reads, all of layers before it; null where a name is wrong.</param>
    /// <param name="answer">The value of the last layer; null where that is not known.</param>
    public Wiring(IEnumerable<EquatableArray<int>?> reads, int? answer) => (_reads, Answer) = ([.. reads], answer);

    /// <summary>The value of the last layer; null where that is not known.</summary>
    public int? Answer { get; }

    /// <summary>The values that each layer reads; null where a name is wrong.</summary>
    public IReadOnlyList<EquatableArray<int>?> Reads => _reads;

    /// <summary>Which layers some values depend on, those that give them among them.</summary>
    public bool[] Live(IEnumerable<int> outputs)
    {
        bool[] live = new bool[_reads.Length];
        foreach (int value in outputs.Where(value => value > 0))
            live[value - 1] = true;
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
