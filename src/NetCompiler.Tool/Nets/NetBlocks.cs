using System.Reflection;
using System.Text;

namespace NetCompiler.Tool.Nets;

/// <summary>Finds layers that repeat, and makes blocks of them: at least three times at least two lines, or twice at least four. Lines are
/// as they are written: an activation stands on the line of its layer. Where a block puts values together, its uses may differ in up to
/// two whole numbers, such as the filters.</summary>
internal sealed class NetBlocks
{
    private const int MostLayers = 60, MostBlocks = 8, MostSettings = 2;

    private readonly Net _net;
    private readonly string _name;
    private readonly Dictionary<NetValue, int> _places = [];
    private readonly int[] _lastReaders;
    private readonly bool[] _isFixed;
    private readonly List<(NetBlock Block, int Start, int[] Settings)> _uses = [];

    private NetBlocks(Net net, string name)
    {
        (_net, _name, _lastReaders, _isFixed) = (net, name, new int[net.Layers.Count], new bool[net.Layers.Count]);
        for (int i = 0; i < net.Layers.Count; i++)
        {
            NetLayer layer = net.Layers[i];
            _places[layer] = i;
            foreach (NetLayer read in layer.Reads.OfType<NetLayer>())
                _lastReaders[_places[read]] = i;
            // What shares stands alone; class numbers are looked up in what comes in.
            _isFixed[i] = layer is NetUse || layer.Share is not null || layer.Attribute == typeof(EmbeddingAttribute);
        }
        foreach (NetLayer layer in net.Layers.Where(layer => layer.Share is not null))
            _isFixed[_places[layer.Share!]] = true;
        foreach (NetLayer output in net.Outputs.Select(output => output.Value).OfType<NetLayer>())
            _lastReaders[_places[output]] = int.MaxValue;
    }

    /// <summary>Names the classes of what stands for steps after the net's class.</summary>
    public static void NameSteps(Net net, string name)
    {
        NetBlock[] blocks = [.. All(net).Distinct()];
        for (int i = 0; i < blocks.Length; i++)
            blocks[i].Name = i == 0 ? $"{name}Step" : FormattableString.Invariant($"{name}Step{i + 1}");
    }

    /// <summary>The blocks that a net uses, with those that they use.</summary>
    public static IEnumerable<NetBlock> All(Net net) =>
        net.Layers.OfType<NetUse>().SelectMany(use => All(use.Block.Body).Prepend(use.Block));

    /// <summary>The net with blocks in the place of what repeats.</summary>
    /// <param name="net">A net; its layers are not to be used for anything else.</param>
    /// <param name="name">The net's class, of which the blocks' names are made.</param>
    public static Net Fold(Net net, string name)
    {
        SourceWriter.ReadWhatStandsBefore(net);
        var blocks = new NetBlocks(net, name);
        for (int i = 0; i < MostBlocks && blocks.Largest() is { } found; i++)
            blocks.Add(found);
        return blocks._uses.Count == 0 ? net : blocks.Folded();
    }

