namespace NetCompiler.Tests;

/// <summary>Its weights have every type that can be read, and are not in its order.</summary>
[Network(7)]
[Dense(32), Tanh]
[Dense(3)]
internal sealed partial class MixedNet;
