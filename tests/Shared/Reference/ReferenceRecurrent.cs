namespace NetCompiler.Tests;

/// <summary>A cell, or one for each direction, over the steps of a sequence; the way back by backpropagation through time.</summary>
internal sealed class ReferenceRecurrent : ReferenceLayer
{
    private readonly RecurrentAttribute _layer;
    private readonly int _steps, _features;
    private readonly ReferenceCell[] _cells;

    public ReferenceRecurrent(string name, int[] shape, RecurrentAttribute layer) : base(Output(shape, layer))
    {
        (_layer, _steps, _features) = (layer, shape[0], shape[1]);
        _cells = layer.Bidirectional ? [Make("forward_"), Make("backward_")] : [Make("")];

        ReferenceCell Make(string prefix) => layer switch
        {
            SimpleRNNAttribute simple => new ReferenceSimpleRNN(name, prefix, shape[1], simple),
            LSTMAttribute lstm => new ReferenceLSTM(name, prefix, shape[1], lstm),
            GRUAttribute gru => new ReferenceGRU(name, prefix, shape[1], gru),
            _ => throw new NotSupportedException($"The reference has no {layer.GetType().Name}."),
        };
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => [.. _cells.SelectMany(cell => cell.Parameters)];

    /// <summary>Whether training drops features.</summary>
    public bool DropsFeatures => _layer.Dropout > 0;

    private static int[] Output(int[] shape, RecurrentAttribute layer)
    {
        int units = layer.Bidirectional && layer.MergeMode == MergeMode.Concat ? 2 * layer.Units : layer.Units;
        return layer.ReturnSequences ? [shape[0], units] : [units];
    }

    private bool IsReversed(int cell) => _layer.Bidirectional ? cell == 1 : _layer.GoBackwards;

    /// <summary>The place that a direction reads at a step of a sequence of some length.</summary>
    private int Place(int cell, int step, int length) => IsReversed(cell) ? length - 1 - step : step;

    /// <summary>The place where its output of a step stands.</summary>
    private int OutputPlace(int cell, int step, int length) => _layer.Bidirectional ? Place(cell, step, length) : step;

    public override double[][] ForwardBatch(double[][][] inputs, bool training) =>
        [.. inputs[0].Select((x, i) => Forward(x, LengthOf(inputs, i), FirstOf(inputs, i)))];

    public override double[][][] BackwardBatch(double[][][] inputs, double[][] dy) => BackwardBatch(inputs, dy, null);

    /// <summary>The shape of the state behind the last step.</summary>
    public int[] StateShape => StateLength == _layer.Units ? [StateLength] : [StateLength / _layer.Units, _layer.Units];

    private int StateLength => _cells.Sum(cell => cell.StateLength);

    /// <summary>The state behind the last step that counts, of all directions.</summary>
    public double[][] LastStates(double[][][] inputs) => [.. inputs[0].Select((x, i) =>
        _cells.SelectMany((_, cell) => States(cell, x, LengthOf(inputs, i), FirstOf(inputs, i))[^1]).ToArray())];

    /// <summary>The derivatives by all that it reads, from those by its output and by its last state; null for zeros.</summary>
    public double[][][] BackwardBatch(double[][][] inputs, double[][]? dy, double[][]? dLast)
    {
        (double[] X, double[] First)[] d = [.. inputs[0].Select((x, i) =>
            BackwardOf(x, dy?[i], dLast?[i], LengthOf(inputs, i), FirstOf(inputs, i)))];
        double[][][] all = [[.. d.Select(pair => pair.X)], [.. d.Select(pair => pair.First)], [.. d.Select(_ => new double[1])]];
        return [all[0], .. HasFirst ? [all[1]] : Array.Empty<double[][]>(), .. HasLengths(inputs) ? [all[2]] : Array.Empty<double[][]>()];
    }

    private bool HasFirst => _layer.InitialStateFrom is not null;

    private bool HasLengths(double[][][] inputs) => inputs.Length > (HasFirst ? 2 : 1);

    private int LengthOf(double[][][] inputs, int sample) => HasLengths(inputs) ? (int)inputs[^1][sample][0] : _steps;

    private double[]? FirstOf(double[][][] inputs, int sample) => HasFirst ? inputs[1][sample] : null;

    public override double[] Forward(double[] x, int sample, bool training) => Forward(x, _steps, null);

    public override double[] Backward(double[] x, double[] dy, int sample) => BackwardOf(x, dy, null, _steps, null).Dx;

    /// <summary>As if there were but the steps that count; zeros behind them.</summary>
    private double[] Forward(double[] x, int length, double[]? first)
    {
        double[][][] states = [.. _cells.Select((_, cell) => States(cell, x, length, first))];
        int outputs = _layer.ReturnSequences ? _steps : 1;
        double[][] rows = new double[outputs][];
        for (int row = 0; row < outputs; row++)
        {
            double[][] both = [.. _cells.Select((cell, i) =>
                _layer.ReturnSequences && row >= length ? new double[cell.Units] : states[i][StepOf(i, row, length)][..cell.Units])];
            rows[row] = both.Length == 1 ? both[0] : _layer.MergeMode switch
            {
                MergeMode.Concat => [.. both[0], .. both[1]],
                MergeMode.Sum => [.. both[0].Zip(both[1], (a, b) => a + b)],
                MergeMode.Multiply => [.. both[0].Zip(both[1], (a, b) => a * b)],
                _ => [.. both[0].Zip(both[1], (a, b) => (a + b) / 2)],
            };
        }
        return [.. rows.SelectMany(row => row)];
    }

    private (double[] Dx, double[] DFirst) BackwardOf(double[] x, double[]? dy, double[]? dLast, int length, double[]? first)
    {
        double[] dx = new double[x.Length];
        var dFirst = new List<double>();
        double[][][] states = [.. _cells.Select((_, cell) => States(cell, x, length, first))];
        for (int cell = 0; cell < _cells.Length; cell++)
        {
            double[] dState = dLast is null ? new double[_cells[cell].StateLength] : Part(dLast, cell);
            if (length == 0 && !_layer.ReturnSequences && dy is not null)
                dState = [.. dState.Zip([.. OutputGradient(cell, -1, 0, dy, states), .. new double[dState.Length]], (a, b) => a + b)];
            for (int step = length - 1; step >= 0; step--)
            {
                double[] dh = dy is null ? [] : OutputGradient(cell, step, length, dy, states);
                for (int j = 0; j < dh.Length; j++)
                    dState[j] += dh[j];
                int place = Place(cell, step, length);
                double[] input = x[(place * _features)..((place + 1) * _features)];
                (double[] dInput, dState) = _cells[cell].Back(input, states[cell][step], dState);
                for (int i = 0; i < _features; i++)
                    dx[place * _features + i] += dInput[i];
            }
            _cells[cell].BackToFirst(dState);
            dFirst.AddRange(dState);
        }
        return (dx, [.. dFirst]);
    }

    /// <summary>A direction's part of the states of all.</summary>
    private double[] Part(double[] states, int cell) =>
        states[(cell * _cells[cell].StateLength)..((cell + 1) * _cells[cell].StateLength)];

    /// <summary>The derivative by a direction's own output of a step.</summary>
    private double[] OutputGradient(int cell, int step, int length, double[] dy, double[][][] states)
    {
        int units = _cells[cell].Units, row = _layer.ReturnSequences ? OutputPlace(cell, step, length) : 0;
        if (!_layer.ReturnSequences && step < length - 1)
            return [];
        bool concat = _layer is { Bidirectional: true, MergeMode: MergeMode.Concat };
        double[] d = dy[((row * (concat ? 2 : 1) + (concat ? cell : 0)) * units)..][..units];
        if (!_layer.Bidirectional || concat || _layer.MergeMode == MergeMode.Sum)
            return d;
        if (_layer.MergeMode == MergeMode.Average)
            return Array.ConvertAll(d, value => value / 2);
        int other = 1 - cell;
        return [.. d.Zip(states[other][StepOf(other, row, length)], (value, h) => value * h)];
    }

    /// <summary>The number behind that of the step whose output stands in a row: that of the state behind it.</summary>
    private int StepOf(int cell, int row, int length) =>
        !_layer.ReturnSequences ? length : 1 + (_layer.Bidirectional ? Place(cell, row, length) : row);

    /// <summary>The states: before the first step, then behind each.</summary>
    private double[][] States(int cell, double[] x, int length, double[]? first)
    {
        double[][] states = new double[length + 1][];
        states[0] = first is null ? _cells[cell].First() : Part(first, cell);
        for (int step = 0; step < length; step++)
        {
            int place = Place(cell, step, length);
            states[step + 1] = _cells[cell].Step(x[(place * _features)..((place + 1) * _features)], states[step]);
        }
        return states;
    }
}

/// <summary>The state of a recurrent layer behind its last step, from what that reads: gradients go through all its steps once more, and
/// add to those that its output gives.</summary>
internal sealed class ReferenceLastState(ReferenceRecurrent of) : ReferenceLayer(of.StateShape)
{
    public override double[][] ForwardBatch(double[][][] inputs, bool training) => of.LastStates(inputs);

    public override double[][][] BackwardBatch(double[][][] inputs, double[][] dy) => of.BackwardBatch(inputs, null, dy);

    public override double[] Forward(double[] x, int sample, bool training) => of.LastStates([[x]])[0];

    public override double[] Backward(double[] x, double[] dy, int sample) => of.BackwardBatch([[x]], null, [dy])[0][0];
}
