namespace NetCompiler;

/// <summary>Which units of work of the weight phase are frozen, and which stages still learn or are made from some that do.</summary>
internal sealed class FrozenBlocks
{
    private readonly ParameterStore _store;
    private readonly WeightBlock[] _blocks;

    private readonly StageInfo[] _stages;

    /// <summary>For each unit of work, the number of its tensor.</summary>
    private readonly int[] _tensors;
    private readonly bool[] _isFrozen, _learns;
    private bool[] _seen;
    private bool _isApplied;

    internal FrozenBlocks(NetworkInfo info, ParameterStore store)
    {
        _store = store;
        _blocks = [.. info.WeightBlocks];
        _tensors = new int[_blocks.Length];
        for (int i = 0; i < _tensors.Length; i++)
        {
            int offset = _blocks[i].Offset;
            _tensors[i] = Array.FindLastIndex(store.Blocks, tensor => tensor.Offset <= offset);
        }
        _stages = [.. info.Stages];
        _learns = new bool[_stages.Length];
        _isFrozen = new bool[_blocks.Length];
        _seen = store.Frozen;
        Fill();
    }

    /// <summary>Whether a unit of work is frozen.</summary>
    internal bool this[int block] => _isFrozen[block];

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
        (batch.LearningStages, batch.Frozen) = (_learns, _seen);
        if (_isApplied)
            return;
        for (int i = 0; i < _blocks.Length; i++)
            if (_isFrozen[i])
                batch.Gradients.Span.Slice(_blocks[i].Offset, _blocks[i].Length).Clear();
        _isApplied = true;
    }

    private void Fill()
    {
        int block = 0;
        for (int i = 0; i < _stages.Length; i++)
        {
            _learns[i] = false;
            foreach (int read in _stages[i].Reads)
                _learns[i] |= _learns[read];
            for (int end = block + _stages[i].WeightBlocks; block < end; block++)
            {
                _isFrozen[block] = _seen[_tensors[block]];
                _learns[i] |= Moves(block);
            }
            foreach (int shared in _stages[i].Shared)
                _learns[i] |= Moves(shared);
        }
        _isApplied = false;

        bool Moves(int block) => !_isFrozen[block] && _blocks[block].Average is null;
    }
}
