namespace NetCompiler;

/// <summary>Which values of a monitored figure are better.</summary>
public enum MonitorMode
{
    /// <summary>What the metric says: larger for accuracies, smaller for losses and errors.</summary>
    Auto,

    /// <summary>Smaller values, as of a loss.</summary>
    Min,

    /// <summary>Larger values, as of an accuracy.</summary>
    Max,
}
