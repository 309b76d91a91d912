namespace NetCompiler;

/// <summary>A metric of one output.</summary>
/// <param name="metric">The metric, made for that output.</param>
/// <param name="output">The number of the output among those that are trained.</param>
internal sealed class OutputMetric(Metric metric, int output)
{
    /// <summary>The metric, made for that output.</summary>
    internal Metric Metric { get; } = metric;

    /// <summary>The number of the output among those that are trained.</summary>
    internal int Output { get; } = output;
}
