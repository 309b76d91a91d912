using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A unit of work of the weight phase.</summary>
/// <param name="Parameter">The tensor whose gradient it sums.</param>
/// <param name="FirstRow">The first of the tensor's rows.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Work">Multiply-adds that a sample adds to it.</param>
internal sealed record WeightBlock(ParameterLayout Parameter, int FirstRow, int Rows, long Work)
{
    /// <summary>Whether an earlier block sums the same rows' gradient, to which this one adds: the tensor is shared.</summary>
    public bool Adds { get; init; }

    /// <summary>Set where it is no gradient but a moving average.</summary>
    public BatchAverage? Average { get; init; }

    /// <summary>Where it begins in the flat buffer.</summary>
    public int Offset => Parameter.Offset + FirstRow * Parameter.RowStride;

    /// <summary>Its length in the flat buffer.</summary>
    public int Length => Rows * Parameter.RowStride;
}

/// <summary>Where a moving average gets its next values from.</summary>
/// <param name="Offset">Where the batch's statistic begins.</param>
/// <param name="Length">How many values there are.</param>
/// <param name="Momentum">The weight of the old value.</param>
internal sealed record BatchAverage(int Offset, int Length, float Momentum);
