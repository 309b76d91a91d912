using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>
/// Joins layers to stages and decides how each stage's numbers lie in memory. An operation joins the stage of what it reads exactly where
/// nobody else reads that. Lanes are channels, so images come with pixels of whole vectors; rows of numbers come without gaps; a
/// convolution that looks over the edge wants a border. Where readers of a value disagree, or one disagrees with what gives it, a <see
/// cref="Repack"/> goes between.
/// </summary>
internal sealed partial class StageBuilder
{
    /// <summary>Why numbers are copied for a reader that changes them in place.</summary>
    private const string Shared = "A copy, for others read it, too";

    private readonly Network _network;
    private readonly bool _onlyPredicts;
    private readonly LayerIdentifiers _identifiers;
    private readonly int[] _uses;
    private readonly View[] _views;

    /// <summary>Of recurrent layers whose last state is read, that.</summary>
    private readonly View?[] _states;
    private readonly List<Draft> _drafts = [];

    /// <summary>The rows of a sample that the layer at hand has.</summary>
    private int _rows = 1;

    /// <param name="network">The network.</param>
    /// <param name="onlyPredicts">Whether the stages only predict: what does nothing then is left out, and normalisations over batches are
    /// folded where they can be.</param>
    public StageBuilder(Network network, bool onlyPredicts)
    {
        _network = network;
        _onlyPredicts = onlyPredicts;
        _identifiers = new LayerIdentifiers(network);
        _uses = Uses.Count(network);
        _views = new View[network.Nodes.Count + 1];
        _states = new View?[network.Nodes.Count + 1];
    }

    /// <summary>The stages, each behind those that it reads, and the values that are the network's outputs.</summary>
    public (EquatableArray<StageDraft> Stages, EquatableArray<int> Outputs) Run()
    {
        _views[0] = new View(null, _network.Input) { IsShared = _uses[0] > 1 };
        for (int i = 0; i < _network.Nodes.Count; i++)
        {
            Node node = _network.Nodes[i];
            View[] reads = [.. node.Reads.Select((value, read) => node.Layer.StateRead == read ? _states[value]! : _views[value])];
            _rows = node.Rows;
            View given = node.Layer is IGivesState layer ? AddWithState(node, layer, i + 1, reads) : Add(node, reads);
            _views[i + 1] = given with
            {
                Shape = node.Layer.Output,
                IsShared = given.IsShared || _uses[i + 1] > 1,
                Learns = reads.Any(read => read.Learns) || node.Layer.Learns || node.Layer is InputCopy,
            };
        }
        var outputs = new List<int>();
        _rows = 1;
        foreach (OutputPort output in _network.Outputs)
        {
            View answer = Finish(_views[output.Value]);
            if (outputs.Contains(NumberOf(answer.Stage)))
                answer = CopyRow(answer, "A second output of the same numbers", Unused("output"), answer.Stage!.Layout,
                    answer.Stage.GradientLayout);
            outputs.Add(NumberOf(answer.Stage));
        }
        return (_drafts.Select(Complete).ToEquatableArray(), outputs.ToEquatableArray());
    }

    private View Add(Node node, View[] reads) => node.Layer switch
    {
        InputSegment segment => reads[0] with { Port = segment.Port },
        InputCopy copy => TakeOver(copy, reads[0]),
        EachStep each when reads[0].Stage is null && !HasSegments && _uses[0] == 1 => OpenSteps(each, reads[0]),
        ReshapeLayer => Reshape(node.Layer, reads[0]),
        ElementwiseLayer or RowLayer => Append(node, reads[0]),
        CompositeLayer composite => AddParts(node, composite.Parts, reads).Last(),
        { StateRead: 0 } => reads[0],
        MergeLayer merge => new Merging(this).Merge(node, merge, reads),
        BatchLayer when _onlyPredicts && reads[0] is
        {
            IsReshaped: false, IsShared: false,
            Stage: { Head: ContractionLayer, Folded: null, Operations.Count: 0 } stage
        } =>
            Fold(node, reads[0], stage),
        _ => Begin(node.Layer, reads, node.Parameters),
    };

