namespace NetCompiler.Benchmarks.Peers;

/// <summary>What the rounds gave for one contender.</summary>
/// <param name="Contender">Whose it is.</param>
/// <param name="Nanoseconds">The median over the rounds of the time of one call.</param>
/// <param name="AllocatedBytes">Managed bytes that one call allocates.</param>
internal sealed record Measurement(IContender Contender, double Nanoseconds, double AllocatedBytes);
