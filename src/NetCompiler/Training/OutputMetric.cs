namespace NetCompiler;

/// <summary>A metric of one output.</summary>
/// <param name="Metric">The metric, made for that output.</param>
/// <param name="Output">The number of the output among those that are trained.</param>
internal readonly record struct OutputMetric(Metric Metric, int Output);
