namespace NetCompiler.Benchmarks.Peers;

/// <summary>What the rounds gave for one contender.</summary>
/// <param name="Contender">Whose it is.</param>
/// <param name="AllocatedBytes">Managed bytes that doing the work allocates on the calling thread.</param>
internal sealed record Measurement(IContender Contender, double AllocatedBytes)
{
    /// <summary>The time that the work took in each round, in nanoseconds: the thread's processor time for work on one thread, where the
    /// system tells it; else wall time.</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>The same by the clock on the wall.</summary>
    public required IReadOnlyList<double> WallSamples { get; init; }

    /// <summary>The median over the rounds.</summary>
    public double Nanoseconds => Rounds.Median(Samples);

    /// <summary>The least of the rounds.</summary>
    public double Least => Samples.Min();

    /// <summary>A quarter of the rounds took less.</summary>
    public double LowerQuartile => Rounds.Quantile(Samples, 0.25);

    /// <summary>A quarter of the rounds took more.</summary>
    public double UpperQuartile => Rounds.Quantile(Samples, 0.75);

    /// <summary>The median by the clock on the wall.</summary>
    public double WallNanoseconds => Rounds.Median(WallSamples);
}
