namespace NetCompiler;

/// <summary>What <c>Evaluate</c> measures, on how many threads, and what ends it early.</summary>
public sealed class EvaluateOptions
{
    /// <summary>What to measure besides the loss. Default (null): accuracy where the loss is for classification, else nothing.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>The most threads that work at once; -1 means one for each processor. Never changes a result. Default -1.</summary>
    public int MaxDegreeOfParallelism { get; init; } = -1;

    /// <summary>Ends the evaluation with an <see cref="OperationCanceledException"/>. Default: nothing does.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The multiply-adds that make one more thread worth its barriers.</summary>
    internal long WorkPerThread { get; init; } = Trainer.WorkPerThread;
}
