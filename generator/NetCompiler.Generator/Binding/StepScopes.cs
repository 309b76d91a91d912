using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Of which steps each value is one: those of the <c>[TimeDistributed]</c> around it, the outermost first.</summary>
/// <param name="wiring">What layers read.</param>
internal sealed class StepScopes(Wiring wiring)
{
    private readonly EquatableArray<int>[] _around = new EquatableArray<int>[wiring.Reads.Count + 1];

    /// <summary>The steps around a value; none of one that is not known yet.</summary>
    public EquatableArray<int> Of(int value) => _around[value];

    /// <summary>Rows that a sample has of a value.</summary>
    public long RowsOf(int value) => Of(value).Aggregate(1L, (rows, steps) => rows * steps);

    /// <summary>The steps around a layer, all of which it sees one of.</summary>
    public EquatableArray<int> Around(Layer layer, int number) =>
        layer is AllSteps ? Of(number + 1) : ReadBy(number);

    /// <summary>Takes a layer that was bound.</summary>
    public void Add(Layer layer, int number)
    {
        EquatableArray<int> read = ReadBy(number);
        _around[number + 1] = layer switch
        {
            EachStep each => [.. read, each.Steps],
            AllSteps => read.Take(read.Count - 1).ToEquatableArray(),
            _ => read,
        };
    }

    private EquatableArray<int> ReadBy(int number) => wiring.Reads[number] is { Count: > 0 } reads ? Of(reads[0]) : [];

    /// <summary>Why a layer cannot see one step of each sample; null if it can.</summary>
    public static string? Objection(Layer layer) => layer switch
    {
        Recurrent { IsStateful: true } =>
            "with Stateful, as its samples are steps, which do not go on in the next batch: leave Stateful out",
        _ => null,
    };
}