    private View Append(Node node, View read)
    {
        Layer layer = node.Layer;
        if (layer is ElementwiseLayer elementwise && (elementwise.IsIdentity || _onlyPredicts && elementwise.Forward == Expression.X))
            return read;
        bool needsPixels = layer is RowLayer || layer is ElementwiseLayer { IsPerChannel: true } && !_onlyPredicts;
        if (LacksGaps(read) && (needsPixels || layer.Learns) || HasOtherPixels(read) && needsPixels)
            read = OpenRepack(read, "Pixels of whole vectors", "repack", Layout.Of(read.Shape, Border.None),
                Layout.Of(read.Shape, Border.None));
        if (read.Stage is null)
            read = OpenInput(layer.Name, read);
        else if (!MayJoin(read))
            read = Copy(read, Shared, layer.Name, read.Stage.Layout.Unbordered, read.Stage.GradientLayout.Unbordered);
        read.Stage!.Operations.Add(node);
        return read;
    }

    /// <summary>Whether an operation of the layer at hand can be one of the stage that gives what it reads.</summary>
    private bool MayJoin(View read) => read is { IsShared: false, Stage: { Layout.Repeats: 1 } stage } && stage.Rows == _rows;

    /// <summary>The numbers of an input for operations: where it is the whole sample the stage takes them over.</summary>
    private View OpenInput(string name, View read) => HasSegments
        ? CopyRow(read, "An input by itself", name, LayoutBehind(read), LayoutBehind(read)) with { IsReshaped = read.IsReshaped }
        : Open(name, null, [], [read], LayoutBehind(read), LayoutBehind(read)) with { IsReshaped = read.IsReshaped };

    /// <summary>The steps of an input that nobody else reads lie one behind the other, so that each is laid out when its turn
    /// comes.</summary>
    private View OpenSteps(EachStep each, View read)
    {
        _rows *= each.Steps;
        int last = each.Output.Dimensions[each.Output.Rank - 1];
        var step = new Repack(each.Name, each.Output, each.Title)
        {
            ClearsPadding = each.Output.Rank == 1 && last % RowPadding.Lanes != 0,
        };
        Layout layout = Layout.Of(each.Output, Border.None);
        return Open(each.Name, step, [], [read with { Shape = each.Output }], layout, layout);
    }

    private View TakeOver(InputCopy copy, View read)
    {
        View given = OpenInput(copy.Name, read);
        given.Stage!.Port = copy.Port;
        return given;
    }

    /// <summary>Whether inputs are segments of a row, where no vector may reach over their ends.</summary>
    private bool HasSegments => _network.Inputs.Count > 1;

    /// <summary>Costs nothing where the numbers lie without gaps.</summary>
    private View Reshape(Layer layer, View read)
    {
        if (read.Stage is { } stage && !(stage.Layout.IsNatural && stage.GradientLayout.IsNatural))
        {
            Layout natural = Layout.Natural(layer.Output);
            read = OpenRepack(read, layer.Title, "", natural, natural, layer.Name);
        }
        if (read.Stage is not null)
            read.Stage.IsReadWithoutGaps = true;
        return read with { IsReshaped = true };
    }

    /// <summary>The numbers for one reader.</summary>
    private View Copy(View read, string reason, string name, Layout layout, Layout gradientLayout) =>
        Open(name, new Broadcast(name, read.Shape, read.Shape, reason), [], [read], layout, gradientLayout) with
        {
            IsReshaped = read.IsReshaped,
        };

    private static View Fold(Node node, View read, Draft stage)
    {
        stage.Folded = node;
        return read;
    }

