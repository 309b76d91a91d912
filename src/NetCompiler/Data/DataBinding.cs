using static System.FormattableString;

namespace NetCompiler;

/// <summary>Where a dataset has what a network's inputs and outputs need: columns are found by name; a dataset whose only column nobody
/// named has a network's whole row in it.</summary>
internal sealed class DataBinding
{
    private readonly Dataset _data;
    private readonly NetworkInfo _info;
    private readonly InputColumn[] _inputs;
    private readonly TargetColumn[] _targets;

    /// <summary>Where each begins in its column.</summary>
    private readonly int[] _firstInputs, _firstTargets;

    private DataBinding(NetworkInfo info, Dataset data, string parameter)
    {
        (_info, _data) = (info, data);
        _inputs = new InputColumn[info.Inputs.Count];
        _firstInputs = new int[info.Inputs.Count];
        _targets = new TargetColumn[info.Trained.Length];
        _firstTargets = new int[info.Trained.Length];
        BindInputs(parameter);
        for (int port = 0; port < _inputs.Length && info.ClassInputs.Count > 0; port++)
            for (int sample = 0; sample < data.Count; sample++)
            {
                float length = info.LengthsInput < 0 ? float.NaN : Input(info.LengthsInput, sample)[0];
                ClassNumbers.CheckInput(info, port, Input(port, sample), length, sample, parameter);
            }
        BindTargets(parameter);
    }

    /// <summary>The dataset.</summary>
    internal Dataset Data => _data;

    /// <summary>Finds everything.</summary>
    /// <exception cref="ArgumentException">Data and network do not fit.</exception>
    internal static DataBinding Of(NetworkInfo info, Dataset data, string parameter) => new(info, data, parameter);

    /// <summary>The same for other samples of the same columns.</summary>
    internal DataBinding For(Dataset data) => new(_info, data, nameof(data));

    /// <summary>Whether an output's targets are class numbers.</summary>
    /// <param name="output">Its number among those that are trained.</param>
    internal bool HasLabels(int output) => _targets[output].Labels is not null;

    /// <summary>Whether an output has one class number a sample.</summary>
    /// <param name="output">Its number among those that are trained.</param>
    internal bool HasLabel(int output) => HasLabels(output) && _targets[output].Steps == 1;

    /// <summary>What one sample has of an input.</summary>
    internal ReadOnlySpan<float> Input(int port, int sample) =>
        _inputs[port][_data.Source(sample)].Slice(_firstInputs[port], _info.Inputs[port].Length);

    /// <summary>The target values that one sample has for an output without labels.</summary>
    internal ReadOnlySpan<float> Target(int output, int sample)
    {
        TargetColumn column = _targets[output];
        int first = _data.Source(sample) * column.Length + _firstTargets[output];
        return column.Values.AsSpan(first, _info.Trained[output].Port.Length);
    }

    /// <summary>Copies one sample's inputs to a row of a batch.</summary>
    internal void CopyInputs(int sample, Span<float> row)
    {
        int source = _data.Source(sample);
        for (int i = 0; i < _inputs.Length; i++)
        {
            InputPort port = _info.Inputs[i];
            _inputs[i][source].Slice(_firstInputs[i], port.Length).CopyTo(row[port.Offset..]);
        }
    }

    /// <summary>Copies one sample's target for an output.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="output">The output's number among those that are trained.</param>
    /// <param name="target">Receives it.</param>
    /// <param name="no">What stands for "not this class".</param>
    internal void CopyTarget(int sample, int output, Span<float> target, float no) =>
        _targets[output].CopyTo(_data.Source(sample), _firstTargets[output], target, no);

    /// <summary>What one sample's loss counts.</summary>
    internal float WeightOf(int sample, int output, bool training) =>
        _targets[output].WeightOf(_data.Source(sample), training && !WeighsSteps(output));

    /// <summary>Whether the steps of an output count what their classes do while training.</summary>
    internal bool WeighsSteps(int output) => _targets[output].ClassWeights is not null && _info.Trained[output].Port.HasClassesAtSteps;

    /// <summary>Makes every step of a target count what its class does; see <see cref="WeighsSteps"/>.</summary>
    internal void WeighSteps(int output, Span<float> target)
    {
        OutputPort port = _info.Trained[output].Port;
        TargetColumn.WeighSteps(target[..port.Length], port.Shape[1], _targets[output].ClassWeights!, port.LabelSmoothing);
    }

    private void BindInputs(string parameter)
    {
        IReadOnlyList<InputPort> ports = _info.Inputs;
        ReadOnlySpan<InputColumn> columns = _data.InputColumns;
        if (columns.Length == 1
            && (columns[0].Name is not { } name || ports.Count == 1 && (ports[0].Name == name || ports[0].Name == "input")))
        {
            if (columns[0].Length != _info.InputLength)
                throw new ArgumentException(
                    Invariant($"{_info.Name} takes {Counts.OfSample(_info, "input")}; the data has {columns[0].Length:N0}")
                        + (_info.LengthsInput < 0 ? "." : ": WithLengths adds that."), parameter);
            for (int i = 0; i < ports.Count; i++)
                (_inputs[i], _firstInputs[i]) = (columns[0], ports[i].Offset);
            return;
        }
        InputColumn[] all = columns.ToArray();
        string[] names = new string[ports.Count];
        for (int i = 0; i < names.Length; i++)
            names[i] = ports[i].Name;
        Match("inputs", names, Array.ConvertAll(all, column => column.Name!), parameter);
        for (int i = 0; i < names.Length; i++)
        {
            InputPort port = ports[i];
            InputColumn column = Array.Find(all, column => column.Name == port.Name)!;
            _inputs[i] = column.Length == port.Length ? column : throw new ArgumentException(
                Invariant($"{_info.Name}'s input \"{port.Name}\" takes {port.Length:N0} floats a sample; the data's column of that name ")
                    + Invariant($"has {column.Length:N0}."), parameter);
        }
    }

