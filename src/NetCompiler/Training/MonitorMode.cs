namespace NetCompiler;

/// <summary>Which values of a monitored figure are better.</summary>
public enum MonitorMode
{
    /// <summary>What the metric says: larger for accuracies, smaller for losses and errors.</summary>
    Auto,

    /// <summary>Smaller.</summary>
    Min,

    /// <summary>Larger.</summary>
    Max,
}
