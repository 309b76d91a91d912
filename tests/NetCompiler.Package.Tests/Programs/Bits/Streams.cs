using NetCompiler;

namespace Bits;

/// <summary>Stacks that were drawn by seed, and written here, by <c>RandomStreamTests</c> of NetCompiler.Generator.Tests.</summary>
internal static class Streams
{
    /// <summary>As <see cref="Works.All"/>.</summary>
    public static readonly (string Name, ulong Fused, ulong Rounded, Func<ulong> Hash)[] All =
    [
        ("stream-1", 0x57296095B8E33876, 0xE1A04EF466262BDC, () => StreamBits.Of(new Stream1(seed: 1))),
        ("stream-2", 0x8F299B202B71BC07, 0xD8831209987F7D5F, () => StreamBits.Of(new Stream2(seed: 2))),
        ("stream-3", 0x0CC1510BC4EA3C0B, 0x05BD28BB6B1EA986, () => StreamBits.Of(new Stream3(seed: 3))),
        ("stream-4", 0xD8015F65BE8F034E, 0x1CE3429976EC2E9A, () => StreamBits.Of(new Stream4(seed: 4))),
        ("stream-6", 0x57879BA452877D1B, 0x4CF7776E9E553435, () => StreamBits.Of(new Stream6(seed: 6))),
        ("stream-7", 0x0B08E175913CC009, 0x4B54195210514E29, () => StreamBits.Of(new Stream7(seed: 7))),
        ("stream-9", 0x1ED91111789EC2E7, 0x7C9709BE9179FB57, () => StreamBits.Of(new Stream9(seed: 9))),
        ("stream-10", 0xE843028F4CAB7C3D, 0xE6139D7BDF729A05, () => StreamBits.Of(new Stream10(seed: 10))),
        ("stream-11", 0x1FBA523AD91E7235, 0x3C398F87C2713FE5, () => StreamBits.Of(new Stream11(seed: 11))),
        ("stream-12", 0x59E8E8ED3D822194, 0x220E10B5D2853778, () => StreamBits.Of(new Stream12(seed: 12))),
        ("stream-13", 0xE6AF4C02FFB988A7, 0xF12B4AD39F671357, () => StreamBits.Of(new Stream13(seed: 13))),
        ("stream-14", 0x92D7B2449AD61B10, 0x0695F9BB40580E1B, () => StreamBits.Of(new Stream14(seed: 14))),
    ];
}

[Network(27, Mode = NetworkMode.InferenceOnly)]
[Embedding(11, 1)]
[GRU(9, ReturnSequences = true)]
[SinePositionEncoding]
[MultiHeadAttention(2, 7, Causal = true), Sigmoid]
[GRU(19, ReturnSequences = true), Tanh]
[Dense(7), Sigmoid]
[Conv1D(19, 4, Padding = Padding.Causal, Strides = 2), ReLU]
internal sealed partial class Stream1;

[Network(43, 4, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[GRU(9, ReturnSequences = true)]
[LSTM(7, ReturnSequences = true, InitialState = true), Sigmoid]
[Dense(4), Tanh]
[RMSNorm, Tanh]
[Dense(7), ReLU]
[RMSNorm, Softsign]
internal sealed partial class Stream2;

[Network(28, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[Embedding(11, 7)]
[GRU(9, ReturnSequences = true)]
[SinePositionEncoding]
[LayerNorm, ReLU]
[MultiHeadAttention(3, 5, ValueDim = 7, UseBias = false, Causal = true), ReLU]
internal sealed partial class Stream3;

[Network(44, 16, Mode = NetworkMode.InferenceOnly)]
[Conv1D(6, 3, Padding = Padding.Causal), Tanh]
[LSTM(19, ReturnSequences = true, InitialState = true), SiLU]
[MultiHeadAttention(3, 5, ValueDim = 32, UseBias = false, Causal = true), ReLU]
internal sealed partial class Stream4;

[Network(45, 7, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[GRU(9, ReturnSequences = true)]
[SinePositionEncoding]
[MultiHeadAttention(3, 5, ValueDim = 32, UseBias = false, Causal = true), SiLU]
[Dense(32), SiLU]
[RMSNorm, Softsign]
[LayerNorm, Softsign]
[SimpleRNN(32, ReturnSequences = true, InitialState = true), Sigmoid]
internal sealed partial class Stream6;

[Network(31, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[Embedding(11, 16)]
[GRU(9, ReturnSequences = true)]
[PositionEmbedding(50)]
[SimpleRNN(19, ReturnSequences = true, InitialState = true), Tanh]
[MultiHeadAttention(3, 5, ValueDim = 32, UseBias = false, Causal = true), Sigmoid]
internal sealed partial class Stream7;

[Network(32, Mode = NetworkMode.InferenceOnly)]
[Embedding(11, 4)]
[GRU(9, ReturnSequences = true)]
[MultiHeadAttention(2, 40, Causal = true), Sigmoid]
[GRU(19, ReturnSequences = true), Sigmoid]
[MultiHeadAttention(3, 5, ValueDim = 32, UseBias = false, Causal = true), Tanh]
internal sealed partial class Stream9;

[Network(48, 16, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[GRU(9, ReturnSequences = true)]
[SinePositionEncoding]
[RMSNorm, ReLU]
[Dense(4), Sigmoid]
[LayerNorm, SiLU]
[RMSNorm, ReLU]
internal sealed partial class Stream10;

[Network(34, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[Embedding(11, 1)]
[GRU(9, ReturnSequences = true)]
[GRU(4, ReturnSequences = true), Sigmoid]
[MultiHeadAttention(3, 5, ValueDim = 7, UseBias = false, Causal = true), ReLU]
[SimpleRNN(1, ReturnSequences = true, InitialState = true), Tanh]
[GRU(19, ReturnSequences = true), Sigmoid]
[Dense(32), Sigmoid]
internal sealed partial class Stream11;

[Network(49, 4, Mode = NetworkMode.InferenceOnly)]
[GRU(9, ReturnSequences = true)]
[LSTM(4, ReturnSequences = true, InitialState = true), SiLU]
[MultiHeadAttention(2, 19, Causal = true), Tanh]
[MaxPool1D(3, Strides = 1, Padding = Padding.Explicit, PadBefore = 2), Softsign]
[RMSNorm, Sigmoid]
internal sealed partial class Stream12;

[Network(35, Mode = NetworkMode.InferenceOnly)]
[Embedding(11, 7)]
[Conv1D(6, 3, Padding = Padding.Causal), Tanh]
[AveragePool1D(4, Strides = 1, Padding = Padding.Explicit, PadBefore = 3), Sigmoid]
[Conv1D(1, 3, Padding = Padding.Causal), Sigmoid]
internal sealed partial class Stream13;

[Network(21, 16, Lengths = true, Mode = NetworkMode.InferenceOnly)]
[GRU(9, ReturnSequences = true)]
[PositionEmbedding(50)]
[Dense(32), Tanh]
[Dense(19), SiLU]
[LayerNorm, ReLU]
[RMSNorm, Softsign]
internal sealed partial class Stream14;