    private void BindTargets(string parameter)
    {
        TrainedOutput[] outputs = _info.Trained;
        TargetColumn[] columns = _data.TargetColumns.ToArray();
        bool isOnly = columns.Length == 1 && (columns[0].Name is not { } name
            || outputs.Length == 1 && (outputs[0].Port.Name == name || outputs[0].Port.Name == "output"));
        if (!isOnly)
            Match("outputs with a loss", TrainedOutput.NamesOf(outputs), Array.ConvertAll(columns, column => column.Name!), parameter);
        else if (outputs.Length > 1)
            CheckRow(columns[0], outputs, parameter);
        for (int i = 0; i < outputs.Length; i++)
        {
            OutputPort port = outputs[i].Port;
            TargetColumn column = isOnly ? columns[0] : Array.Find(columns, column => column.Name == port.Name)!;
            if (!isOnly || outputs.Length == 1)
                CheckTargets(port, column, outputs.Length > 1, parameter);
            if (column.ClassWeights is not null && (port.Shape.Count > 1 && !port.HasClassesAtSteps || outputs.Length > 1 && isOnly))
                throw new ArgumentException(
                    $"Class weights need one class a sample, or one at every step and Loss.CategoricalCrossentropy, but \"{port.Name}\" of "
                        + $"{_info.Name} has more to decide: use sample weights.", parameter);
            (_targets[i], _firstTargets[i]) = (column, isOnly ? outputs[i].TargetOffset : 0);
            if (port.Loss == Loss.BinaryCrossentropy && column.Labels is null)
                CheckProbabilities(column, _firstTargets[i], port, parameter);
        }
    }

    private void CheckRow(TargetColumn column, TrainedOutput[] outputs, string parameter)
    {
        string names = Segments.Quoted(TrainedOutput.NamesOf(outputs));
        if (column.Labels is not null)
            throw new ArgumentException(
                $"{_info.Name} has several outputs, {names}; labels are for one. Give each a column: "
                    + "Dataset.Create(count).Input(...).Labels(name, ...).Targets(name, ...).Build().", parameter);
        if (column.Length != _info.TargetLength)
            throw new ArgumentException(
                Invariant($"{_info.Name}'s outputs {names} take {_info.TargetLength:N0} targets a sample side by side; the data has ")
                    + Invariant($"{column.Length:N0}."), parameter);
    }

    private void CheckTargets(OutputPort port, TargetColumn column, bool isOneOfSeveral, string parameter)
    {
        int steps = port.LabelsOf(column.Labels is null ? 0 : column.Steps);
        bool isDecision = column.Labels is not null && column.Classes == 2 && port.Length == steps;
        if (column.Steps == steps && (column.Length == port.Length || isDecision))
            return;
        string subject = isOneOfSeveral ? $"{_info.Name}'s output \"{port.Name}\" has" : $"{_info.Name} has";
        string outputs = Invariant($"{port.Length:N0} {(isOneOfSeveral ? "numbers" : "outputs")}");
        throw new ArgumentException(steps > 1
            ? Invariant($"{subject} {steps:N0} steps, for {steps:N0} labels of {Math.Max(2, port.Shape[^1]):N0} classes a sample; ")
                + Invariant($"the data has {column.Steps:N0} of {column.Classes:N0} classes.")
            : column.Labels is not null
            ? Invariant($"{subject} {outputs}, for {Math.Max(2, port.Length):N0} classes; the data has {column.Length:N0} classes.")
            : Invariant($"{subject} {outputs}; the data has {column.Length:N0} targets a sample."), parameter);
    }

    private void CheckProbabilities(TargetColumn column, int first, OutputPort port, string parameter)
    {
        for (int sample = 0; sample < _data.Count; sample++)
            Trainer.CheckProbabilities(
                _info, port, column.Values.AsSpan(_data.Source(sample) * column.Length + first, port.Length), sample, parameter);
    }

    /// <summary>Checks that names are the same, in whatever order.</summary>
    private void Match(string what, string[] wanted, string[] given, string parameter)
    {
        string[] missing = Array.FindAll(wanted, name => !given.Contains(name)),
            unknown = Array.FindAll(given, name => !wanted.Contains(name));
        if (missing.Length + unknown.Length == 0)
            return;
        var faults = new List<string>();
        if (missing.Length > 0)
            faults.Add($"{Segments.Quoted(missing)} {(missing.Length == 1 ? "is" : "are")} missing");
        if (unknown.Length > 0)
            faults.Add($"{Segments.Quoted(unknown)} {(unknown.Length == 1 ? "belongs" : "belong")} to none");
        throw new ArgumentException(
            $"{_info.Name} has the {what} {Segments.Quoted(wanted)}; the data has columns {Segments.Quoted(given)}: "
                + $"{string.Join(", and ", faults)}.", parameter);
    }
}
