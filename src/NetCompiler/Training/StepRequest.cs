using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>What a pass over one batch is to do; see <see cref="TrainingStep.Run"/>.</summary>
internal readonly ref struct StepRequest
{
    /// <summary>How far the pass goes.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The samples.</summary>
    public required StepSamples Samples { get; init; }

    /// <summary>How many samples at least the memory should hold, so that smaller batches need not be followed by larger ones.</summary>
    public int Capacity { get; init; }

    /// <summary>Makes the step of <see cref="StepKind.Train"/>.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>Whether units are dropped out and statistics are the batch's; else the network is as it predicts.</summary>
    public bool IsTraining { get; init; }

    /// <summary>The key of the pass's random numbers (dropout).</summary>
    public int RandomKey { get; init; }

    /// <summary>Whether another step probably comes next: then this one transposes the weights for it, while they are in cache.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>What is measured besides the loss.</summary>
    public OutputMetric[]? Metrics { get; init; }

    /// <summary>Who works; null for this thread alone. Samples of a team are a dataset's.</summary>
    public WorkerTeam? Team { get; init; }

    /// <summary>What an evaluation measures in place of the network's own parameters.</summary>
    public AlignedBuffer? OtherWeights { get; init; }
}
