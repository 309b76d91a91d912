namespace NetCompiler;

/// <summary>Which units of work of the weight phase are frozen, and from which stage on something is learned.</summary>
internal sealed class FrozenBlocks
{
    private readonly ParameterStore _store;
    private readonly WeightBlock[] _blocks;

    /// <summary>For each unit of work, the number of its tensor and the stage that learns it.</summary>
    private readonly int[] _tensors, _stages;
    private readonly bool[] _isFrozen;
    private bool[] _seen;
    private bool _isApplied;

    internal FrozenBlocks(NetworkInfo info, ParameterStore store)
    {
        _store = store;
        _blocks = [.. info.WeightBlocks];
        _tensors = [.. _blocks.Select(block => Array.FindLastIndex(store.Blocks, tensor => tensor.Offset <= block.Offset))];
        _stages = new int[_blocks.Length];
        for (int i = 0, next = 0; i < info.LearningStages.Count; i += 2)
            for (int count = info.LearningStages[i + 1]; count > 0; count--)
                _stages[next++] = info.LearningStages[i];
        _isFrozen = new bool[_blocks.Length];
        _seen = store.Frozen;
        Fill();
    }

    /// <summary>Whether a unit of work is frozen.</summary>
    internal bool this[int block] => _isFrozen[block];

    /// <summary>The first stage that learns something which is not frozen; behind all stages where there is none.</summary>
    private int FirstTrained { get; set; }

    /// <summary>Takes what is frozen now; the same for a whole step.</summary>
    /// <returns>Whether it is something else than before.</returns>
    internal bool Update()
    {
        if (_seen == _store.Frozen)
            return false;
        _seen = _store.Frozen;
        Fill();
        return true;
    }

    /// <summary>Tells a batch, and gives frozen parameters a gradient of zero.</summary>
    internal void Apply(TrainingBatch batch)
    {
        (batch.FirstTrained, batch.Frozen) = (FirstTrained, _seen);
        if (_isApplied)
            return;
        for (int i = 0; i < _blocks.Length; i++)
            if (_isFrozen[i])
                batch.Gradients.Span.Slice(_blocks[i].Offset, _blocks[i].Length).Clear();
        _isApplied = true;
    }

    private void Fill()
    {
        FirstTrained = int.MaxValue;
        for (int i = 0; i < _blocks.Length; i++)
        {
            _isFrozen[i] = _seen[_tensors[i]];
            if (!_isFrozen[i] && _blocks[i].Average is null)
                FirstTrained = Math.Min(FirstTrained, _stages[i]);
        }
        _isApplied = false;
    }
}
