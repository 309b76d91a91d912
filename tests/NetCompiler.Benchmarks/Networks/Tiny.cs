namespace NetCompiler.Benchmarks.Networks;

/// <summary>8-32-32-4.</summary>
[Network(8)]
[Dense(32), ReLU]
[Dense(32), ReLU]
[Dense(4)]
public sealed partial class Tiny;
