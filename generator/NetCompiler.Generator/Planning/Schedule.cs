using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Planning;

/// <summary>A node of a schedule: what is done, in order. Schedules are trees that the plan holds; writers only print them.</summary>
internal abstract record Step;

/// <summary>A stage's work in one phase, for all samples at hand.</summary>
/// <param name="Stage">The stage's number.</param>
/// <param name="Phase">Which work.</param>
internal sealed record Call(int Stage, Phase Phase) : Step;

/// <summary>The same steps for each sample by itself, so that an image stays in the cache.</summary>
/// <param name="Body">Calls.</param>
/// <param name="Rows">The rows that a sample has here, each of which is done by itself.</param>
internal sealed record ForEachSample(EquatableArray<Step> Body, int Rows = 1) : Step;

/// <summary>All samples wait for each other, and a stage reduces over them.</summary>
/// <param name="Stage">The stage's number: it begins with a normalisation over the batch.</param>
/// <param name="IsBackward">Whether gradients are reduced; else statistics.</param>
internal sealed record Meet(int Stage, bool IsBackward) : Step;

/// <summary>All samples wait for the caller, who looks at their answers and says the loss's derivative by them.</summary>
internal sealed record AwaitLoss : Step;

/// <summary>The loss of every sample, and its gradient by the answer.</summary>
internal sealed record ComputeLoss : Step;

/// <summary>Evaluation ends here; training goes on with the backward pass.</summary>
internal sealed record EndEvaluation : Step;

/// <summary>What a stage does when it is called.</summary>
internal enum Phase
{
    /// <summary>What prediction computes.</summary>
    Predict,

    /// <summary>What each sample adds to the statistics of the batch.</summary>
    Gather,

    /// <summary>The forward pass of training and evaluation.</summary>
    Forward,

    /// <summary>From the gradient of what the stage gives to those of what it reads.</summary>
    Backward,

    /// <summary>The part of that which waits for all samples.</summary>
    PassGradient,
}
