using System.ComponentModel;

namespace NetCompiler;

/// <summary>What the runtime knows of a stage, the unit of generated code: a few layers that are computed together.</summary>
/// <param name="weightBlocks">How many of the next of <see cref="NetworkInfo.WeightBlocks"/> it learns.</param>
/// <param name="reads">The numbers of the stages that give what it reads.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StageInfo(int weightBlocks, IReadOnlyList<int> reads)
{
    /// <summary>How many of the next of <see cref="NetworkInfo.WeightBlocks"/> it learns.</summary>
    public int WeightBlocks { get; } = weightBlocks;

    /// <summary>The numbers of others of them that it learns, too: of earlier stages.</summary>
    public IReadOnlyList<int> Shared { get; init; } = [];

    /// <summary>The numbers of the stages that give what it reads, all below its own.</summary>
    public IReadOnlyList<int> Reads { get; } = reads;
}
