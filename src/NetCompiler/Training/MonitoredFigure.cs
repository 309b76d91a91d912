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
            throw new InvalidOperationException(
                $"{callback.GetType().Name} monitors \"{name}\", but this training has only {string.Join(", ", context.History.Names)}. "
                    + $"{Advice(name, context.History.Names)}");
        _name = name;
        _higher = mode == MonitorMode.Max || mode == MonitorMode.Auto && context.HigherIsBetter(name);
        _minDelta = Math.Abs(minDelta);
        Best = _higher ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>The best value so far; infinite at first.</summary>
    internal double Best { get; set; }

    /// <summary>Checks a number of epochs that a callback waits.</summary>
    internal static int CheckEpochs(int value, string name) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, FormattableString.Invariant($"{name} is a number of epochs, 0 or more, not {value}."));

    private static string Advice(string name, IEnumerable<string> names)
    {
        const string Validation = "val_";
        if (names.FirstOrDefault(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase)) is { } meant)
            return $"Did you mean \"{meant}\"?";
        return name.StartsWith(Validation, StringComparison.Ordinal)
            && !names.Any(known => known.StartsWith(Validation, StringComparison.Ordinal))
            ? "Give Fit validation data (Validation or ValidationSplit), or monitor another figure."
            : "Monitor one of these, or add the metric to Metrics.";
    }

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