    /// <summary>Adds a layer that carries a state, with that behind the last step where it is read.</summary>
    private View AddWithState(Node node, IGivesState layer, int value, View[] reads)
    {
        if (!_network.Nodes.Any(other => other.Layer.StateRead is { } read && other.Reads[read] == value))
            return Add(node, reads);
        bool isRead = _network.Outputs.Any(output => output.Value == value) || _network.Nodes.Any(other =>
            other.Reads.Where((read, number) => read == value && other.Layer.StateRead != number).Any());
        (EquatableArray<LayerPart> parts, int output, int state) = layer.GivingState(isRead);
        View[] views = AddParts(node, parts, reads);
        _states[value] = views[state] with { Shape = layer.State, IsShared = true };
        return views[output];
    }

    /// <summary>Adds the parts of a layer.</summary>
    /// <returns>What comes in, then what each part gives.</returns>
    private View[] AddParts(Node node, EquatableArray<LayerPart> parts, View[] outer)
    {
        Layer composite = node.Layer;
        View read = outer[0];
        View[] views = [read, .. parts.Select(_ => read)];
        views[0] = read with { IsShared = read.IsShared || parts.Count(part => part.Reads.Contains(0)) > 1 };
        View second = outer[outer.Length > 1 ? 1 : 0] with { IsShared = true };
        for (int i = 0; i < parts.Count; i++)
        {
            LayerPart part = parts[i];
            IEnumerable<View> lengths = part.Layer is RecurrentLayer { IsMasked: true } or AttentionLayer { IsMasked: true }
                ? outer.Skip(outer.Length - 1) : [];
            View[] reads = [.. part.Reads.Select(value => value == LayerPart.Second ? second : views[value]), .. lengths];
            Layer layer = part.Layer.Name == composite.Name ? part.Layer : part.Layer with { Name = Unused(part.Layer.Name) };
            View given = Add(
                new Node(layer, [], part.Tensors.Select(view => view.Of(node.Parameters[view.Tensor])).ToEquatableArray()), reads);
            int value = i + 1;
            views[value] = given with
            {
                Shape = part.Layer.Output,
                IsShared = given.IsShared || parts.SelectMany(other => other.Reads).Count(other => other == value) > 1,
                Learns = reads.Any(view => view.Learns) || part.Layer.Learns,
            };
        }
        return views;
    }

    private View Begin(Layer layer, View[] reads, EquatableArray<ParameterLayout> parameters)
    {
        View read = layer is JoinLayer or ProductLayer or AttentionLayer ? reads[0] : reads[0] = Prepare(layer, reads[0]);
        bool needsGradientBorder = layer is ContractionLayer { WeightsReadGradientBorder: var weightsRead } && (read.Learns || weightsRead)
            && !_onlyPredicts;
        Border gradientBorder = needsGradientBorder ? ((ContractionLayer)layer).GradientBorder : Border.None;
        // What is remembered lies as it is copied: a run of steps at a time.
        Layout layout = layer is Recall { Beginning: not Beginning.MeanOfThose } ? Layout.Natural(layer.Output)
            : Layout.Of(layer.Output, Border.None);
        return Open(layer.Name, layer, parameters, reads, layout, Layout.Of(layer.Output, gradientBorder));
    }

    /// <summary>Gives a layer what it reads in a form that it can read: with a border, or with pixels of whole vectors.</summary>
    private View Prepare(Layer layer, View read)
    {
        var contraction = layer as ContractionLayer;
        if (HasSegments && read.Stage is null && layer is BatchLayer && read.Shape.Rank == 1)
            return OpenInput(Unused("input"), read);
        Border border = contraction?.InputBorder ?? Border.None;
        Layout whole = Layout.Of(read.Shape, Border.None);
        if ((layer is WindowLayer or BlendLayer or BatchLayer or PositionLayer || contraction is { IsLanewise: true }) && LacksGaps(read))
            return OpenRepack(read, "Pixels of whole vectors", "repack", Layout.Of(read.Shape, border), whole);
        if (border != Border.None)
        {
            if (read.Stage is not { Head: not null, IsReadWithoutGaps: false } stage || read.IsReshaped || LacksGaps(read))
                return OpenRepack(read, "A border of zeros", "pad",
                    (LacksGaps(read) ? Layout.Natural(read.Shape) : whole) with { Border = border }, whole);
            stage.Layout = stage.Layout with { Border = stage.Layout.Border.Union(border) };
            return read;
        }
        return contraction is { TakesRows: false } && LacksGaps(read) && read is { Learns: true, Stage.Head: not Recall }
            ? OpenRepack(read, "Pixels of whole vectors", "repack", whole, whole)
            : read;
    }

