using System.Text;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Every kernel of a network once: what one stage alone calls is part of its class, what several call has a class named after what
/// it computes on which shape.</summary>
internal sealed class KernelTable
{
    private const int LongestTitle = 60;

    private readonly string _network;
    private readonly Dictionary<int, Kernel[]> _kernels = [];
    private readonly HashSet<string> _sharedTexts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly SharedTiles _tiles;
    private readonly List<(string Name, string Summary, List<(EquatableArray<string> Names, string Text)> Members)> _shared = [];

    public KernelTable(Plan plan)
    {
        _network = plan.Network.Class.Name;
        Scopes = [.. Enumerable.Range(0, plan.Stages.Count).Select(number => new StageScope(plan, number)).Where(scope =>
            scope.Predicts || scope.Trains)];
        foreach (StageScope scope in Scopes)
            _kernels[scope.Number] = [.. StageKernels.Of(scope)];
        _sharedTexts.UnionWith(_kernels.Values.SelectMany(kernels => kernels).Where(kernel => kernel.MayBeShared).GroupBy(kernel =>
            kernel.Text, StringComparer.Ordinal)
            .Where(group => group.Count() > 1).Select(group => group.Key));
        _tiles = new SharedTiles(_kernels.Values.SelectMany(kernels => kernels));
        foreach (StageScope scope in Scopes)
            foreach (Kernel kernel in _kernels[scope.Number])
                Share(scope.Stage, kernel);
    }

    /// <summary>The stages that schedules call.</summary>
    public IReadOnlyList<StageScope> Scopes { get; }

    /// <summary>How a stage calls a kernel's method: by its name, behind the class of kernels that several call.</summary>
    public string Call(int stage, string method)
    {
        Kernel? kernel = _kernels[stage].FirstOrDefault(kernel => kernel.Names.Contains(method));
        return kernel is not null && IsShared(kernel) ? $"{_classes[kernel.Text]}<V>.{method}" : method;
    }

    /// <summary>Whether a stage calls a kernel that others call, too.</summary>
    public bool CallsShared(int stage) => _kernels[stage].Any(IsShared);

    /// <summary>Prints the kernels that a stage alone calls.</summary>
    public void WriteOwn(SourceWriter writer, int stage)
    {
        foreach (Kernel kernel in _kernels[stage].Where(kernel => !IsShared(kernel)))
            writer.Line(_tiles.Print(kernel));
    }

    /// <summary>Prints the classes of those that several call.</summary>
    public void WriteShared(SourceWriter writer)
    {
        foreach ((string name, string summary, List<(EquatableArray<string> Names, string Text)> members) in _shared)
        {
            writer.Line();
            writer.Line($"/// <summary>{Emission.Text.Xml(summary)}: what several layers call.</summary>");
            using (writer.Block($"file static class {name}<V> where V : struct, ISimd<V>"))
                writer.Line(string.Concat(members.Select(member => member.Text + "\n")).Trim('\n'));
        }
    }

    private bool IsShared(Kernel kernel) => kernel.MayBeShared && _sharedTexts.Contains(kernel.Text);

    /// <summary>Finds classes for a kernel that several stages call, and for its tiles that several kernels call.</summary>
    private void Share(Stage stage, Kernel kernel)
    {
        foreach (SharedTile tile in _tiles.Of(kernel))
        {
            if (tile.Class.Length == 0)
                tile.Class = Place($"{stage.Title} of {stage.InputLayout.Channels} channels", tile.Members);
        }
        if (IsShared(kernel) && !_classes.ContainsKey(kernel.Text))
            _classes[kernel.Text] = Place(
                $"{stage.Title} on {ShapeOf(stage.InputLayout)}", [(kernel.Names, Kernel.Shared(_tiles.Print(kernel), kernel.Names))]);
    }

    /// <summary>The class where methods find their place: that of the title, unless others of their names are there.</summary>
    private string Place(string summary, IReadOnlyList<(EquatableArray<string> Names, string Text)> members)
    {
        string name = $"{_network}Shared_{Identifier(summary)}", candidate = name;
        int number = 1;
        while (MembersOf(candidate) is { } others && others.Any(other => members.Any(member =>
            other.Text != member.Text && other.Names.Intersect(member.Names).Any())))
            candidate = $"{name}_{++number}";
        List<(EquatableArray<string> Names, string Text)>? present = MembersOf(candidate);
        if (present is null)
            _shared.Add((candidate, summary, present = []));
        present.AddRange(members.Where(member => !present.Contains(member)));
        return candidate;
    }

    private List<(EquatableArray<string> Names, string Text)>? MembersOf(string name) =>
        _shared.FirstOrDefault(shared => shared.Name == name).Members;

    private static string ShapeOf(Layout layout) =>
        layout.Height * layout.Width == 1 ? $"{layout.Channels}" : $"{layout.Height} x {layout.Width} x {layout.Channels}";

    /// <summary>The letters and digits of a title.</summary>
    private static string Identifier(string title)
    {
        var name = new StringBuilder();
        foreach (char letter in title)
        {
            if (letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9'))
                name.Append(letter);
            else if (name.Length > 0 && name[name.Length - 1] != '_')
                name.Append('_');
        }
        return name.ToString(0, Math.Min(name.Length, LongestTitle)).TrimEnd('_');
    }
}
