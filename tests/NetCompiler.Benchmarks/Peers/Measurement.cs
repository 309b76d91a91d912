namespace NetCompiler.Benchmarks.Peers;

/// <summary>What the rounds gave for one contender.</summary>
/// <param name="Contender">Whose it is.</param>
/// <param name="Nanoseconds">The median over the rounds of the time that the work took.</param>
/// <param name="AllocatedBytes">Managed bytes that doing the work allocates on the calling thread.</param>
internal sealed record Measurement(IContender Contender, double Nanoseconds, double AllocatedBytes)
{
    /// <summary>The time that the work took in each round.</summary>
    public required IReadOnlyList<double> Samples { get; init; }
}
