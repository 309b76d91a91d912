using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Which values each layer reads. Value 0 is the network's input, layer i gives value i + 1. Names refer to what stands before, so
/// there are no cycles.</summary>
internal sealed class Wiring
{
    /// <summary>Names that a message offers, at most.</summary>
    private const int OfferedNames = 12;

    private readonly EquatableArray<int>?[] _reads;

    private Wiring(EquatableArray<int>?[] reads) => _reads = reads;

    /// <summary>The values that each layer reads; null where a name is wrong.</summary>
    public IReadOnlyList<EquatableArray<int>?> Reads => _reads;

    /// <summary>Resolves the names.</summary>
    /// <param name="layers">The layers as written.</param>
    /// <param name="names">Their names.</param>
    /// <param name="report">Takes a complaint.</param>
    public static Wiring Bind(EquatableArray<LayerDeclaration> layers, string[] names, Action<string, DiagnosticTarget, object[]> report)
    {
        var reads = new EquatableArray<int>?[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            LayerDeclaration layer = layers[i];
            int?[] values =
            [
                layer.From is null ? i : Find(layer.From, "From"),
                .. layer.With.Select((name, number) => Find(name, Layers.LayerContext.With(number))),
            ];
            reads[i] = values.All(value => value is not null) ? values.Select(value => value!.Value).ToEquatableArray() : null;

            int? Find(string name, string argument)
            {
                if (name == LayerNames.Input)
                    return 0;
                int number = Array.IndexOf(names, name);
                if (number >= 0 && number < i)
                    return number + 1;
                DiagnosticTarget target = DiagnosticTarget.OfLayer(i, argument);
                if (number > i)
                    report(Descriptors.LaterSource.Id, target, [name, names[i]]);
                else
                    report(Descriptors.UnknownSource.Id, target, [name, names[i], string.Join(", ", Offer(name, names.Take(i)))]);
                return null;
            }
        }
        return new Wiring(reads);
    }

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

    /// <summary>The names that can be read; of many, those that begin as what was written and those that are nearest.</summary>
    private static IEnumerable<string> Offer(string written, IEnumerable<string> names)
    {
        string[] all = [LayerNames.Input, .. names];
        return all.Select((name, i) => (Name: name, Number: i))
            .OrderByDescending(pair => pair.Name.Zip(written, (a, b) => a == b).TakeWhile(isSame => isSame).Count())
            .ThenByDescending(pair => pair.Number)
            .Take(OfferedNames)
            .OrderBy(pair => pair.Number)
            .Select(pair => pair.Name);
    }
}
