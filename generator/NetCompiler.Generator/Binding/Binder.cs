using System.Numerics;
using NetCompiler.Generator.Binding.Sense;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Turns what a user wrote into a checked network: names, shapes, parameter layout. Every user error is found here or in
/// parsing.</summary>
internal sealed class Binder
{
    /// <summary>The largest number of floats in one shape, tensor or network: 4 GiB.</summary>
    private const int MaxFloats = 1 << 30;

    private readonly NetworkDeclaration _written;

    /// <summary>The network with the layers of blocks in their places. Complaints are about these; <see cref="BlockFaults"/> makes them
    /// ones about what was written.</summary>
    private readonly NetworkDeclaration _declaration;
    private readonly string[] _names;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly Expansion _expansion;
    private readonly BlockFaults _faults;
    private readonly Wiring _wiring;
    private readonly StepScopes _scopes;
    private Shape? _output;

    private Binder(NetworkDeclaration declaration, EquatableArray<Setting> settings = default)
    {
        _written = declaration;
        _expansion = Expansion.Of(declaration.Layers, declaration.HasShape, settings);
        _faults = new BlockFaults(declaration.Layers, _expansion);
        _declaration = declaration with { Layers = _expansion.Layers.Select(layer => layer.Declared).ToEquatableArray() };
        _names = [.. _expansion.Layers.Select(layer => layer.Name)];
        _wiring = new Wiring(_expansion.Layers.Select(layer => layer.Reads), _expansion.Answer);
        _scopes = new StepScopes(_wiring);
    }

    /// <summary>Binds; the same declaration gives the same result.</summary>
    public static BoundNetwork Bind(NetworkDeclaration declaration)
    {
        var binder = new Binder(declaration);
        Network? network = binder.Bind();
        return new BoundNetwork(network, binder._diagnostics.ToEquatableArray()) { Output = binder._output };
    }

    /// <summary>What is wrong with a block whatever comes in.</summary>
    public static EquatableArray<DiagnosticInfo> Check(BlockDeclaration block)
    {
        var declaration = new NetworkDeclaration(NoClass, [], LossRules.Auto, 0, int.MaxValue, "Full", "Auto", block.Layers);
        var binder = new Binder(declaration, block.Settings);
        binder.ReportFaults();
        binder.BindLayers(isShapeKnown: false);
        return binder._diagnostics.ToEquatableArray();
    }

    /// <summary>Of the network of one step of another, the layers that have a window over the steps; null of others.</summary>
    private IReadOnlyDictionary<string, Axis>? StepWindows { get; init; }

    private bool HasErrors => _diagnostics.Any(diagnostic => diagnostic.IsError);

    private bool IsInferenceOnly => _declaration.Mode == "InferenceOnly";

    private string ClassName => _declaration.Class.PlainName;

    /// <summary>Stands for the network that a block is not.</summary>
    private static ClassIdentity NoClass => new("", [], "", []);

