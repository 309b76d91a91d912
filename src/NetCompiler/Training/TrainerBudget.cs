namespace NetCompiler;

/// <content>Steps within a frame's time.</content>
public static partial class Trainer
{
    /// <summary>Makes loose steps, such as <c>TrainOnBatch</c>, as long as there is time: for games that learn in what a frame leaves over.
    /// Never takes longer than asked by more than one step's time; how many steps that are depends on the machine, so that peers that must
    /// stay equal count steps instead. Allocates nothing.</summary>
    /// <typeparam name="TState">What a step needs.</typeparam>
    /// <param name="time">How long; none are made if it is 0 or less.</param>
    /// <param name="state">Handed to each step, so that the function can be <c>static</c>.</param>
    /// <param name="step">Makes one step.</param>
    /// <param name="clock">Tells the time; null: the system's.</param>
    /// <returns>How many steps were made.</returns>
    /// <example><code>
    /// var adam = new Adam();
    /// int steps = Trainer.TrainFor(TimeSpan.FromMilliseconds(2), (net, inputs, targets, adam), static all =&gt;
    ///     all.net.TrainOnBatch(all.inputs, all.targets, all.adam));
    /// </code></example>
    public static int TrainFor<TState>(TimeSpan time, TState state, Action<TState> step, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        clock ??= TimeProvider.System;
        long start = clock.GetTimestamp();
        int steps = 0;
        while (clock.GetElapsedTime(start) < time)
        {
            step(state);
            steps++;
        }
        return steps;
    }
}
