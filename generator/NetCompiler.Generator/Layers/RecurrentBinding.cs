using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Reads what recurrent layers have in common and makes their parts.</summary>
internal sealed class RecurrentBinding
{
    private readonly LayerContext _context;
    private readonly int _units;
    private readonly bool _returnsSequences, _isReversed, _useBias, _isStateful, _hasInitialState, _isBidirectional;
    private readonly float _dropout, _recurrentDropout;
    private readonly List<ParameterSpec> _tensors = [];
    private readonly List<LayerPart> _parts = [];

    private RecurrentBinding(LayerContext context)
    {
        _context = context;
        _units = context.Size("units");
        context.RequireSequence();
        _returnsSequences = context.Boolean("ReturnSequences", false);
        _isReversed = context.Boolean("GoBackwards", false);
        _useBias = context.Boolean("UseBias", true);
        _isStateful = context.Boolean("Stateful", false);
        _hasInitialState = context.Boolean("InitialState", false);
        _isBidirectional = context.Boolean("Bidirectional", false);
        string initial = context.Inputs.Count > 1 ? StateFrom : InitialState;
        if (_isStateful && (_isReversed || _isBidirectional))
            context.Report("NETC1118", "Stateful", context.Kind, _isReversed ? "GoBackwards" : "Bidirectional");
        else if (_isStateful && (_hasInitialState || context.Inputs.Count > 1))
            context.Report("NETC1134", initial, context.Kind, "Stateful", "a window goes on where the one before ended", initial);
        else if (_hasInitialState && context.Inputs.Count > 1)
            context.Report("NETC1134", initial, context.Kind, InitialState, "a sequence begins with a state that is learned", initial);
        _dropout = context.Single("Dropout", 0);
        context.RequireRate("Dropout", _dropout);
        _recurrentDropout = context.Single("RecurrentDropout", 0);
        context.RequireRate("RecurrentDropout", _recurrentDropout);
    }

    private const string InitialState = "InitialState", StateFrom = "InitialStateFrom";

    /// <summary>Binds a recurrent layer.</summary>
    /// <param name="context">What was written.</param>
    /// <param name="hasRecurrentBias">Whether what the state contributes has a bias of its own.</param>
    /// <param name="onesGate">The gate whose bias begins with ones; -1 for none.</param>
    /// <param name="makeCell">The cell, by the number of units and the distance from gate to gate.</param>
    public static Layer? Bind(LayerContext context, bool hasRecurrentBias, int onesGate, Func<ActivationOf, Cell> makeCell)
    {
        var binding = new RecurrentBinding(context);
        if (context.HasErrors)
            return null;
        Cell cell = makeCell(binding.Activation);
        binding.CheckFirst(cell);
        return context.HasErrors ? null : binding.Make(binding._recurrentDropout > 0 ? cell.Dropping() : cell, hasRecurrentBias, onesGate);
    }

    /// <summary>The activation that an argument names.</summary>
    public delegate ElementwiseLayer ActivationOf(string argument, string otherwise);

    private ElementwiseLayer Activation(string argument, string otherwise) => (ElementwiseLayer)LayerCatalog
        .Kinds[_context.Member(argument, otherwise)].Bind(new LayerContext(_context.Member(argument, otherwise), argument,
            [new LayerInput(argument, new Shape(_units))], new Dictionary<string, object?>(StringComparer.Ordinal), (_, _, _) => { }))!;

    private Layer Make(Cell cell, bool hasRecurrentBias, int onesGate)
    {
        int steps = _context.Input.Dimensions[0];
        string merge = _context.Member("MergeMode", "Concat"), kind = _context.Kind;
        int units = _isBidirectional && merge == "Concat" ? 2 * _units : _units;
        Shape one = _returnsSequences ? new Shape(steps, _units) : new Shape(_units);
        Shape output = _returnsSequences ? new Shape(steps, units) : new Shape(units);
        int read = 0;
        if (_dropout > 0)
        {
            _parts.Add(new LayerPart(new SpatialDropout($"{_context.Name}_dropout", _context.Input, _dropout), [0], []));
            read = _parts.Count;
        }
        if (!_isBidirectional)
        {
            AddDirection(cell, hasRecurrentBias, onesGate, "", _context.Name, read, one, _isReversed, keepsPlaces: false);
        }
        else
        {
            int forward = AddDirection(cell, hasRecurrentBias, onesGate, "forward_", $"{_context.Name}_forward", read, one,
                isReversed: false, keepsPlaces: true);
            int backward = AddDirection(cell, hasRecurrentBias, onesGate, "backward_", $"{_context.Name}_backward", read, one,
                isReversed: true, keepsPlaces: true);
            _parts.Add(new LayerPart(MakeMerge(merge, one, output), [forward, backward], []));
        }
        string ways = _isBidirectional ? $", bidirectional{(merge == "Concat" ? "" : $" ({merge.ToLowerInvariant()})")}"
            : _isReversed ? ", backwards" : "";
        string dropout = (_dropout > 0 ? $", dropout {Literal.Number(_dropout)}" : "")
            + (_recurrentDropout > 0 ? $", recurrent dropout {Literal.Number(_recurrentDropout)}" : "");
        string bias = _useBias ? "" : ", no bias", stateful = _isStateful ? ", stateful" : "";
        string initial = _hasInitialState ? ", initial state"
            : First is { } first ? $", state from {first.Name}{(first.State is null ? "" : "'s last")}" : "";
        string words = $"{kind}({_units}){(_returnsSequences ? ", sequences" : "")}{ways}{stateful}{initial}{dropout}{bias}";
        return new Recurrent(
            _context.Name, _context.Input, output, words, cell.Formula, _tensors.ToEquatableArray(), _parts.ToEquatableArray())
        {
            TakesLastState = First?.State is not null,
        };
    }

