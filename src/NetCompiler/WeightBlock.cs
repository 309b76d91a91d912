using System.ComponentModel;

namespace NetCompiler;

/// <summary>One unit of work of a training step: a run of parameters whose gradient one thread sums, or which one thread
/// transposes.</summary>
/// <param name="Offset">Where the run begins in the flat parameter buffer, in floats.</param>
/// <param name="Length">Its length in floats, padding included.</param>
/// <param name="Work">Multiply-adds that a sample adds to its gradient; 0 for a transposition.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct WeightBlock(int Offset, int Length, long Work)
{
    /// <summary>Set where the run is no parameter that is learned but a moving average; its gradient is zero.</summary>
    public MovingAverage? Average { get; init; }

    /// <summary>Where a moving average gets further values from behind those of <see cref="Average"/>, one after the other: one for each
    /// further use of shared parameters. Null without any.</summary>
    public IReadOnlyList<MovingAverage>? Further { get; init; }

    /// <summary>How many statistics of the batch move it.</summary>
    internal int Averages => Average is null ? 0 : 1 + (Further?.Count ?? 0);

    /// <summary>One of these.</summary>
    internal MovingAverage AverageAt(int number) => number == 0 ? Average!.Value : Further![number - 1];

    /// <summary>Long runs, one after the other, each in parts of the same length, but for its last.</summary>
    /// <param name="runs">For each run: its offset, its length, and the length of a part, in floats.</param>
    /// <exception cref="ArgumentException">The numbers are no triples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static WeightBlock[] SplitAll(ReadOnlySpan<int> runs)
    {
        if (runs.Length % 3 != 0)
            throw new ArgumentException($"{runs.Length} numbers; each run has three: offset, length, length of a part.", nameof(runs));
        var blocks = new List<WeightBlock>();
        for (int i = 0; i < runs.Length; i += 3)
            blocks.AddRange(Split(runs[i], runs[i + 1], runs[i + 2], 0));
        return [.. blocks];
    }

    /// <summary>A long run in parts of the same length, but for the last.</summary>
    /// <param name="offset">Where the run begins, in floats.</param>
    /// <param name="length">Its length in floats.</param>
    /// <param name="part">The length of a part.</param>
    /// <param name="work">Multiply-adds that a sample adds to the whole run's gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static WeightBlock[] Split(int offset, int length, int part, long work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(part, 1);
        var blocks = new WeightBlock[1 + (length - 1) / part];
        for (int i = 0; i < blocks.Length; i++)
        {
            int floats = Math.Min(part, length - i * part);
            blocks[i] = new WeightBlock(offset + i * part, floats, (long)((double)work * floats / length));
        }
        return blocks;
    }
}
