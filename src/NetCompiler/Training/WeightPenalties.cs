using System.Runtime.CompilerServices;

namespace NetCompiler;

/// <summary>What tensors add to the loss, L1 · Σ |w| + L2 · Σ w², and to their gradients. A tensor counts once however often it is used,
/// and not while it is frozen.</summary>
internal sealed class WeightPenalties
{
    private readonly ParameterStore _store;

    /// <summary>The numbers of the tensors that have any.</summary>
    private readonly int[] _tensors;

    internal WeightPenalties(NetworkInfo info, ParameterStore store)
    {
        _store = store;
        var tensors = new List<int>();
        for (int i = 0; i < store.Blocks.Length; i++)
            if (store.Blocks[i] is { L1: > 0 } or { L2: > 0 })
                tensors.Add(i);
        _tensors = [.. tensors];
    }

    /// <summary>Whether there are any.</summary>
    internal bool Any => _tensors.Length > 0;

    /// <summary>What weights add to the loss.</summary>
    /// <param name="weights">All parameters.</param>
    internal double Of(ReadOnlySpan<float> weights)
    {
        double sum = 0;
        foreach (int tensor in _tensors)
        {
            ParameterBlock block = _store.Blocks[tensor];
            if (!_store.Frozen[tensor])
                sum += Sum(weights.Slice(block.Offset, block.Rows * block.RowStride), block.L1, block.L2);
        }
        return sum;
    }

    /// <summary>Adds their derivative to the gradients of a stretch of the parameters: padding is 0, and stays so.</summary>
    internal void AddGradients(int offset, int length, TrainingBatch batch)
    {
        foreach (int tensor in _tensors)
        {
            ParameterBlock block = _store.Blocks[tensor];
            int start = Math.Max(offset, block.Offset), end = Math.Min(offset + length, block.Offset + block.Rows * block.RowStride);
            if (start < end && !_store.Frozen[tensor])
                Add(batch.Gradients.Span[start..end], batch.Weights.Span[start..end], block.L1, block.L2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(ReadOnlySpan<float> weights, float l1, float l2)
    {
        double magnitudes = 0, squares = 0;
        foreach (float weight in weights)
        {
            magnitudes += Math.Abs(weight);
            squares += (double)weight * weight;
        }
        return l1 * magnitudes + l2 * squares;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Span<float> gradients, ReadOnlySpan<float> weights, float l1, float l2)
    {
        for (int i = 0; i < gradients.Length; i++)
            gradients[i] += (weights[i] > 0 ? l1 : weights[i] < 0 ? -l1 : 0) + 2 * l2 * weights[i];
    }
}
