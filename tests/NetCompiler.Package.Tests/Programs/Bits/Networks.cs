using NetCompiler;

namespace Bits;

[Network(8)]
[Dense(32), ReLU]
[Dense(32), ReLU]
[Dense(4)]
internal sealed partial class TinyNet;

[Network(30)]
[Dense(48, BiasInitializer = Initializer.RandomNormal), Tanh]
[Dense(24, BiasInitializer = Initializer.RandomNormal), Sigmoid]
[Dense(7), Softmax]
internal sealed partial class SigmoidNet;

[Network(4, 4, 3)]
[Flatten]
[Dense(70, BiasInitializer = Initializer.RandomUniform), GELU]
[Dense(50, KernelInitializer = Initializer.HeNormal), SiLU]
[Dense(33, UseBias = false), Mish]
[Dense(9)]
internal sealed partial class SmoothNet;

/// <summary>Layers so narrow that every sum is made of partial sums.</summary>
[Network(21)]
[Dense(6), LeakyReLU]
[Dense(5), ELU]
[Dense(4), Softplus]
[Dense(6, KernelInitializer = Initializer.LecunUniform), SELU]
[Dense(13), HardSwish]
[Dense(5), Softsign]
[Dense(3), GELU(Approximate = true)]
[Dense(1)]
internal sealed partial class DeepNarrowNet;

/// <summary>Convolutions of every kind that inference knows: few filters, Winograd's algorithm, a stride; and windows.</summary>
[Network(17, 15, 1)]
[Conv2D(6, 5, Padding = Padding.Same), Tanh]
[AveragePool2D(2, Strides = 1)]
[Conv2D(24, 3), ReLU]
[Conv2D(32, 3), GELU]
[MaxPool2D(2)]
[Conv2D(17, 3, Strides = 2, Padding = Padding.Same), SiLU]
[Flatten]
[Dense(10), Softmax]
internal sealed partial class ImageNet;

[Network(28, 28, 1)]
[Flatten]
[Dense(512), ReLU]
[Dense(512), ReLU]
[Dense(10), Softmax]
internal sealed partial class MnistNet;

[Network(64)]
[Dense(128, KernelInitializer = Initializer.HeNormal), ReLU, Dropout(0.3)]
[Dense(64), GELU, Dropout(0.2)]
[Dense(32), PReLU]
[Dense(10), Softmax]
internal sealed partial class LearningNet;

/// <summary>Few outputs of many inputs, few inputs of many outputs, few of few: sums whose lanes are terms or neighbouring
/// pixels.</summary>
[Network(16, 15, 1)]
[Conv2D(4, 5, StrideHeight = 2, Padding = Padding.Same), Tanh]
[Conv2D(3, 3, Padding = Padding.Same), ReLU]
[Conv2D(32, 3), Tanh]
[Conv2D(2, 2, Padding = Padding.Same), SiLU]
[Conv2DTranspose(16, 2), ReLU]
[Conv2DTranspose(1, 3, Strides = 2), Tanh]
[Flatten]
[Dense(256), ReLU]
[Dense(10), Softmax]
internal sealed partial class FewNet;

/// <summary>Normalisations of every kind: folded and not, over batches, pixels, groups and rows.</summary>
[Network(12, 12, 2)]
[Conv2D(20, 3, UseBias = false), BatchNorm, ReLU]
[Conv2D(12, 3), GroupNorm(3), Tanh]
[MaxPool2D(2), BatchNorm(Momentum = 0.9)]
[Flatten]
[Dense(24), LayerNorm, SiLU]
[Dense(20), RMSNorm, ELU]
[Dense(16, UseBias = false), BatchNorm, ReLU]
[Dense(10), Softmax]
internal sealed partial class NormNet;

/// <summary>Two convolutions, and their input beside them.</summary>
[Block]
[Conv2D(Residual.Filters, 3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU]
[Conv2D(Residual.Filters, 3, Padding = Padding.Same), BatchNorm, Add("input"), ReLU]
internal sealed class Residual
{
    public const int Filters = 12;
}

/// <summary>What is no chain: blocks, a gate for each channel, branches side by side and one less the other, a layer used twice.</summary>
[Network(10, 9, 2)]
[Conv2D(16, 3), ReLU]
[Use<Residual>(16, Repeat = 2, Name = "body")]
[GlobalAveragePool, Dense(16), Sigmoid, Multiply("body")]
[Conv2D(12, 3, Strides = 2), Tanh(Name = "left")]
[Conv2D(12, 3, Strides = 2, From = "body"), SiLU, Subtract("left"), Concat("left")]
[Flatten, Dense(24), Tanh(Name = "seen")]
[Dense(24, Name = "again"), Tanh, Dense(24, Share = "again"), Add("seen")]
[Dense(10), Softmax]
internal sealed partial class GraphNet;

/// <summary>Every recurrent layer, step by step, too.</summary>
[Network(12, 5)]
[LSTM(20, ReturnSequences = true)]
[GRU(13, ReturnSequences = true)]
[Dense(9), Tanh]
[SimpleRNN(16)]
[Dense(10), Softmax]
internal sealed partial class SequenceNet;

/// <summary>Both ways along a sequence.</summary>
[Network(7, 6)]
[LSTM(16, ReturnSequences = true, Bidirectional = true)]
[GRU(11, Bidirectional = true, MergeMode = MergeMode.Average, ResetAfter = false)]
[Dense(10), Softmax]
internal sealed partial class BothWaysNet;

/// <summary>Words of different lengths: both ways, backwards newest first, with the mean of the steps that count, and a decoder whose
/// convolution sees what came before.</summary>
[Network(9, Lengths = true)]
[Embedding(12, 6), LSTM(8, Bidirectional = true, ReturnSequences = true)]
[GRU(7, GoBackwards = true, ReturnSequences = true, ResetAfter = false, RecurrentDropout = 0.25, Name = "steps")]
[GlobalMaxPool(Name = "largest"), GlobalAveragePool(From = "steps"), Concat("largest")]
[RepeatVector(5), Conv1D(6, 3, Padding = Padding.Causal, DilationRate = 2), Tanh, SimpleRNN(9)]
[Dense(10), Softmax]
internal sealed partial class WordsNet;

/// <summary>A transformer's block over words, whose steps see those before alone, step by step, too.</summary>
[Network(12)]
[Embedding(15, 16), PositionEmbedding(12, Name = "told")]
[LayerNorm, MultiHeadAttention(2, 8, Causal = true, Dropout = 0.1), Add("told", Name = "seen")]
[LayerNorm, Dense(32), GELU, Dense(16), Add("seen")]
[GRU(9), Dense(10), Softmax]
internal sealed partial class TransformerNet;

/// <summary>Attention of other sizes over sequences of different lengths: of a sequence to itself, and of what was made of it to
/// it.</summary>
[Network(9, 7, Lengths = true)]
[SinePositionEncoding, Dense(11, Name = "told")]
[MultiHeadAttention(3, 5, ValueDim = 6), Add("told"), RMSNorm, Tanh]
[LSTM(13, ReturnSequences = true), MultiHeadAttention(2, 17, "told", UseBias = false)]
[GlobalAveragePool, Dense(10), Softmax]
internal sealed partial class AttentionNet;
