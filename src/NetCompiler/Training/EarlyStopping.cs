namespace NetCompiler;

/// <summary>Ends training when a figure has not improved for some epochs (Keras's callback and defaults).</summary>
/// <example><code>
/// net.Fit(train, new FitOptions
/// {
///     Epochs = 1000,
///     ValidationSplit = 0.2,
///     Callbacks = [new EarlyStopping { Monitor = "val_accuracy", Patience = 5, RestoreBestWeights = true }],
/// });
/// </code></example>
public sealed class EarlyStopping : Callback
{
    private MonitoredFigure _figure;
    private float[]? _bestWeights;
    private readonly int _patience;
    private int _wait;

    /// <summary>The figure, by its name in <see cref="History"/>. Default <c>val_loss</c>.</summary>
    public string Monitor { get; init; } = "val_loss";

    /// <summary>A change must be larger than this to count as an improvement. Default 0.</summary>
    public double MinDelta { get; init; }

    /// <summary>How many epochs in a row without improvement end training; 0 and 1 both mean the first. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = MonitoredFigure.CheckEpochs(value, nameof(Patience));
    }

    /// <summary>Which values are better. Default: what the metric says.</summary>
    public MonitorMode Mode { get; init; }

    /// <summary>An improvement that does not reach this value does not count against <see cref="Patience"/>. Default: none.</summary>
    public double? Baseline { get; init; }

    /// <summary>Whether the network gets back the weights of the best epoch at the end. Default: no.</summary>
    public bool RestoreBestWeights { get; init; }

    /// <summary>Epochs before this one, from 0, are not watched. Default 0.</summary>
    public int StartFromEpoch { get; init; }

    /// <summary>The epoch, from 0, with the best value.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _figure = new MonitoredFigure(this, Monitor, Mode, MinDelta, context);
        (_wait, BestEpoch, _bestWeights) = (0, 0, null);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Epoch < StartFromEpoch)
            return;
        _wait++;
        bool improved = _figure.Improve(context);
        if (improved || RestoreBestWeights && _bestWeights is null)
        {
            BestEpoch = context.Epoch;
            if (RestoreBestWeights)
                context.Network.Weights.CopyTo(_bestWeights ??= new float[context.Network.Weights.Length]);
        }
        if (improved)
        {
            if (Baseline is not double baseline || _figure.IsBetter(_figure.Current(context), baseline))
                _wait = 0;
            return;
        }
        if (_wait >= Patience && context.Epoch > 0)
            context.StopTraining(
                FormattableString.Invariant($"{Monitor} has not improved on {_figure.Best:G6} (epoch {BestEpoch + 1}) for {_wait} epochs."))
                ;
    }

    /// <inheritdoc/>
    public override void Save(CallbackMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (memory["best"], memory["best_epoch"], memory["wait"]) = (_figure.Best, BestEpoch, _wait);
        if (_bestWeights is not null)
            memory.SetArray("best_weights", _bestWeights);
    }

    /// <inheritdoc/>
    public override void Restore(CallbackMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (_figure.Best, BestEpoch, _wait) = (memory["best"], (int)memory["best_epoch"], (int)memory["wait"]);
        _bestWeights = memory.GetArray("best_weights");
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_bestWeights is not null)
            context.Network.ReplaceWeights(_bestWeights);
    }
}
