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
        [.. inputs[0].Select((x, i) => Forward(x, LengthOf(inputs, i)))];

    public override double[][][] BackwardBatch(double[][][] inputs, double[][] dy)
    {
        double[][] dx = [.. inputs[0].Select((x, i) => BackwardOf(x, dy[i], LengthOf(inputs, i)))];
        return inputs.Length == 1 ? [dx] : [dx, [.. dx.Select(_ => new double[1])]];
    }

    private int LengthOf(double[][][] inputs, int sample) => inputs.Length == 1 ? _steps : (int)inputs[1][sample][0];

    public override double[] Forward(double[] x, int sample, bool training) => Forward(x, _steps);

    public override double[] Backward(double[] x, double[] dy, int sample) => BackwardOf(x, dy, _steps);

    /// <summary>As if there were but the steps that count; zeros behind them.</summary>
    private double[] Forward(double[] x, int length)
    {
        double[][][] states = [.. _cells.Select((_, cell) => States(cell, x, length))];
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

    private double[] BackwardOf(double[] x, double[] dy, int length)
    {
        double[] dx = new double[x.Length];
        double[][][] states = [.. _cells.Select((_, cell) => States(cell, x, length))];
        for (int cell = 0; cell < _cells.Length; cell++)
        {
            double[] dState = new double[_cells[cell].StateLength];
            if (length == 0 && !_layer.ReturnSequences)
                OutputGradient(cell, -1, 0, dy, states).CopyTo(dState, 0);
            for (int step = length - 1; step >= 0; step--)
            {
                double[] dh = OutputGradient(cell, step, length, dy, states);
                for (int j = 0; j < dh.Length; j++)
                    dState[j] += dh[j];
                int place = Place(cell, step, length);
                double[] input = x[(place * _features)..((place + 1) * _features)];
                (double[] dInput, dState) = _cells[cell].Back(input, states[cell][step], dState);
                for (int i = 0; i < _features; i++)
                    dx[place * _features + i] += dInput[i];
            }
            _cells[cell].BackToFirst(dState);
        }
        return dx;
    }

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
    private double[][] States(int cell, double[] x, int length)
    {
        double[][] states = new double[length + 1][];
        states[0] = _cells[cell].First();
        for (int step = 0; step < length; step++)
        {
            int place = Place(cell, step, length);
            states[step + 1] = _cells[cell].Step(x[(place * _features)..((place + 1) * _features)], states[step]);
        }
        return states;
    }
}
