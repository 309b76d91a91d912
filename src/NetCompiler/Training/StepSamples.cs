namespace NetCompiler;

/// <summary>The samples of one pass: some of a dataset's, or those in the caller's memory. One row of inputs and one of targets
/// each.</summary>
internal readonly ref struct StepSamples
{
    private readonly ReadOnlySpan<float> _inputs, _targets;
    private readonly ReadOnlySpan<int> _labels;
    private readonly int _steps;

    /// <summary>Takes samples of a dataset.</summary>
    /// <param name="data">The dataset.</param>
    /// <param name="order">The order of all its samples; null for its own.</param>
    /// <param name="first">The first sample's position in that order.</param>
    /// <param name="count">The number of samples.</param>
    internal StepSamples(DataBinding data, int[]? order, int first, int count) =>
        (Data, Order, First, Count) = (data, order, first, count);

    /// <summary>Takes samples with targets, one after the other.</summary>
    internal StepSamples(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, int count)
    {
        _inputs = inputs;
        _targets = targets;
        Count = count;
    }

    /// <summary>Takes samples with class numbers, one after the other.</summary>
    /// <param name="inputs">The samples' inputs.</param>
    /// <param name="labels">Their class numbers.</param>
    /// <param name="steps">How many each has.</param>
    internal StepSamples(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, int steps)
    {
        _inputs = inputs;
        _labels = labels;
        _steps = steps;
        Count = labels.Length / steps;
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The dataset; null where samples are in the caller's memory.</summary>
    public DataBinding? Data { get; }

    /// <summary>The order of the dataset's samples; null for its own.</summary>
    public int[]? Order { get; }

    /// <summary>The first sample's position in that order.</summary>
    public int First { get; }

    /// <summary>Copies one sample's inputs into a row of a batch.</summary>
    /// <param name="index">Which sample.</param>
    /// <param name="row">Receives them.</param>
    /// <param name="info">The network.</param>
    public void CopyInputs(int index, Span<float> row, NetworkInfo info)
    {
        if (Data is not null)
        {
            Data.CopyInputs(PlaceOf(index), row);
            return;
        }
        _inputs.Slice(index * info.InputLength, info.InputLength).CopyTo(row);
    }

    /// <summary>Copies one sample's target for an output.</summary>
    /// <param name="index">Which sample.</param>
    /// <param name="output">The output's number among those that are trained.</param>
    /// <param name="target">Receives it.</param>
    /// <param name="info">The network.</param>
    public void CopyTarget(int index, int output, Span<float> target, NetworkInfo info)
    {
        TrainedOutput trained = info.Trained[output];
        float no = 2 * trained.Port.DecisionThreshold - 1;
        if (Data is not null)
            Data.CopyTarget(PlaceOf(index), output, target, no);
        else if (_labels.IsEmpty)
            _targets.Slice(index * info.TargetLength + trained.TargetOffset, target.Length).CopyTo(target);
        else
            TargetColumn.LabelsToTarget(_labels.Slice(index * _steps, _steps), target, no);
    }

    /// <summary>Whether the steps of an output count what their classes do while training.</summary>
    public bool WeighsSteps(int output) => Data is not null && Data.WeighsSteps(output);

    /// <summary>How many steps of one sample count.</summary>
    public int LengthOf(int index, NetworkInfo info) => (int)(Data is not null ? Data.Input(info.LengthsInput, PlaceOf(index))[0]
        : _inputs[index * info.InputLength + info.Inputs[info.LengthsInput].Offset]);

    /// <summary>What one sample's loss counts.</summary>
    public float WeightOf(int index, int output, bool training) => Data is null ? 1 : Data.WeightOf(PlaceOf(index), output, training);

    private int PlaceOf(int index) => Order is null ? First + index : Order[First + index];
}