    /// <summary>What gives the state before the first step; null for zeros and for a tensor.</summary>
    private LayerInput? First => _context.Inputs.Count > 1 ? _context.Inputs[1] : null;

    /// <summary>Reports a first state of another shape than the cell's.</summary>
    private void CheckFirst(Cell cell)
    {
        if (First is not { } first)
            return;
        int rows = (_isBidirectional ? 2 : 1) * cell.States.Count;
        Shape wanted = Recurrent.StateOf(rows, _units), given = first.State ?? first.Shape;
        if (given == wanted || rows == 1 && given == new Shape(1, _units))
            return;
        string[] parts = [.. cell.States.Select(state => _isBidirectional ? $"{state} forward" : state),
            .. _isBidirectional ? cell.States.Select(state => $"{state} backward") : []];
        _context.ReportMisfit("NETC1136", StateFrom, _context.Kind, first.Text,
            first.State is null ? "" : $", with a last state of {given}", wanted.ToString(), string.Join(", ", parts),
            given.Length == wanted.Length ? $"[Reshape({string.Join(", ", wanted.Dimensions)})] gives the numbers that shape"
                : $"[Dense({wanted.Length}){(rows == 1 ? "" : $", Reshape({string.Join(", ", wanted.Dimensions)})")}] makes one");
    }

    private Layer MakeMerge(string mode, Shape one, Shape output)
    {
        string kind = mode switch { "Concat" => "Concat", "Sum" => "Add", "Multiply" => "Multiply", _ => "Average" };
        return LayerCatalog.Kinds[kind].Bind(new LayerContext(
            kind, _context.Name, [new LayerInput("forward", one), new LayerInput("backward", one)],
            new Dictionary<string, object?>(StringComparer.Ordinal), (_, _, _) => { }))!;
    }

    /// <summary>Adds the two parts of one direction.</summary>
    /// <returns>The value that it gives.</returns>
    private int AddDirection(
        Cell cell, bool hasRecurrentBias, int onesGate, string prefix, string name, int read, Shape output, bool isReversed,
        bool keepsPlaces)
    {
        int inputs = _context.Input.Dimensions[1], all = cell.Gates * _units, floats = cell.Gates * RowPadding.Stride(_units);
        int first = _tensors.Count;
        _tensors.Add(InGates(new ParameterSpec(
            $"{prefix}kernel", new Shape(inputs, all), _context.Member("KernelInitializer", "GlorotUniform"), inputs, all)
        { OfInput = [0] }, all));
        _tensors.Add(InGates(new ParameterSpec(
            $"{prefix}recurrent_kernel", new Shape(_units, all), _context.Member("RecurrentInitializer", "Orthogonal"), _units, all), all));
        if (_useBias)
        {
            Shape shape = hasRecurrentBias ? new Shape(2, all) : new Shape(all);
            _tensors.Add(InGates(new ParameterSpec(
                $"{prefix}bias", shape, _context.Member("BiasInitializer", "Zeros"), all, all)
            { Ones = onesGate < 0 ? null : new OnesRange(onesGate * _units, _units) }, all));
        }
        TensorView[] initial = _hasInitialState ? [new(_tensors.Count)] : [];
        if (_hasInitialState)
            _tensors.Add(new ParameterSpec($"{prefix}initial_state", new Shape(cell.States.Count, _units), "Zeros", _units, _units));
        var kernel = new ParameterSpec($"{prefix}kernel", new Shape(inputs, floats), "Zeros", inputs, all);
        var recurrent = new ParameterSpec($"{prefix}recurrent_kernel", new Shape(_units, floats), "Zeros", _units, all);
        ParameterSpec? bias = _useBias ? new ParameterSpec($"{prefix}bias", new Shape(floats), "Zeros", all, all) : null;
        string title = $"{_context.Kind}({_units})";
        TensorView input = new(first) { Spec = kernel }, state = new(first + 1) { Spec = recurrent };
        TensorView[] biases = bias is null ? [] : [new(first + 2) { Spec = bias }, new(first + 2) { Spec = bias, FirstRow = cell.Gates }];
        _parts.Add(new LayerPart(
            new SequenceProduct($"{name}_input", $"What the input gives to the gates of {title}", _context.Input, floats, kernel, bias,
                (long)inputs * all),
            [read], [input, .. biases.Take(1)]));
        bool ownsBias = hasRecurrentBias && bias is not null;
        int sums = _parts.Count, states = cell.States.Count;
        if (First is { } given)
            _parts.Add(new LayerPart(
                new StateRows($"{name}_first", given.State ?? given.Shape, new Shape(states, _units), prefix == "backward_" ? states : 0),
                [LayerPart.Second], []));
        _parts.Add(new LayerPart(
            new RecurrentLayer(name, new Shape(_context.Input.Dimensions[0], floats), output, $"The steps of {title}", cell, _units,
                isReversed, keepsPlaces, recurrent, ownsBias ? bias : null)
            {
                IsStateful = _isStateful,
                RecurrentDropout = _recurrentDropout,
                Initial = _hasInitialState ? _tensors[_tensors.Count - 1] : null,
                TakesFirst = First is not null,
            },
            First is null ? [sums] : [sums, _parts.Count], [state, .. ownsBias ? biases.Skip(1) : [], .. initial]));
        return _parts.Count;
    }

    /// <summary>In files a row has all gates one after the other; in memory each gate's part of it is a row of whole vectors.</summary>
    private ParameterSpec InGates(ParameterSpec tensor, int columns) => tensor with { Columns = _units, Swap = new(1, 1, columns) };
}
