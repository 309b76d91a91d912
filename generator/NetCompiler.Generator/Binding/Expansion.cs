using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>
/// A declaration's layers in one list, blocks replaced by their layers. Every class of layers is a scope: its names are its own, and refer
/// to what stands before in it, so there are no cycles; <c>input</c> is the value that comes in. Outside, a layer has the names of the uses
/// around it and its own, with slashes between. Inputs come before all layers; outputs stand where they are written and give nothing
/// new, and those of a class that is used are only names in it.
/// </summary>
internal sealed class Expansion
{
    /// <summary>The most layers of a network.</summary>
    private const int MostLayers = 4096;

    private readonly List<PlacedLayer> _layers = [];
    private readonly List<UsedBlock> _blocks = [];
    private readonly List<DiagnosticInfo> _nameFaults = [], _faults = [];
    private bool _isTooLong;

    private Expansion()
    {
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<PlacedLayer> Layers => _layers;

    /// <summary>The value of the last layer; null where that is not known.</summary>
    public int? Answer { get; private set; }

    /// <summary>The uses of blocks, each behind those around it.</summary>
    public IReadOnlyList<UsedBlock> Blocks => _blocks;

    /// <summary>What is wrong with names, with what they refer to, and with blocks whatever comes in.</summary>
    public IEnumerable<DiagnosticInfo> Faults => _nameFaults.Concat(_faults);

    /// <summary>The networks that are used as layers and give something that the answer depends on.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="values">The value that each layer gives; 0 where it is left out.</param>
    public EquatableArray<NetworkPart> PartsOf(EquatableArray<Node> nodes, int[] values) => _blocks
        .Where(used => used.Block.Type is not null && used.End > used.First && values[used.End - 1] > 0)
        .Select(used => new NetworkPart(
            used.Name, used.Block.Type!,
            Enumerable.Range(used.First, used.End - used.First).Where(layer => values[layer] > 0)
                .SelectMany(layer => nodes[values[layer] - 1].Parameters).FirstOrDefault()?.Offset ?? 0))
        .ToEquatableArray();

    /// <summary>The layer that parts the steps which a layer sees by themselves.</summary>
    public int EachStepOf(int layer)
    {
        for (int inside = 0; ; layer--)
        {
            string kind = _layers[layer].Declared.Kind;
            if (kind == TimeDistributed.Each.Name && inside-- == 0)
                return layer;
            inside += kind == TimeDistributed.All.Name ? 1 : 0;
        }
    }

    /// <summary>Expands; never fails.</summary>
    /// <param name="layers">The layers as written.</param>
    /// <param name="hasInput">Whether value 0 comes in, by the name <c>input</c>; else the first layer reads the first input.</param>
    /// <param name="settings">Values of what they depend on, where they are a block's.</param>
    public static Expansion Of(
        EquatableArray<LayerDeclaration> layers, bool hasInput, EquatableArray<Setting> settings = default)
    {
        var expansion = new Expansion();
        var scope = new Scope("", hasInput ? 0 : null, [], Values(settings, []), true) { HasInput = hasInput };
        expansion.Answer = expansion.AddAll(scope, layers);
        return expansion;
    }

    /// <summary>A layer's place among those that were written: its number, or that of a use with that of a layer inside.</summary>
    public static DiagnosticTarget At(EquatableArray<int> path, string? argument = null) =>
        DiagnosticTarget.OfLayer(path[0], argument) with { Inside = path.Skip(1).ToEquatableArray() };

    /// <returns>What the last layer gives; null where that is not known.</returns>
    private int? AddAll(Scope scope, EquatableArray<LayerDeclaration> layers)
    {
        (LayerDeclaration Layer, int Number)[] copies =
            [.. layers.SelectMany((layer, number) => Copies(scope.Resolve(layer)).Select(copy => (copy, number)))];
        string[] names = LayerNames.Assign(copies.Select(copy => copy.Layer).ToEquatableArray());
        CheckNames(scope, copies, names);
        var values = new int?[copies.Length];
        var firsts = new int[copies.Length + 1];
        bool[] isInput = [.. copies.Select(copy => copy.Layer.IsInput)];
        for (int i = 0; i < copies.Length; i++)
            if (isInput[i])
                values[i] = Add(scope, copies[i].Layer, names[i], [], scope.PathOf(copies[i].Number));
        int? before = scope.HasInput ? scope.Input : values[Array.IndexOf(isInput, true)], last = null;
        for (int i = 0; i < copies.Length && !_isTooLong; i++)
        {
            (LayerDeclaration layer, int number) = copies[i];
            if (isInput[i])
                continue;
            EquatableArray<int> path = scope.PathOf(number);
            var sources = new SourceLookup(
                scope.HasInput, scope.Input, names, isInput, values, i, (id, argument, arguments) => Report(id, path, argument, arguments));
            int?[] reads =
            [
                layer.From is not null ? sources.Find(layer.From, "From") : before,
                .. layer.Further.Select(further => sources.Find(further.Name, further.Argument)),
            ];
            firsts[i] = firsts[i + 1] = _layers.Count;
            if (layer.IsOutput)
            {
                values[i] = reads[0];
                if (scope.Path.Count == 0)
                    Add(scope, layer, names[i], reads, path);
                continue;
            }
            values[i] = before = last = layer.IsDistributed ? AddDistributed(scope, layer, names[i], reads[0], path)
                : layer.Block is not null ? AddUse(scope, layer, names[i], reads[0], path)
                : Add(scope, layer, names[i], reads, path);
            firsts[i + 1] = _layers.Count;
            if (layer.Share is not null && sources.FindShared(layer.Share) is { } shared)
                Share(firsts[shared], firsts[shared + 1], firsts[i], firsts[i + 1], layer, names[shared], path);
        }
        return last;
    }

    private int? Add(Scope scope, LayerDeclaration layer, string name, int?[] reads, EquatableArray<int> path)
    {
        if (_layers.Count == MostLayers)
        {
            _isTooLong = true;
            Report(Descriptors.TooManyLayers.Id, [path[0]], null, [MostLayers]);
            return null;
        }
        _layers.Add(new PlacedLayer(
            layer with { IsTrainable = layer.IsTrainable && scope.IsTrainable }, scope.Prefix + name, path,
            reads.All(read => read is not null) ? reads.Select(read => read!.Value).ToEquatableArray() : null));
        return _layers.Count;
    }

    /// <summary>Gives layers the tensors of others, one by one.</summary>
    private void Share(int first, int end, int to, int toEnd, LayerDeclaration layer, string name, EquatableArray<int> path)
    {
        string? problem = end - first != toEnd - to ? "they are not the same number of layers"
            : Enumerable.Range(0, end - first).Select(i => (There: _layers[first + i].Declared.Kind, Here: _layers[to + i].Declared.Kind))
                .Where(pair => pair.There != pair.Here)
                .Select(pair => $"this is {pair.Here}, but that is {pair.There}").FirstOrDefault();
        if (problem is not null)
            Report(Descriptors.SharedDiffers.Id, path, "Share", [layer.Title, name, problem]);
        for (int i = to; i < toEnd && problem is null; i++)
            _layers[i] = _layers[i] with { Owner = _layers[first + i - to].Owner ?? first + i - to };
    }

    /// <summary>A use that has no name stands as often as it is repeated; one with a name is a scope of its own.</summary>
    private static IEnumerable<LayerDeclaration> Copies(LayerDeclaration layer) => layer.Block is null || layer.Name is not null
        ? [layer]
        : Enumerable.Range(0, RepeatOf(layer)).Select(i => i == 0 ? layer : layer with { From = null });

    private static int RepeatOf(LayerDeclaration layer) =>
        Math.Max(1, Math.Min(MostLayers, layer.Arguments.FirstOrDefault(argument => argument.Name == "Repeat")?.Value as int? ?? 1));

    /// <summary>A use for each step: in front of it they part, behind it they come together. What parts them has the name that its value
    /// has inside, what brings them together that of the use.</summary>
    private int? AddDistributed(Scope scope, LayerDeclaration layer, string name, int? read, EquatableArray<int> path)
    {
        int? each = Add(scope, new(TimeDistributed.Each.Name, null, null, []), $"{name}/{LayerNames.Input}", [read], path);
        int? step = AddUse(scope, layer, name, each, path);
        return Add(scope, new(TimeDistributed.All.Name, null, null, []), name, [step], path);
    }

    private int? AddUse(Scope scope, LayerDeclaration layer, string name, int? read, EquatableArray<int> path)
    {
        BlockDeclaration block = layer.Block!;
        if (!CheckUse(layer, block, path))
            return null;
        if (layer.Name is null || RepeatOf(layer) == 1)
            return AddBlock(scope, layer, block, name, read, path);
        Scope group = scope with { Prefix = $"{scope.Prefix}{name}/" };
        for (int i = 1; i <= RepeatOf(layer); i++)
            read = AddBlock(group, layer, block, FormattableString.Invariant($"{LayerNames.SnakeCase(block.Word)}_{i}"), read, path);
        return read;
    }

    private int? AddBlock(
        Scope scope, LayerDeclaration layer, BlockDeclaration block, string name, int? read, EquatableArray<int> path)
    {
        int place = _blocks.Count, first = _layers.Count;
        var used = new UsedBlock(scope.Prefix + name, block, path, read, first, first);
        _blocks.Add(used);
        int? given = AddAll(
            new Scope($"{used.Name}/", read, path, Values(block.Settings, GivenSettings(layer)), scope.IsTrainable && layer.IsTrainable),
            block.Layers);
        _blocks[place] = used with { End = _layers.Count };
        return given;
    }

    private bool CheckUse(LayerDeclaration layer, BlockDeclaration block, EquatableArray<int> path)
    {
        if (layer.Arguments.FirstOrDefault(argument => argument.Name == "Repeat")?.Value is int repeat and < 1)
            Report(Descriptors.SizeNotPositive.Id, path, "Repeat", [layer.Kind, "Repeat", repeat]);
        int given = GivenSettings(layer).Count;
        if (block.Cycle is not null)
            Report(Descriptors.BlockCycle.Id, path, null, [block.Cycle]);
        else if (block.Layers.Count == 0)
            Report(Descriptors.NoBlock.Id, path, null, [block.Name, "has no layers", "give it some, or remove this"]);
        else if (!block.IsDeclared)
            Report(
                Descriptors.NoBlock.Id, path, null,
                [block.Name, "has layers, but says of no shape that comes in", $"write [Block] at {block.Name} to leave the shape open"]);
        else if (block.Layers.Any(inner => inner.IsInput))
            Report(
                Descriptors.NoBlock.Id, path, null,
                [block.Name, "has inputs of its own", "let it take one value, and merge others before or behind it"]);
        else if (given > block.Settings.Count)
            Report(Descriptors.NoSuchSetting.Id, path, SourceLookup.Element("settings", block.Settings.Count), [block.Name, given,
                block.IsForeign ? "is in another assembly, where its settings have become numbers"
                : block.InputShape is not null ? "is a network, which has none"
                : block.Settings.Count == 0 ? "has none: a setting is a const int of the class"
                : $"has {block.Settings.Count}, {block.SettingsText}"]);
        return block.Cycle is null && block.Layers.Count > 0 && block.IsDeclared && !block.Layers.Any(inner => inner.IsInput);
    }

    private static EquatableArray<int> GivenSettings(LayerDeclaration layer) =>
        layer.Arguments.FirstOrDefault(argument => argument.Name == "settings")?.Value as EquatableArray<int>? ?? [];

    private static Dictionary<string, int> Values(EquatableArray<Setting> settings, EquatableArray<int> given)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < settings.Count; i++)
            values[settings[i].Name] = i < given.Count ? given[i] : settings[i].Value;
        return values;
    }

    private void CheckNames(Scope scope, (LayerDeclaration Layer, int Number)[] layers, string[] names)
    {
        string input = scope.Path.Count == 0 ? "the network's input" : "the block's input";
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        if (scope.HasInput)
            owners.Add(LayerNames.Input, input);
        for (int i = 0; i < names.Length; i++)
        {
            (LayerDeclaration layer, int number) = layers[i];
            DiagnosticTarget target = At(scope.PathOf(number), layer.IsPlain ? "Name" : "name");
            string place = FormattableString.Invariant($"layer {number + 1}, {layer.Title}");
            if (layer.Name is not null && !LayerNames.IsValid(layer.Name))
                _nameFaults.Add(DiagnosticInfo.Create(Descriptors.InvalidName.Id, target, layer.Name, LayerNames.MaxLength));
            else if (owners.TryGetValue(names[i], out string? owner))
                _nameFaults.Add(DiagnosticInfo.Create(Descriptors.DuplicateName.Id, target, names[i], owner, $"{place},"));
            else
                owners.Add(names[i], place);
        }
    }

    private void Report(string id, EquatableArray<int> path, string? argument, object[] arguments) =>
        _faults.Add(DiagnosticInfo.Create(id, At(path, argument), arguments));

    /// <summary>A class of layers in the place where it is used.</summary>
    /// <param name="Prefix">What names of its layers begin with outside.</param>
    /// <param name="Input">The value that comes in; null where it is not known.</param>
    /// <param name="Path">The numbers of the uses around it; none for the network itself.</param>
    /// <param name="Settings">The values of its settings.</param>
    /// <param name="IsTrainable">Whether training moves what is inside, at first.</param>
    private sealed record Scope(
        string Prefix, int? Input, EquatableArray<int> Path, Dictionary<string, int> Settings, bool IsTrainable)
    {
        /// <summary>Whether one value comes in, by the name <c>input</c>.</summary>
        public bool HasInput { get; init; } = true;

        public EquatableArray<int> PathOf(int layer) => [.. Path, layer];

        /// <summary>A layer with its settings as numbers.</summary>
        public LayerDeclaration Resolve(LayerDeclaration layer) =>
            layer.Arguments.Any(argument => argument.Value is SettingTerm or EquatableArray<SettingTerm>)
                ? layer with { Arguments = layer.Arguments.Select(Resolve).ToEquatableArray() } : layer;

        private Argument Resolve(Argument argument) => argument.Value switch
        {
            SettingTerm term => argument with { Value = term.Evaluate(Settings) },
            EquatableArray<SettingTerm> terms => argument with
            {
                Value = terms.Select(term => term.Evaluate(Settings)).ToEquatableArray(),
            },
            _ => argument,
        };
    }
}