    /// <summary>The network's answers lie as users see them.</summary>
    private View Finish(View read)
    {
        int length = (int)read.Shape.Length;
        if (read.Stage is null)
            return HasSegments ? CopyRow(read, "An input as an answer", Unused("input"), Layout.Row(length), Layout.Row(length))
                : Open(Unused("input"), null, [], [read], Layout.Row(length), Layout.Row(length));
        if (read.Stage.Layout.IsNatural && read.Stage.GradientLayout.IsNatural)
            return read;
        // What needs to know where pixels end stays before the gaps go.
        List<Node> operations = read.Stage.Operations;
        int kept = read.IsShared ? operations.Count
            : 1 + operations.FindLastIndex(node =>
                node.Layer is JoinedMerge || node.Layer.Parameters.Count > 0
                || node.Layer is RowLayer row && (row.Tensors.Count > 0 || read.Shape.Rank > 1));
        Node[] moved = [.. operations.Skip(kept)];
        operations.RemoveRange(kept, moved.Length);
        Layout natural = Layout.Row(length);
        read = OpenRepack(read, "The answer without gaps", "output", natural, natural);
        read.Stage!.Operations.AddRange(moved);
        return read;
    }

    private View CopyRow(View read, string reason, string name, Layout layout, Layout gradientLayout) => Open(
        name, new Repack(name, read.Shape, reason) { ClearsPadding = true }, [], [read], layout, gradientLayout);

    private View OpenRepack(View read, string reason, string word, Layout layout, Layout gradientLayout, string? name = null)
    {
        name ??= Unused(word);
        return Open(name, new Repack(name, read.Shape, reason), [], [read], layout, gradientLayout);
    }

    private View Open(string name, Layer? head, EquatableArray<ParameterLayout> parameters, View[] reads, Layout layout,
        Layout gradientLayout)
    {
        int repeats = head is EachStep each ? each.Steps : 1;
        var draft = new Draft(
            NameOf(name), head, parameters, reads.Select(read => (NumberOf(read.Stage), read.Shape, read.Port)),
            layout with { Repeats = repeats }, gradientLayout with { Repeats = repeats })
        {
            Rows = _rows,
        };
        _drafts.Add(draft);
        return new View(draft, reads[0].Shape) { Learns = reads.Any(read => read.Learns) };
    }

    private int NumberOf(Draft? stage) => stage is null ? 0 : 1 + _drafts.IndexOf(stage);

    /// <summary>A name that no layer and no other stage has.</summary>
    private string Unused(string word)
    {
        string name = word;
        for (int i = 2; _network.Nodes.Any(node => node.Layer.Name == name) || _drafts.Any(draft => draft.Name == NameOf(name)); i++)
            name = $"{word}_{i}";
        return name;
    }

    private string NameOf(string layer) => $"{_network.Class.Name}_{_identifiers.Of(layer)}";

    private StageDraft Complete(Draft draft) => new(
        draft.Name, draft.Reads.Select(read => new Read(
            read.Value, As(read.Shape, LayoutOf(read.Value, read.Port)) with { Repeats = RepeatsOf(read.Value, draft) },
            As(read.Shape, GradientLayoutOf(read.Value, read.Port)) with { Repeats = RepeatsOf(read.Value, draft) })
        {
            Port = read.Port,
        }).ToEquatableArray(),
        draft.Head, draft.Parameters, draft.Layout, draft.GradientLayout, draft.Operations.ToEquatableArray(), draft.Folded,
        draft.Operands.ToEquatableArray())
    {
        InputPort = draft.Port,
        Rows = draft.Rows,
    };

