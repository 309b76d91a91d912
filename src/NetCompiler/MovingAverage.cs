using System.ComponentModel;

namespace NetCompiler;

/// <summary>Where a run of parameters gets its next values from that no optimizer moves: every step makes them momentum · value + (1 -
/// momentum) · statistic of the batch.</summary>
/// <param name="Offset">Where the batch's statistic begins in <see cref="TrainingBatch.Statistics"/>.</param>
/// <param name="Length">How many values there are.</param>
/// <param name="Momentum">The weight of the old value, 0 to 1.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct MovingAverage(int Offset, int Length, float Momentum);
