using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>The memory of a network's training steps: made for as many samples as a step takes, kept for the next.</summary>
internal sealed class StepMemory(NetworkInfo info)
{
    private const int MostRows = 1024, MostFloats = 1 << 26, MostFloatsTogether = 1 << 28;
    private TrainingBatch? _batch;

    /// <summary>The most samples that go through together; larger batches go in parts.</summary>
    internal int RowLimit => NeedsWholeBatch
        ? (int)Math.Max(1, MostFloatsTogether / FloatsPerRow)
        : (int)Math.Clamp(MostFloats / FloatsPerRow, 1, MostRows);

    /// <summary>The gradients as the last step left them; empty before the first step of all.</summary>
    internal Span<float> Gradients => _batch is null ? default : _batch.Gradients.Span;

    private bool NeedsWholeBatch => info.Reductions.Count > 0 || info.CarriedFloats > 0;

    private long FloatsPerRow => (long)info.TrainingFloatsPerRow + info.InputStride + 2L * info.OutputStride + 1;

    /// <summary>Checks that a batch can be trained on.</summary>
    /// <exception cref="ArgumentException">The network needs the whole batch in memory, which is too large for that.</exception>
    internal void CheckBatch(int rows, string name)
    {
        if (!NeedsWholeBatch || rows <= RowLimit)
            return;
        string reason = info.HasCustomLoss ? "asks the caller for the loss of whole batches"
            : info.Reductions.Count > 0 ? "normalises over whole batches ([BatchNorm])"
            : "carries states from batch to batch (Stateful)";
        throw new ArgumentException(
            $"{info.Name} {reason}, so all samples of a batch are in memory together: " +
            Invariant($"{4 * FloatsPerRow:N0} bytes each, {rows:N0} of them. At most {RowLimit:N0} fit into the ") +
            Invariant($"{4L * MostFloatsTogether >> 20:N0} MB that a batch may take: use smaller batches."), name);
    }

    /// <summary>Makes all samples of the next batch begin anew.</summary>
    internal void ResetStates() => _batch?.Carried.Span.Clear();

    /// <summary>Memory for at least so many samples, but never more than <see cref="RowLimit"/>.</summary>
    /// <param name="rows">The number of samples.</param>
    /// <param name="weights">The parameters of the step.</param>
    internal TrainingBatch Batch(int rows, AlignedBuffer weights)
    {
        rows = Math.Min(rows, RowLimit);
        if (_batch is null || _batch.Capacity < rows)
            _batch = new TrainingBatch(info, weights, rows, _batch);
        _batch.Weights = weights;
        return _batch;
    }
}
