using static System.FormattableString;

namespace NetCompiler;

/// <summary>How to train. Defaults are those of Keras's <c>compile</c> and <c>fit</c>.</summary>
/// <example><code>
/// var options = new FitOptions
/// {
///     Epochs = 30,
///     Validation = test,
///     Metrics = [Metric.Accuracy, Metric.TopK(3)],
///     Callbacks = [new ReduceLROnPlateau { Patience = 2 }, new ModelCheckpoint("best.safetensors") { SaveBestOnly = true }],
/// };
/// net.Fit(train, options);
/// </code></example>
public sealed class FitOptions
{
    /// <summary>How often all samples are gone through. At least 1; default 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The number of samples of a step, at least 1; the last step of an epoch takes what is left. Where there are fewer training
    /// samples (those that <see cref="ValidationSplit"/> leaves), all of them are one step, as in Keras, and <see cref="History.Notes"/>
    /// says so. Memory follows the number of samples then. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How gradients become steps. Default: a new <see cref="RMSprop"/>.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>Whether each epoch takes the samples in a new order. Default: yes.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides orders and dropout: the same seed, network and data give the same bits. Default 0. A second call that goes on
    /// training should have another seed, or it repeats the first one's random choices.</summary>
    public int Seed { get; init; }

    /// <summary>Samples to measure by after each epoch; never learnt from. Default: none.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>The share of the training samples, the last ones before any shuffling, that is kept for validation. 0 or more, below 1;
    /// default 0. Not together with <see cref="Validation"/>.</summary>
    public double ValidationSplit { get; init; }

    /// <summary>What to measure besides the loss. Default (null): accuracy where the loss is for classification, else nothing.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>What to call at the seams of training, in order. Default: nothing.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Is told how training goes, at most ten times a second and at the end of each epoch. Default: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>The most threads that work at once; -1 means one for each processor. Never changes a result, only the time. Networks too
    /// small to gain from threads use one. Default -1.</summary>
    public int MaxDegreeOfParallelism { get; init; } = -1;

    /// <summary>Ends training between two steps. The network stays usable, with the weights of the last step made.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The multiply-adds of a step that make one more thread worth its barriers.</summary>
    internal long WorkPerThread { get; init; } = Trainer.WorkPerThread;

    /// <summary>The samples to learn from, and those to measure by, if there are any.</summary>
    /// <exception cref="ArgumentException"><see cref="ValidationSplit"/> leaves nothing to learn from.</exception>
    internal (Dataset Train, Dataset? Validation) DataFrom(Dataset samples)
    {
        if (ValidationSplit == 0)
            return (samples, Validation);
        if (samples.Count == 1 || Math.Floor(samples.Count * (1 - ValidationSplit)) < 1)
            throw Refused(
                nameof(ValidationSplit),
                Invariant($"is {ValidationSplit}; of {samples.Count:N0} sample{(samples.Count == 1 ? "" : "s")} that leaves none to train ")
                    + "on. Give more samples or a smaller share.");
        return samples.Split(ValidationSplit);
    }

    /// <summary>Checks what can be checked without data.</summary>
    internal void Check()
    {
        if (Epochs < 1)
            throw Refused(nameof(Epochs), Invariant($"is {Epochs:N0}; training takes at least 1."));
        if (BatchSize < 1)
            throw Refused(nameof(BatchSize), Invariant($"is {BatchSize:N0}; a step takes at least 1 sample."));
        if (!(ValidationSplit >= 0 && ValidationSplit < 1))
            throw Refused(nameof(ValidationSplit), Invariant($"is {ValidationSplit}; it must be 0 or more and below 1."));
        if (Callbacks is null)
            throw Refused(nameof(Callbacks), "is null; leave it out, or give an empty list.");
        for (int i = 0; i < Callbacks.Count; i++)
            if (Callbacks[i] is null)
                throw Refused(nameof(Callbacks), Invariant($"holds null at {i}; leave it out."));
        if (ValidationSplit > 0 && Validation is not null)
            throw Refused(nameof(ValidationSplit), Invariant($"is {ValidationSplit} and {nameof(Validation)} is set, too; choose one."));
    }

    /// <summary>The exception for an option that cannot be.</summary>
    internal static ArgumentException Refused(string option, string why) => new($"{option} {why}", option);
}
