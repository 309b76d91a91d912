namespace NetCompiler;

/// <summary>What is called at the seams of a training, on the thread that called Fit. Between these calls the network may be evaluated or
/// saved, not trained.</summary>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 5, Callbacks = [new Shout()] });
///
/// sealed class Shout : Callback
/// {
///     public override void OnEpochEnd(TrainingContext context) =&gt; Console.WriteLine($"epoch {context.Epoch} is done");
/// }
/// </code></example>
public abstract class Callback
{
    /// <summary>Called once, before the first epoch: the place to reset what an earlier training left.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainBegin(TrainingContext context)
    {
    }

    /// <summary>Called before each epoch: the place to change the learning rate.</summary>
    /// <param name="context">The training; <see cref="TrainingContext.Epoch"/> is the epoch that begins.</param>
    public virtual void OnEpochBegin(TrainingContext context)
    {
    }

    /// <summary>Called after each epoch, validation included: the place to look at its values, to save, or to end the training.</summary>
    /// <param name="context">The training; <see cref="TrainingContext.History"/> ends with the epoch's values.</param>
    public virtual void OnEpochEnd(TrainingContext context)
    {
    }

    /// <summary>Called once, after the last epoch, not after an exception: the place to put the best parameters back.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainEnd(TrainingContext context)
    {
    }

    /// <summary>Writes down what the callback remembers from one epoch to the next, for <see cref="BackupAndRestore"/>.</summary>
    /// <param name="memory">Empty; what is put in comes back to <see cref="Restore"/>.</param>
    public virtual void Save(CallbackMemory memory)
    {
    }

    /// <summary>Takes back what <see cref="Save"/> wrote down, in a training that goes on; called after <see
    /// cref="OnTrainBegin"/>.</summary>
    /// <param name="memory">What was written down.</param>
    public virtual void Restore(CallbackMemory memory)
    {
    }

    /// <summary>Called once, after every callback's <see cref="OnTrainBegin"/>: a backup takes the training back to where it
    /// was.</summary>
    internal virtual void Resume(FitRun run)
    {
    }

    /// <summary>Called between steps: a backup may be due.</summary>
    /// <param name="run">The training.</param>
    /// <param name="isLast">Whether training is about to end here, cancelled, or an epoch has ended.</param>
    internal virtual void AfterStep(FitRun run, bool isLast)
    {
    }
}