    private Network? Bind()
    {
        bool isShapeKnown = HasShape ? CheckShape(_declaration.InputShape, argument => DiagnosticTarget.OfNetwork(argument)) : true;
        NetworkRules.Check(_declaration, Report);
        ReportFaults();
        if (!_written.Layers.Any(layer => layer.IsPlain))
            Report(Descriptors.NoLayers.Id, DiagnosticTarget.OfNetwork(), ClassName);
        if (BindLayers(isShapeKnown) is not { Length: > 0 } layers)
            return null;
        EquatableArray<BoundOutput> outputs = new OutputRules(_declaration, _names, _wiring, Report).Bind(layers);
        if (outputs.Count == 0)
            return null;
        _output = outputs.Count == 1 ? ShapeOf(outputs[0]) : new Shape((int)outputs.Sum(output => ShapeOf(output).Length));
        CheckOrder(layers, outputs);
        Masking? masking = !_declaration.TakesLengths ? null
            : new Masking(layers, _wiring, new Shape(_declaration.InputShape), _names, _scopes, Report);
        (EquatableArray<Node> nodes, int floats) = LayOut(layers, outputs, masking, out int[] values);
        CheckTraining(layers);
        NetworkRules.CheckInputGradient(_declaration, nodes, Report);
        EquatableArray<Fitting> fittings = FittingRules.Bind(
            layers, _wiring, new Shape(_declaration.InputShape), outputs,
            (id, number, arguments) => Report(id, DiagnosticTarget.OfLayer(number), arguments));
        if (HasErrors)
            return null;
        foreach (DiagnosticInfo doubt in SenseRules.Check(_declaration, layers, [.. _wiring.Reads.Select(reads => reads!.Value)], outputs))
            Add(_faults.Place(doubt));
        var network = new Network(
            _declaration.Class, InputRow(layers), nodes,
            outputs.Select(output => output.Port with
            {
                Value = output.Port.Value == 0 ? FirstInput(layers) : values[output.Port.Value - 1],
                IsMasked = masking?.IsMasked(output.Port.Value) == true,
            }).ToEquatableArray(),
            IsInferenceOnly, _declaration.Winograd == "Auto",
            nodes.SelectMany(node => node.Parameters).Distinct().ToEquatableArray(), floats)
        {
            Inputs = InputPorts(layers),
            Fittings = fittings.Where(fitting => values[fitting.Node] > 0 && _expansion.Layers[fitting.Node].Owner is null)
                .Select(fitting => fitting with { Node = values[fitting.Node] - 1 }).ToEquatableArray(),
            Parts = _expansion.PartsOf(nodes, values),
            LengthsPort = _declaration.TakesLengths ? InputPorts(layers).Count - 1 : null,
            MaxMemory = _declaration.MaxMemory,
            SampleRate = _declaration.SampleRate,
            HasInputGradient = _declaration.HasInputGradient && !IsInferenceOnly,
            HasViews = _declaration.HasViews,
            Weights = _declaration.Weights,
        };
        return StepWindows is not null ? network
            : Streaming.Add(network, _written, (step, windows) => new Binder(step) { StepWindows = windows }.Bind());

        Shape ShapeOf(BoundOutput output) =>
            output.Port.Value == 0 ? new Shape(_declaration.InputShape) : layers[output.Port.Value - 1].Output;
    }

    /// <summary>Whether <c>[Network]</c> gives an input, or should.</summary>
    private bool HasShape => _declaration.HasShape;

    /// <summary>The inputs, in the order in which a sample has them.</summary>
    private EquatableArray<InputPort> InputPorts(Layer[] layers)
    {
        var ports = new List<InputPort>();
        if (HasShape)
            ports.Add(new(InputPort.Unnamed, new Shape(_declaration.InputShape), 0));
        foreach (NamedInput input in layers.OfType<NamedInput>())
            ports.Add(new(input.Name, input.Output, (int)ports.Sum(port => port.Shape.Length)));
        if (_declaration.TakesLengths)
            ports.Add(new(InputPort.Lengths, new Shape(1), (int)ports.Sum(port => port.Shape.Length)));
        return ports.ToEquatableArray();
    }

    private Shape InputRow(Layer[] layers) =>
        InputPorts(layers) is { Count: 1 } only ? only[0].Shape : new Shape((int)InputPorts(layers).Sum(port => port.Shape.Length));

    /// <summary>The value of the first input: the sample row, or its first segment.</summary>
    private int FirstInput(Layer[] layers) => InputPorts(layers).Count == 1 ? 0 : 1;

    /// <summary>An input; null where its shape is none.</summary>
    private NamedInput? BindInput(int number)
    {
        EquatableArray<int> shape = _declaration.Layers[number].Arguments
            .FirstOrDefault(argument => argument.Name == NamedInput.ShapeArgument)?.Value as EquatableArray<int>? ?? [];
        return CheckShape(shape, argument => DiagnosticTarget.OfLayer(number, argument))
            ? new NamedInput(_names[number], new Shape(shape)) : null;
    }