/// <summary>A layer of a network, or of a block that it uses.</summary>
/// <param name="Declared">As it was written, settings as numbers.</param>
/// <param name="Name">Its name in the whole network.</param>
/// <param name="Path">Its number among the layers as written; inside blocks behind those of the uses around it.</param>
/// <param name="Reads">The values that it reads: 0 is the network's input, i + 1 is what layer i gives; null where a name is wrong.</param>
internal sealed record PlacedLayer(LayerDeclaration Declared, string Name, EquatableArray<int> Path, EquatableArray<int>? Reads)
{
    /// <summary>The number of the layer whose tensors it uses; null where it has its own.</summary>
    public int? Owner { get; init; }
}

/// <summary>A block in the place where it is used.</summary>
/// <param name="Name">The use's name in the whole network.</param>
/// <param name="Block">What is used.</param>
/// <param name="Path">The use's place; see <see cref="PlacedLayer.Path"/>.</param>
/// <param name="Input">The value that comes in; null where it is not known.</param>
/// <param name="First">The number of its first layer.</param>
/// <param name="End">The number behind that of its last.</param>
internal sealed record UsedBlock(string Name, BlockDeclaration Block, EquatableArray<int> Path, int? Input, int First, int End)
{
    /// <summary>Whether no other block is around it.</summary>
    public bool IsOutermost => Path.Count == 1;
}
