namespace NetCompiler.Benchmarks.Networks;

/// <summary>An LSTM for audio, one number a step.</summary>
[Network(64, 1)]
[LSTM(40, ReturnSequences = true), Dense(1)]
public sealed partial class Stream40;

/// <summary>An LSTM of 64 units, 16 numbers a step.</summary>
[Network(32, 16)]
[LSTM(64, ReturnSequences = true)]
public sealed partial class Lstm64;

/// <summary>An LSTM of 128 units, 64 numbers a step.</summary>
[Network(64, 64)]
[LSTM(128, ReturnSequences = true)]
public sealed partial class Lstm128;

/// <summary>A GRU of 64 units, 16 numbers a step.</summary>
[Network(32, 16)]
[GRU(64, ReturnSequences = true)]
public sealed partial class Gru64;

/// <summary>A GRU of 128 units, 64 numbers a step.</summary>
[Network(64, 64)]
[GRU(128, ReturnSequences = true)]
public sealed partial class Gru128;

/// <summary>A class for a sequence of 64 steps.</summary>
[Network(64, 32)]
[LSTM(64), Dense(10), Softmax]
public sealed partial class SequenceClassifier;

/// <summary>A block of a transformer: 64 steps of 64 numbers, four heads.</summary>
[Network(64, 64)]
[LayerNorm(Epsilon = 1e-5), MultiHeadAttention(4, 16), Add("input", Name = "seen")]
[LayerNorm(Epsilon = 1e-5), Dense(256), GELU, Dense(64), Add("seen")]
public sealed partial class TransformerBlock64;
