namespace NetCompiler.Benchmarks.Networks;

/// <summary>1024-2048-2048-1000: 33 MB of weights, which no cache of one core holds.</summary>
[Network(1024)]
[Dense(2048), ReLU]
[Dense(2048), ReLU]
[Dense(1000), Softmax]
public sealed partial class Large;
