namespace NetCompiler;

/// <summary>Sets the learning rate before each epoch (Keras's LearningRateScheduler).</summary>
/// <param name="schedule">Gives the learning rate of an epoch, counted from 0, from the one before it.</param>
/// <example><code>
/// net.Fit(train, new FitOptions
/// {
///     Epochs = 30,
///     Callbacks = [new LearningRateSchedule((epoch, rate) =&gt; epoch % 10 == 9 ? rate / 2 : rate)],
/// });
/// </code></example>
public sealed class LearningRateSchedule(Func<int, double, double> schedule) : Callback
{
    private readonly Func<int, double, double> _schedule = schedule ?? throw new ArgumentNullException(nameof(schedule));

    /// <inheritdoc/>
    public override void OnEpochBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Optimizer.LearningRate = _schedule(context.Epoch, context.Optimizer.LearningRate);
    }
}