    /// <summary>What is worth most, of all that repeats.</summary>
    private Repetition? Largest()
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int start = 0; start < _isFixed.Length; start++)
        {
            var key = new StringBuilder();
            int needed = start;
            for (int end = start; end < Math.Min(_isFixed.Length, start + MostLayers) && !_isFixed[end]; end++)
            {
                if (!Describe(key, start, end))
                    break;
                if (needed <= end && IsLine(start) && (end + 1 == _isFixed.Length || IsLine(end + 1)))
                {
                    string text = $"{end - start + 1}{key}";
                    if (!groups.TryGetValue(text, out List<int>? starts))
                        groups[text] = starts = [];
                    if (starts.Count == 0 || starts[^1] + end - start < start)
                        starts.Add(start);
                }
                needed = Math.Max(needed, _lastReaders[end]);
            }
        }
        return groups.Where(group => group.Value.Count > 1).SelectMany(group => Split(group.Value, LengthOf(group.Key)))
            .Where(found => found.IsWorthIt).OrderByDescending(found => (found.Starts.Count - 1) * found.Lines)
            .ThenByDescending(found => found.Lines).ThenBy(found => found.Starts[0]).FirstOrDefault();

        static int LengthOf(string key) => int.Parse(key[..key.IndexOf('|', StringComparison.Ordinal)], null);
    }

    /// <summary>Describes a layer but for its names and whole numbers; false where it reads from elsewhere.</summary>
    private bool Describe(StringBuilder key, int start, int place)
    {
        NetLayer layer = _net.Layers[place];
        key.Append('|').Append(layer.Word);
        foreach (object argument in layer.Arguments)
            key.Append(argument is int ? ",#" : "," + AttributeText.Literal(argument));
        foreach ((string option, object value) in layer.Options.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            key.Append(',').Append(option).Append('=').Append(AttributeText.Literal(value));
        NetValue? before = start > 0 ? _net.Layers[start - 1] : null;
        if (start == 0 && _net.Inputs.Count == 1)
            before = _net.Inputs[0];
        foreach (NetValue read in layer.Reads)
        {
            int from = _places.GetValueOrDefault(read, -1);
            if (from >= start)
                key.Append('<').Append(from - start);
            else if (read == before)
                key.Append('<');
            else
                return false;
        }
        return true;
    }

    /// <summary>Occurrences that may be one block: with the same numbers; with a merge with others, too.</summary>
    private IEnumerable<Repetition> Split(List<int> starts, int count)
    {
        string Numbers(int start) => string.Join(',', NumbersOf(start, count));
        foreach (IGrouping<string, int> same in starts.GroupBy(Numbers))
            yield return Of([.. same]);
        bool merges = _net.Layers.GetRange(starts[0], count).Exists(layer => layer.Reads.Count > 1);
        int settings = Settings([.. starts.Select(start => NumbersOf(start, count))]).Distinct().Count(row => row.Contains(','));
        if (merges && settings is > 0 and <= MostSettings)
            yield return Of(starts);

        Repetition Of(List<int> own) => new(own, count, Enumerable.Range(own[0], count).Count(IsLine), IsPeriodic(own[0], count));
    }

    /// <summary>For each number of a layer its values in all occurrences, or the one of all.</summary>
    private static string[] Settings(int[][] occurrences) =>
    [
        .. Enumerable.Range(0, occurrences[0].Length).Select(i => occurrences.Select(numbers => numbers[i]).ToArray())
            .Select(values => values.Distinct().Count() == 1 ? $"{values[0]}" : string.Join(',', values)),
    ];

    private int[] NumbersOf(int start, int count) =>
        [.. _net.Layers.Skip(start).Take(count).SelectMany(layer => layer.Arguments.OfType<int>())];

    /// <summary>Whether layers are shorter ones that repeat.</summary>
    private bool IsPeriodic(int start, int count) => Enumerable.Range(1, count / 2).Any(period => count % period == 0
        && Enumerable.Range(start, count - period).All(i => AreAlike(_net.Layers[i], _net.Layers[i + period])));

    private static bool AreAlike(NetLayer a, NetLayer b) => a.Word == b.Word && a.Arguments.SequenceEqual(b.Arguments)
        && a.Reads.Count == b.Reads.Count;

    private bool IsLine(int place) => place == 0 || !SourceWriter.Follows(_net.Layers[place])
        || _net.Layers[place].Reads[0] != _net.Layers[place - 1];

    private void Add(Repetition found)
    {
        string name = _name + "Block" + (_uses.Select(use => use.Block).Distinct().Count() is > 0 and int count ? $"{count + 1}" : "");
        int[][] numbers = [.. found.Starts.Select(start => NumbersOf(start, found.Count))];
        string[] rows = Settings(numbers);
        var settings = new List<(string Row, BlockSetting Setting, int Number)>();
        var body = new Net();
        body.Inputs.Add(new NetInput("input", []) { Name = "input" });
        var copies = new Dictionary<NetValue, NetValue>();
        int next = 0;
        for (int i = 0; i < found.Count; i++)
        {
            NetLayer layer = _net.Layers[found.Starts[0] + i];
            object[] arguments = [.. layer.Arguments];
            for (int argument = 0; argument < arguments.Length; argument++)
                if (arguments[argument] is int value && rows[next++].Contains(','))
                    arguments[argument] = Setting(layer, argument, next - 1, value);
            NetLayer copy = new NetLayer(layer.Attribute, layer.Shape, arguments)
                .From(layer.Reads.Select(read => copies.GetValueOrDefault(read, body.Inputs[0])))
                .Named(CommonEnd([.. found.Starts.Select(start => _net.Layers[start + i].Name)], body));
            foreach ((string option, object value) in layer.Options)
                copy.With(option, value);
            copies[layer] = body.Add(copy);
        }
        body.Outputs.Add(new("output", "output", body.Layers[^1]));
        var block = new NetBlock(name, body, [.. settings.Select(setting => setting.Setting)]);
        for (int i = 0; i < found.Starts.Count; i++)
        {
            _uses.Add((block, found.Starts[i], [.. settings.Select(setting => numbers[i][setting.Number])]));
            Array.Fill(_isFixed, true, found.Starts[i], found.Count);
        }

        BlockSetting Setting(NetLayer layer, int argument, int number, int value)
        {
            if (settings.Find(setting => setting.Row == rows[number]) is { Setting: { } known })
                return known;
            string word = NameOf(layer, argument);
            word = settings.Exists(setting => setting.Setting.Name == word) ? $"{word}{settings.Count + 1}" : word;
            settings.Add((rows[number], new(name, word, value), number));
            return settings[^1].Setting;
        }
    }

    /// <summary>The parameter of the attribute's constructor: <c>Filters</c>.</summary>
    private static string NameOf(NetLayer layer, int argument)
    {
        string? name = layer.Attribute.GetConstructors()
            .Select(constructor => constructor.GetParameters()).Where(parameters => parameters.Length > argument)
            .Select(parameters => parameters[argument]).FirstOrDefault(parameter => parameter.ParameterType == typeof(int))?.Name;
        return name is null ? "Size" : char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>What names of the same layer in all occurrences end with: <c>layers_0_norm1</c> and <c>layers_1_norm1</c> is
    /// <c>norm1</c>; null where that is nothing, or another layer's.</summary>
    private static string? CommonEnd(string?[] names, Net body)
    {
        if (names.Any(name => name is null))
            return null;
        string[][] parts = [.. names.Select(name => name!.Split('_'))];
        int common = 0;
        while (parts.All(own => own.Length > common && own[^(common + 1)] == parts[0][^(common + 1)]))
            common++;
        string end = string.Join('_', parts[0][^common..].SkipWhile(part => part.Length == 0 || !char.IsAsciiLetter(part[0])));
        return end is "" or "input" || body.Layers.Exists(layer => layer.Name == end) ? null : end;
    }

    private Net Folded()
    {
        var net = new Net { SampleRate = _net.SampleRate };
        net.Inputs.AddRange(_net.Inputs);
        net.Notes.AddRange(_net.Notes);
        var uses = new Dictionary<NetValue, NetUse>();
        for (int i = 0; i < _net.Layers.Count; i++)
        {
            NetLayer next = _net.Layers[i];
            if (_uses.Find(use => use.Start == i) is { Block: { } block } used)
            {
                NetLayer[] layers = [.. _net.Layers.Skip(i).Take(block.Body.Layers.Count)];
                NetValue input = i > 0 ? _net.Layers[i - 1] : _net.Inputs[0];
                var use = new NetUse(block, layers, used.Settings);
                uses[layers[^1]] = use;
                next = use.From(input);
                i += layers.Length - 1;
            }
            for (int read = 0; read < next.Reads.Count; read++)
                next.Reads[read] = uses.TryGetValue(next.Reads[read], out NetUse? use) ? use : next.Reads[read];
            net.Add(next);
        }
        net.Outputs.AddRange(_net.Outputs.Select(
            output => uses.TryGetValue(output.Value, out NetUse? use) ? output with { Value = use } : output));
        return net;
    }

    /// <summary>Layers that stand several times.</summary>
    /// <param name="Starts">The first layer's place of each.</param>
    /// <param name="Count">How many they are.</param>
    /// <param name="Lines">On how many lines they are written.</param>
    /// <param name="IsPeriodic">Whether they are shorter ones that repeat.</param>
    private sealed record Repetition(List<int> Starts, int Count, int Lines, bool IsPeriodic)
    {
        public bool IsWorthIt => !IsPeriodic && (Starts.Count > 2 && Lines > 1 || Starts.Count == 2 && Lines > 3);
    }
}
