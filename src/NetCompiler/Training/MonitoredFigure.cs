namespace NetCompiler;

/// <summary>A figure that a callback watches, and the best it has been.</summary>
internal struct MonitoredFigure
{
    private readonly string _name;
    private readonly bool _higher;
    private readonly double _minDelta;

    /// <summary>Begins to watch.</summary>
    /// <exception cref="InvalidOperationException">The training has no such figure.</exception>
    internal MonitoredFigure(Callback callback, string name, MonitorMode mode, double minDelta, TrainingContext context)
    {
        if (!context.History.Names.Contains(name))
            throw new InvalidOperationException($"{callback.GetType().Name} monitors \"{name}\", but this training has only {string.Join(", ", context.History.Names)}. {(name.StartsWith("val_", StringComparison.Ordinal) ? "Give Fit validation data (Validation or ValidationSplit), or monitor another figure." : "Monitor one of these, or add the metric to Metrics.")}");
        _name = name;
        _higher = mode == MonitorMode.Max || mode == MonitorMode.Auto && context.HigherIsBetter(name);
        _minDelta = Math.Abs(minDelta);
        Best = _higher ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>The best value so far; infinite at first.</summary>
    internal double Best { get; private set; }

    internal readonly double Current(TrainingContext context) => context.History[_name][^1];

    internal readonly bool IsBetter(double value, double than) => _higher ? value - _minDelta > than : value + _minDelta < than;

    /// <summary>Takes the last epoch's value as the best if it is better by more than the least difference.</summary>
    internal bool Improve(TrainingContext context)
    {
        double current = Current(context);
        if (!IsBetter(current, Best))
            return false;
        Best = current;
        return true;
    }
}
