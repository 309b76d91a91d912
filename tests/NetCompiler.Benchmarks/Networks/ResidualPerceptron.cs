namespace NetCompiler.Benchmarks.Networks;

/// <summary>Eight times two dense layers of 256 with their input beside them.</summary>
[Network(256)]
[Use<DenseBlock>(Repeat = 8)]
public sealed partial class ResidualPerceptron;

/// <summary>Two dense layers, and their input beside them.</summary>
[Block]
[Dense(256), ReLU, Dense(256), Add("input")]
public sealed class DenseBlock;
