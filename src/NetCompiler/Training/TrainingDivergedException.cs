using static System.FormattableString;

namespace NetCompiler;

/// <summary>The loss, a gradient, a batch's statistic, a parameter or a number of the optimizer's state became NaN or infinite; the message
/// says which. The network has got back the weights of the beginning of the epoch; the optimizer has the state of the last step
/// made.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int epoch, int step, double loss, StepFault fault, string what, Optimizer optimizer)
        : base(
            Invariant($"Training diverged in epoch {epoch}, step {step}: {what}, ") +
            (fault == StepFault.Loss ? "" : Invariant($"after loss {loss}, ")) +
            Invariant($"at learning rate {(float)optimizer.LearningRate}. ") +
            $"The weights of the epoch's beginning are restored. {Advice(fault, optimizer)}")
    {
        Epoch = epoch;
        Step = step;
        Loss = loss;
        LearningRate = optimizer.LearningRate;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step in the epoch, from 1.</summary>
    public int Step { get; }

    /// <summary>The step's loss.</summary>
    public double Loss { get; }

    /// <summary>The learning rate at that step.</summary>
    public double LearningRate { get; }

    /// <summary>What to try. Clipping by a norm does not help where the gradient itself is infinite, and need not be recommended where it
    /// is set.</summary>
    private static string Advice(StepFault fault, Optimizer optimizer)
    {
        string rate = optimizer.LearningRate > 0 ? Invariant($" and a smaller learning rate (try {optimizer.SmallerRate:G3})") : "";
        bool clips = !optimizer.Clips && fault is not (StepFault.Gradient or StepFault.Statistic);
        string clip = clips ? ", or clip the gradient (GlobalClipNorm = 1)" : "";
        return $"Train again with a new optimizer{rate}{clip}, and check that inputs and targets are scaled to about -1..1.";
    }
}
