namespace NetCompiler.Benchmarks.Networks;

/// <summary>64-128-128-8.</summary>
[Network(64)]
[Dense(128), ReLU]
[Dense(128), ReLU]
[Dense(8)]
public sealed partial class Small;
