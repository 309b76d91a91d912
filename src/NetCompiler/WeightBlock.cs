namespace NetCompiler;

/// <summary>One unit of work of the weight phase of a training step: a run of parameters whose gradient one thread sums.</summary>
/// <param name="Offset">Where the run begins in the flat parameter buffer, in floats.</param>
/// <param name="Length">Its length in floats, padding included.</param>
/// <param name="Work">Multiply-adds that a sample adds to its gradient.</param>
public readonly record struct WeightBlock(int Offset, int Length, long Work);