    /// <returns>Whether it is one.</returns>
    private bool CheckShape(EquatableArray<int> shape, Func<string?, DiagnosticTarget> place)
    {
        if (shape.Count == 0)
        {
            Report(Descriptors.InvalidInputShape.Id, place(null), "()", "has no dimensions");
            return false;
        }
        string text = $"({string.Join(", ", shape.Select(Plain))})";
        for (int i = 0; i < shape.Count; i++)
            if (shape[i] < 1)
                Report(
                    Descriptors.InvalidInputShape.Id, place($"shape[{Plain(i)}]"), text,
                    $"has the dimension {Plain(shape[i])}, which is below 1");
        return shape.All(dimension => dimension > 0)
            && CheckSize(
                shape.Aggregate(BigInteger.One, (product, dimension) => product * dimension), place(null),
                $"A sample of the shape {text}", "it");
    }

    /// <summary>What is wrong with names, sources and blocks.</summary>
    private void ReportFaults()
    {
        foreach (DiagnosticInfo fault in _expansion.Faults)
            Add(_faults.Place(fault, null));
    }

    /// <summary>Null where a layer could not be made. Of what depends on such a layer shapes are unknown, so only arguments are
    /// checked.</summary>
    private Layer[]? BindLayers(bool isShapeKnown)
    {
        var layers = new Layer?[_names.Length];
        bool[] isRefused = new bool[_names.Length];
        for (int i = 0; i < _names.Length; i++)
            if (_declaration.Layers[i].IsInput)
                layers[i] = BindInput(i);
        for (int i = 0; i < _names.Length; i++)
        {
            int number = i;
            LayerDeclaration declared = _declaration.Layers[i];
            CheckBlocks(i, isShapeKnown, layers, isRefused);
            if (declared.IsOutput)
                layers[i] = NameOutput(i, isShapeKnown, layers);
            if (!declared.IsPlain)
                continue;
            if (!LayerCatalog.Kinds.TryGetValue(declared.Kind, out LayerKind? kind)
                && (kind = TimeDistributed.Find(declared.Kind)) is null)
            {
                Report(Descriptors.UnknownLayer.Id, DiagnosticTarget.OfLayer(i), declared.Kind,
                    string.Join(", ", LayerCatalog.Kinds.Keys.OrderBy(name => name, StringComparer.Ordinal)));
                continue;
            }
            LayerInput?[] found = [.. (_wiring.Reads[i] ?? []).Select(value => InputOf(value, isShapeKnown, layers))];
            bool isKnown = !isRefused[i] && found.Length > 0 && found.All(input => input is not null);
            // What stands for unknown values lets a merge see how many there are.
            LayerInput[] inputs = isKnown ? [.. found.Select(input => input!)]
                : [.. Enumerable.Repeat(new LayerInput("", new Shape(1)), 1 + declared.Further.Count())];
            var context = new LayerContext(
                declared.Kind, _names[i], inputs,
                declared.Arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal),
                (id, argument, arguments) => Report(id, DiagnosticTarget.OfLayer(number, argument), arguments), isKnown,
                isKnown ? ShapeRules.About(_declaration, i, inputs[0].Shape) : null);
            Layer? layer = StepWindows?.TryGetValue(_names[i], out Axis? window) == true && isKnown
                ? SteppedWindow.Bind(kind, context, window) : kind.Bind(context);
            WeightPenalties.Note(context, kind.Penalised);
            if (isKnown && layer is not null && CheckSizes(layer, i) && CheckShared(layer, i, layers))
                Take(layers[i] = layer with { Declared = context.Settings.All }, i);
        }
        return layers.All(layer => layer is not null) ? [.. layers.Select(layer => layer!)] : null;
    }

    /// <summary>Whether what comes into the blocks that begin with a layer is known, and of the shape that a network takes.</summary>
    private void CheckBlocks(int number, bool isShapeKnown, Layer?[] layers, bool[] isRefused)
    {
        foreach (UsedBlock used in _expansion.Blocks.Where(used => used.First == number && used.End > number))
        {
            LayerInput? input = used.Input is { } value ? InputOf(value, isShapeKnown, layers) : null;
            if (input is not null && used.IsOutermost)
                _faults.SetInput(used, input.Shape);
            if (isRefused[number] || input is null || used.Block.InputShape is not { } wanted || input.Shape.Dimensions.Equals(wanted))
                continue;
            Add(_faults.Place(
                DiagnosticInfo.Create(Descriptors.NetworkInputDiffers.Id, Expansion.At(used.Path), used.Block.Name,
                    new Shape(wanted).ToString(), input.Shape.ToString()), used));
            for (int i = used.First; i < used.End; i++)
                isRefused[i] = true;
        }
    }

    /// <summary>An output; null where what it names could not be made.</summary>
    private NamedOutput? NameOutput(int number, bool isShapeKnown, Layer?[] layers) =>
        _wiring.Reads[number]?[0] is { } value && InputOf(value, isShapeKnown, layers) is { } front
            ? new NamedOutput(_names[number], value == 0 ? null : layers[value - 1], front.Shape)
            : null;

    /// <summary>A value that a layer takes; null where its shape is not known.</summary>
    private LayerInput? InputOf(int value, bool isShapeKnown, Layer?[] layers)
    {
        if (value == 0)
            return isShapeKnown ? new LayerInput(LayerNames.Input, new Shape(_declaration.InputShape)) { IsInput = true } : null;
        return layers[value - 1] is not { } layer ? null : new LayerInput(layer.Name, layer.Output, layer.Title)
        {
            IsInput = layer is NamedInput
                || layer is EachStep && InputOf(_wiring.Reads[value - 1]!.Value[0], isShapeKnown, layers) is { IsInput: true },
            Around = _scopes.Of(value),
            Meaning = layer.Meaning,
            State = (layer as IGivesState)?.State,
        };
    }

    /// <summary>Takes a layer that was bound where the steps around it allow for it.</summary>
    private void Take(Layer layer, int number)
    {
        _scopes.Add(layer, number);
        if (_scopes.Of(number + 1).Count > 0 && StepScopes.Objection(layer) is { } objection)
            Report(Descriptors.NotOfSteps.Id, DiagnosticTarget.OfLayer(_expansion.EachStepOf(number)), layer.Title, layer.Name, objection);
    }

    /// <summary>Whether a layer's tensors are those of the one that it shares with.</summary>
    private bool CheckShared(Layer layer, int number, Layer?[] layers)
    {
        if (_expansion.Layers[number].Owner is not { } owner || layers[owner] is not { } other)
            return true;
        string? problem = layer.Parameters.Count == 0 && _declaration.Layers[number].Share is not null ? "it learns nothing"
            : SharedTensors.Difference(layer, other);
        if (problem is not null)
            Report(Descriptors.SharedDiffers.Id, DiagnosticTarget.OfLayer(number, "Share"), layer.Title, other.Name, problem);
        return problem is null;
    }

    private bool CheckSizes(Layer layer, int number)
    {
        DiagnosticTarget target = DiagnosticTarget.OfLayer(number);
        bool fits = CheckSize(layer.Output.Length, target, $"The output of {layer.Title}", "the layer");
        foreach (ParameterSpec parameter in layer.Parameters)
            fits = fits
                && CheckSize(parameter.Shape.Length, target, $"The {parameter.Tensor} {parameter.Shape} of {layer.Title}", "the layer");
        return fits;
    }

    private bool CheckSize(BigInteger size, DiagnosticTarget target, string what, string culprit)
    {
        if (size <= MaxFloats)
            return true;
        Report(Descriptors.TooLarge.Id, target, what, Literal.Grouped(size), MaxFloats, culprit);
        return false;
    }

    /// <summary>What stands at the end that must not, or not at the end that must, or where nobody reads it.</summary>
    private void CheckOrder(Layer[] layers, EquatableArray<BoundOutput> outputs)
    {
        var answers = new HashSet<int>(outputs.Select(output => output.Port.Value - 1));
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i] is NamedInput && !HasErrors && !_wiring.ReadersOf(i).Any())
                Report(Descriptors.UnreadInput.Id, DiagnosticTarget.OfLayer(i), _names[i]);
            if (answers.Contains(i) || layers[i] is NamedOutput or NamedInput)
                continue;
            if (layers[i] is { Meaning: OutputMeaning.Distribution } and not AllSteps && TakesProbabilities(layers, i) is { } later)
                Report(Descriptors.SoftmaxNotLast.Id, DiagnosticTarget.OfLayer(i), layers[i].Title, later.Title);
            if (!_wiring.ReadersOf(i).Any())
                ReportUnread(i, layers[i]);
        }
        if (HasShape && !HasErrors && !_wiring.Reads.Any(reads => reads!.Value.Contains(0)))
            Report(Descriptors.UnreadInput.Id, DiagnosticTarget.OfNetwork(), LayerNames.Input);
        int Before(int layer) => _wiring.Reads[layer]!.Value[0] - 1;
        foreach (BoundOutput output in outputs.Where(output => output.Port.IsTrained))
            for (int i = output.Port.Value - 1; i >= 0 && layers[i] is ReshapeLayer or ElementwiseLayer { IsNonlinear: false };
                i = Before(i))
                if (layers[i] is ElementwiseLayer layer && layer.TrainingForward != layer.Forward)
                    Report(Descriptors.DropoutLast.Id, DiagnosticTarget.OfLayer(i), layer.Title);
    }

    /// <summary>What nobody reads is a layer, or the block whose last layer it is.</summary>
    private void ReportUnread(int number, Layer layer)
    {
        UsedBlock? used = _expansion.Blocks.FirstOrDefault(used => used.End == number + 1);
        if (used is null)
            Report(Descriptors.Unread.Id, DiagnosticTarget.OfLayer(number), layer.Title, layer.Name);
        else
            Add(_faults.Place(DiagnosticInfo.Create(
                Descriptors.Unread.Id, Expansion.At(used.Path), used.Block.Name, LayerNames.Local(used.Name)), used));
    }

    /// <summary>The layer that takes probabilities for numbers like any others; those that merge them with others may weigh by
    /// them.</summary>
    private Layer? TakesProbabilities(Layer[] layers, int number)
    {
        foreach (int reader in _wiring.ReadersOf(number))
            if (_wiring.Reads[reader]!.Value.Count == 1 && layers[reader] is not NamedOutput
                && (layers[reader] is AllSteps || ActivationRules.IsActivation(layers[reader])
                    ? TakesProbabilities(layers, reader) : layers[reader]) is { } found)
                return found;
        return null;
    }

    /// <summary>The nodes that outputs depend on. Parameters follow each other in the order of layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="masking">Which values have steps that do not count; null where all do.</param>
    /// <param name="values">Receives the number of the value that each gives; 0 where that is left out.</param>
    private (EquatableArray<Node> Nodes, int Floats) LayOut(
        Layer[] layers, EquatableArray<BoundOutput> outputs, Masking? masking, out int[] values)
    {
        bool[] live = _wiring.Live(outputs.Select(output => output.Port.Value));
        values = new int[layers.Length];
        var nodes = new List<Node>();
        EquatableArray<InputPort> ports = InputPorts(layers);
        Shape row = InputRow(layers);
        for (int port = 0; port < ports.Count && ports.Count > 1; port++)
            nodes.Add(new Node(new InputSegment(ports[port].Name, row, ports[port].Shape, port), [0], []));
        int firstInput = FirstInput(layers), inputs = HasShape ? 1 : 0;
        for (int i = 0; i < layers.Length; i++)
            if (layers[i] is NamedInput)
                values[i] = ports.Count == 1 ? 0 : ++inputs;
        long offset = 0, transposed = 0, count = 0, largest = 0;
        int? owner = null;
        var shared = new Dictionary<int, List<ParameterLayout>>();
        for (int i = 0; i < layers.Length; i++)
        {
            if (!live[i] || layers[i] is NamedInput)
                continue;
            int[] given = values;
            long before = count;
            int first = _expansion.Layers[i].Owner ?? i;
            bool isShared = shared.TryGetValue(first, out List<ParameterLayout>? parameters);
            shared[first] = parameters ??= [];
            WeightPenalties.Check(_declaration.Layers[i], i, isShared, Report);
            foreach (ParameterSpec spec in isShared ? [] : WeightPenalties.Of(layers[i], _declaration.Layers[i]))
            {
                var layout = new ParameterLayout(
                    $"{layers[first].Name}/{spec.Tensor}", spec, (int)Math.Min(offset, MaxFloats), RowPadding.Stride(spec.Columns));
                parameters.Add(layout);
                offset += (long)layout.Rows * layout.RowStride;
                if (layout.Rows > 1)
                    transposed += (long)layout.Columns * RowPadding.Stride(layout.Rows);
                count += spec.Shape.Length;
            }
            IEnumerable<int> reads = _wiring.Reads[i]!.Value.Select(value => value == 0 ? firstInput : given[value - 1]);
            (Layer layer, bool takesLengths) = masking?.LeaveOut(layers[i], _wiring.Reads[i]!.Value) ?? (layers[i], false);
            nodes.Add(new Node(
                layer, (takesLengths ? reads.Append(ports.Count) : reads).ToEquatableArray(), parameters.ToEquatableArray())
            {
                IsTrainable = _declaration.Layers[i].IsTrainable,
                Around = _scopes.Around(layer, i),
                Owner = isShared && parameters.Count > 0 ? layers[first].Name : null,
            });
            values[i] = nodes.Count;
            if (count - before > largest)
                (largest, owner) = (count - before, i);
        }
        DiagnosticTarget target = owner is null ? DiagnosticTarget.OfNetwork() : DiagnosticTarget.OfLayer(owner.Value);
        string culprit = owner is null ? "" : $"{layers[owner.Value].Title}, {layers[owner.Value].Name}";
        if (count > _declaration.MaxParameters && _declaration.MaxParameters > 0)
            Report(Descriptors.TooManyParameters.Id, DiagnosticTarget.OfNetwork("MaxParameters"),
                ClassName, count, count - _declaration.MaxParameters, _declaration.MaxParameters, largest, culprit);
        else if (CheckSize(offset, target, $"The parameters of {ClassName}, rows padded to whole vectors,", culprit))
            CheckSize(transposed, target, $"The kernels of {ClassName}, transposed for training, rows padded to whole vectors,", culprit);
        return (nodes.ToEquatableArray(), (int)Math.Min(offset, MaxFloats));
    }

    /// <summary>Training keeps at most x, y and a gradient of every layer.</summary>
    private void CheckTraining(Layer[] layers)
    {
        long input = InputRow(layers).Length;
        int number = Enumerable.Range(0, layers.Length).OrderByDescending(i => layers[i].Output.Length).First();
        Layer largest = layers[number];
        CheckSize(
            layers.Select((layer, i) => layer is ReshapeLayer or NamedInput ? 0
                : 3L * RowPadding.Stride((int)layer.Output.Length) * _scopes.RowsOf(i + 1)).Sum()
                + 3L * RowPadding.Stride((int)input),
            largest.Output.Length > input ? DiagnosticTarget.OfLayer(number) : DiagnosticTarget.OfNetwork(),
            "What training keeps of one sample",
            $"{(largest.Output.Length > input ? "" : "the input or ")}{largest.Title}, {largest.Name}");
    }

    /// <summary>A number without separators, as in source.</summary>
    private static string Plain(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Report(string id, DiagnosticTarget target, params object[] arguments) =>
        Add(_faults.Place(DiagnosticInfo.Create(id, target, arguments)));

    /// <summary>Nothing is said twice about a layer of a block that is used more than once.</summary>
    private void Add(DiagnosticInfo? complaint)
    {
        if (complaint is not null && !(complaint.Target.Inside.Count > 0 && _diagnostics.Any(said =>
            said.Id == complaint.Id && said.Target == complaint.Target)))
            _diagnostics.Add(complaint);
    }
}
