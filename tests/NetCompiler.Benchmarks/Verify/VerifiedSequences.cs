namespace NetCompiler.Benchmarks.Verify;

[Network(9, 5)]
[LSTM(12, ReturnSequences = true), Dense(7), Tanh]
[LSTM(10), Dense(4)]
internal sealed partial class StackedLstm;

#pragma warning disable NETC1085 // an answer at every step is meant
[Network(8, 5)]
[GRU(13, ReturnSequences = true)]
[GRU(9, ReturnSequences = true, ResetAfter = false, GoBackwards = true)]
[Dense(3)]
internal sealed partial class BothGrus;
#pragma warning restore NETC1085

[Network(10, 6)]
[SimpleRNN(17, ReturnSequences = true), SimpleRNN(8, GoBackwards = true), Dense(5)]
internal sealed partial class StackedSimple;

[Network(7, 4)]
[LSTM(9, Bidirectional = true, ReturnSequences = true)]
[GRU(8, Bidirectional = true, MergeMode = MergeMode.Multiply), Dense(4)]
internal sealed partial class BothDirections;

[Network(11, 24)]
[SinePositionEncoding(Name = "read"), LayerNorm, MultiHeadAttention(3, 8, Causal = true), Add("read", Name = "seen")]
[LayerNorm, Dense(48), GELU, Dense(24), Add("seen")]
[MultiHeadAttention(3, 8), GlobalAveragePool, Dense(4)]
internal sealed partial class SmallTransformer;

[Network(16, 5)]
[Conv1D(8, 3, Padding = Padding.Causal), SiLU, LSTM(20), Dense(6), Softmax]
internal sealed partial class ConvolvedLstm;

[Network(9)]
[Embedding(11, 6), GRU(10, ReturnSequences = true), GRU(7), Dense(4)]
internal sealed partial class Words;

/// <summary>Samples of different lengths, as PyTorch packs them.</summary>
[Network(8, 5, Lengths = true)]
[LSTM(9, Bidirectional = true, ReturnSequences = true)]
[GRU(7, Bidirectional = true), Dense(4)]
internal sealed partial class Packed;

/// <summary>An encoder and its decoder.</summary>
[Network(6, 4)]
[LSTM(8), RepeatVector(5)]
[LSTM(7, ReturnSequences = true), Dense(3)]
internal sealed partial class Translator;
