using static System.FormattableString;

namespace NetCompiler;

/// <summary>Lowers the learning rate when a figure has not improved for some epochs (Keras's callback and defaults).</summary>
/// <example><code>
/// net.Fit(train, new FitOptions
/// {
///     Epochs = 50,
///     Validation = test,
///     Callbacks = [new ReduceLROnPlateau { Factor = 0.5, Patience = 3, MinLearningRate = 1e-5 }],
/// });
/// </code></example>
public sealed class ReduceLROnPlateau : Callback
{
    private MonitoredFigure _figure;
    private readonly int _patience = 10;
    private int _wait, _cooldown;

    /// <summary>The figure, by its name in <see cref="History"/>. Default <c>val_loss</c>.</summary>
    public string Monitor { get; init; } = "val_loss";

    /// <summary>What the learning rate is multiplied by. Below 1; default 0.1.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>How many epochs without improvement lower it. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = MonitoredFigure.CheckEpochs(value, nameof(Patience));
    }

    /// <summary>A change must be larger than this to count as an improvement. Default 0.0001.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Which values are better. Default: what the metric says.</summary>
    public MonitorMode Mode { get; init; }

    /// <summary>How many epochs after a reduction are not counted. Default 0.</summary>
    public int Cooldown { get; init; }

    /// <summary>The learning rate is never lowered below this. Default 0.</summary>
    public double MinLearningRate { get; init; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!(Factor >= 0 && Factor < 1))
            throw new InvalidOperationException(
                Invariant($"{nameof(ReduceLROnPlateau)}.{nameof(Factor)} is {Factor}; to lower the learning rate it must be 0 or more and ")
                    + "below 1.");
        _figure = new MonitoredFigure(this, Monitor, Mode, MinDelta, context);
        (_wait, _cooldown) = (0, 0);
    }

    /// <inheritdoc/>
    public override void Save(CallbackMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (memory["best"], memory["wait"], memory["cooldown"]) = (_figure.Best, _wait, _cooldown);
    }

    /// <inheritdoc/>
    public override void Restore(CallbackMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (_figure.Best, _wait, _cooldown) = (memory["best"], (int)memory["wait"], (int)memory["cooldown"]);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_cooldown > 0)
        {
            _cooldown--;
            _wait = 0;
        }
        if (_figure.Improve(context))
            _wait = 0;
        else if (_cooldown == 0 && ++_wait >= Patience && context.Optimizer.LearningRate > MinLearningRate)
        {
            context.Optimizer.LearningRate = Math.Max(context.Optimizer.LearningRate * Factor, MinLearningRate);
            _cooldown = Cooldown;
            _wait = 0;
        }
    }
}