    /// <summary>How often a reader's row has a value's.</summary>
    private int RepeatsOf(int value, Draft reader) =>
        value == 0 ? 1 : _drafts[value - 1].Rows * _drafts[value - 1].Layout.Repeats / reader.Rows;

    private Layout LayoutOf(int value, int port) => value == 0 ? Layout.Natural(_network.Inputs[port].Shape) : _drafts[value - 1].Layout;

    private Layout GradientLayoutOf(int value, int port) => value == 0 ? LayoutOf(0, port) : _drafts[value - 1].GradientLayout;

    /// <summary>The same numbers in a shape: without gaps, that is only another way to read them.</summary>
    private static Layout As(Shape shape, Layout layout)
    {
        Layout natural = Layout.Natural(shape);
        bool isSame = (layout.Height, layout.Width, layout.Channels) == (natural.Height, natural.Width, natural.Channels);
        return isSame || !layout.IsNatural ? layout : natural;
    }

    /// <summary>Where the numbers lie that are read; at first, those of the network's input.</summary>
    private Layout Current(View read) => read.Stage?.Layout ?? LayoutOf(0, read.Port);

    /// <summary>Whether pixels of the shape would have gaps if they were whole vectors, but have none.</summary>
    private bool LacksGaps(View read) =>
        read.Shape.Rank > 1 && read.Shape.Dimensions[read.Shape.Rank - 1] % RowPadding.Lanes != 0 && Current(read).IsNatural;

    /// <summary>Whether the numbers lie without gaps, but for a reader of other pixels than the shape has.</summary>
    private bool HasOtherPixels(View read) =>
        Current(read) is { IsNatural: true } layout && layout.Channels != read.Shape.Dimensions[read.Shape.Rank - 1];

    /// <summary>Where a stage that only takes over has its numbers: the network's input without gaps is pixels, where they are whole
    /// vectors, else one row.</summary>
    private Layout LayoutBehind(View read) =>
        read.Stage is { } stage ? stage.Layout.Unbordered
        : read.Shape.Rank > 1 && !LacksGaps(read) ? Layout.Of(read.Shape, Border.None)
        : Layout.Row((int)read.Shape.Length);

    /// <summary>A value of the network, as far as the stages are made.</summary>
    /// <param name="Stage">The stage that gives it; null for the network's input.</param>
    /// <param name="Shape">Its shape.</param>
    private sealed record View(Draft? Stage, Shape Shape)
    {
        /// <summary>Where no stage gives it: which input it is.</summary>
        public int Port { get; init; }

        /// <summary>Whether its shape is not that in which the stage gives it.</summary>
        public bool IsReshaped { get; init; }

        /// <summary>Whether several read the stage's numbers.</summary>
        public bool IsShared { get; init; }

        /// <summary>Whether a layer that it is made of learns.</summary>
        public bool Learns { get; init; }
    }

    /// <summary>A stage in the making.</summary>
    private sealed class Draft(
        string name, Layer? head, EquatableArray<ParameterLayout> parameters, IEnumerable<(int Value, Shape Shape, int Port)> reads,
        Layout layout, Layout gradientLayout)
    {
        public string Name { get; } = name;

        public Layer? Head { get; } = head;

        public EquatableArray<ParameterLayout> Parameters { get; } = parameters;

        public List<(int Value, Shape Shape, int Port)> Reads { get; } = [.. reads];

        public Layout Layout { get; set; } = layout;

        public Layout GradientLayout { get; } = gradientLayout;

        /// <summary>Its rows of a sample.</summary>
        public int Rows { get; init; } = 1;

        public List<Node> Operations { get; } = [];

        public List<Operand> Operands { get; } = [];

        public Node? Folded { get; set; }

        /// <summary>The input whose gradient this stage's is; null for all but copies of inputs.</summary>
        public int? Port { get; set; }

        /// <summary>Whether a reader takes the numbers in another shape, which a border would forbid.</summary>
        public bool IsReadWithoutGaps { get; set; }
    }
}
