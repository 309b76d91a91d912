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
    /// <summary>Before the first epoch.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainBegin(TrainingContext context)
    {
    }

    /// <summary>Before each epoch.</summary>
    /// <param name="context">The training; <see cref="TrainingContext.Epoch"/> is the epoch that begins.</param>
    public virtual void OnEpochBegin(TrainingContext context)
    {
    }

    /// <summary>After each epoch, validation included.</summary>
    /// <param name="context">The training; <see cref="TrainingContext.History"/> ends with the epoch's values.</param>
    public virtual void OnEpochEnd(TrainingContext context)
    {
    }

    /// <summary>After the last epoch; not after an exception.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainEnd(TrainingContext context)
    {
    }
}
