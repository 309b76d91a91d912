namespace NetCompiler.Tests;

/// <summary>Odd sizes, so that every row is padded; its weights are 32-bit floats.</summary>
[Network(7)]
[Dense(19), ReLU]
[Dense(3), Softmax]
internal sealed partial class PretrainedNet;
