namespace NetCompiler.Benchmarks.Networks;

/// <summary>Five contractions of one shape, 512x512, of which all but the first pass a gradient on.</summary>
[Network(512)]
[Dense(512), ReLU]
[Dense(512), ReLU]
[Dense(512), ReLU]
[Dense(512), ReLU]
[Dense(512)]
public sealed partial class Square;
