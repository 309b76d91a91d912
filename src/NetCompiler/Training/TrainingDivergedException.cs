using static System.FormattableString;

namespace NetCompiler;

/// <summary>The loss or a weight became NaN or infinite. The network has got back the weights of the beginning of the epoch; the optimizer's
/// state is no longer of use.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int epoch, int step, double loss, double learningRate) : base(Invariant(
        $"Training diverged in epoch {epoch}, step {step}: {(double.IsFinite(loss) ? "the weights overflowed after loss" : "the loss is")} {loss} at learning rate {(float)learningRate}. The weights of the epoch's beginning are restored. Train again with a new optimizer and a smaller learning rate (try {learningRate / 10:G3}), or clip the gradient (GlobalClipNorm = 1), and check that inputs are scaled to about -1..1."))
    {
        Epoch = epoch;
        Step = step;
        Loss = loss;
        LearningRate = learningRate;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step in the epoch, from 1.</summary>
    public int Step { get; }

    /// <summary>The step's loss.</summary>
    public double Loss { get; }

    /// <summary>The learning rate at that step.</summary>
    public double LearningRate { get; }
}
