namespace NetCompiler.Benchmarks.Networks;

/// <summary>84-256-128-(6, 1): a policy and a value.</summary>
[Network(84)]
[Dense(256), ReLU]
[Dense(128), ReLU(Name = "seen")]
[Dense(6), Output("policy")]
[Dense(1, From = "seen"), Output("value")]
public sealed partial class TwoHeads;
