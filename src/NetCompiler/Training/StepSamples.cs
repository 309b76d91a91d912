namespace NetCompiler;

/// <summary>The samples of one pass: some of a dataset's, or those in the caller's memory. One row of inputs and one of targets
/// each.</summary>
internal readonly ref struct StepSamples
{
    private readonly ReadOnlySpan<float> _inputs, _targets;
    private readonly ReadOnlySpan<int> _labels;

    /// <summary>Takes samples of a dataset.</summary>
    /// <param name="data">The dataset.</param>
    /// <param name="order">The order of all its samples; null for its own.</param>
    /// <param name="first">The first sample's position in that order.</param>
    /// <param name="count">The number of samples.</param>
    internal StepSamples(Dataset data, int[]? order, int first, int count) => (Data, Order, First, Count) = (data, order, first, count);

    /// <summary>Takes samples with targets, one after the other.</summary>
    internal StepSamples(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, int count)
    {
        _inputs = inputs;
        _targets = targets;
        Count = count;
    }

    /// <summary>Takes samples with class numbers, one after the other.</summary>
    internal StepSamples(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        _inputs = inputs;
        _labels = labels;
        Count = labels.Length;
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The dataset; null where samples are in the caller's memory.</summary>
    public Dataset? Data { get; }

    /// <summary>The order of the dataset's samples; null for its own.</summary>
    public int[]? Order { get; }

    /// <summary>The first sample's position in that order.</summary>
    public int First { get; }

    /// <summary>Copies one sample into rows of a batch.</summary>
    /// <param name="index">Which.</param>
    /// <param name="input">Receives the inputs.</param>
    /// <param name="target">Receives the targets.</param>
    /// <param name="no">The target of a class that a label does not name.</param>
    public void Copy(int index, Span<float> input, Span<float> target, float no)
    {
        if (Data is not null)
        {
            int place = First + index;
            Data.CopySample(Order is null ? place : Order[place], input, target, no);
            return;
        }
        _inputs.Slice(index * input.Length, input.Length).CopyTo(input);
        if (_labels.IsEmpty)
            _targets.Slice(index * target.Length, target.Length).CopyTo(target);
        else
            Dataset.LabelToTarget(_labels[index], target, no);
    }
}
