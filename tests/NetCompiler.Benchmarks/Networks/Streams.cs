namespace NetCompiler.Benchmarks.Networks;

/// <summary>Causal convolutions with few filters, in a network that also goes step by step: their sums are those of a step.</summary>
[Network(512, 4)]
[Conv1D(8, 9, Padding = Padding.Causal), Tanh]
[Conv1D(4, 9, Padding = Padding.Causal), Tanh]
[Conv1D(1, 9, Padding = Padding.Causal)]
public sealed partial class CausalStream;

/// <summary>The same, but that the name of its output keeps it from going step by step: its convolutions sum pixels side by side.</summary>
[Network(512, 4)]
[Conv1D(8, 9, Padding = Padding.Causal), Tanh]
[Conv1D(4, 9, Padding = Padding.Causal), Tanh]
[Conv1D(1, 9, Padding = Padding.Causal), Output("sound")]
public sealed partial class CausalWhole;
