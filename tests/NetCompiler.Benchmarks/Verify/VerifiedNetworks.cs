namespace NetCompiler.Benchmarks.Verify;

[Network(12)]
[Dense(40), GELU]
[Dense(33), SiLU]
[Dense(20), Tanh]
[Dense(5)]
internal sealed partial class SmoothPerceptron;

[Network(17, 15, 3)]
[Conv2D(20, 5, 3, Strides = 2), Tanh]
[Conv2D(12, 3, StrideHeight = 1, StrideWidth = 2, Padding = Padding.Same), SiLU]
[Flatten]
[Dense(6)]
internal sealed partial class Strided;

[Network(15, 17, 2)]
[Conv2D(18, 3, DilationRate = 2), Tanh]
[Conv2D(9, 3, 2, DilationHeight = 3, DilationWidth = 1, Padding = Padding.Same), GELU]
[Flatten]
[Dense(6)]
internal sealed partial class Dilated;

[Network(9, 10, 4)]
[Conv2D(16, 4, 3, Padding = Padding.Explicit, PadTop = 1, PadBottom = 2, PadLeft = 0, PadRight = 3, UseBias = false), Tanh]
[Conv2D(7, 1), Tanh]
[Flatten]
[Dense(6)]
internal sealed partial class ExplicitlyPadded;

[Network(13, 14, 3)]
[Conv2D(16, 3, Padding = Padding.Same), Tanh]
[MaxPool2D(3, Strides = 2, Padding = Padding.Same)]
[Conv2D(10, 2), Tanh]
[MaxPool2D(2, 3, Strides = 1)]
[Flatten]
[Dense(6)]
internal sealed partial class MaxPooled;

[Network(13, 14, 3)]
[Conv2D(16, 3, Padding = Padding.Same), Tanh]
[AveragePool2D(3, Strides = 2, Padding = Padding.Same)]
[Conv2D(10, 2), Tanh]
[AveragePool2D(2, 3, Strides = 1)]
[Flatten]
[Dense(6)]
internal sealed partial class AveragePooled;

[Network(11, 12, 8)]
[Conv2D(24, 3, Groups = 4), Tanh]
[Conv2D(12, 3, Groups = 2, Strides = 2, Padding = Padding.Same), GELU]
[GlobalMaxPool]
[Dense(6)]
internal sealed partial class Grouped;

[Network(12, 11, 6)]
[DepthwiseConv2D(3, Padding = Padding.Same), Tanh]
[DepthwiseConv2D(3, 2, DepthMultiplier = 2, Strides = 2), Tanh]
[SeparableConv2D(20, 3, Padding = Padding.Same), SiLU]
[GlobalAveragePool]
[Dense(6)]
internal sealed partial class Depthwise;

[Network(5, 6, 4)]
[Conv2DTranspose(12, 3, Strides = 2, Padding = Padding.Same), Tanh]
[Conv2DTranspose(5, 4, 2, Strides = 1), SiLU]
[Flatten]
[Dense(6)]
internal sealed partial class Transposed;

[Network(17, 16, 1)]
[Conv2D(4, 5, Padding = Padding.Same), Tanh]
[Conv2D(3, 3), SiLU]
[Conv2D(32, 3), Tanh]
[Conv2D(2, 3, Padding = Padding.Same), Tanh]
[Conv2DTranspose(16, 3, Strides = 2, Padding = Padding.Same), SiLU]
[Conv2DTranspose(1, 4, 2, Strides = 1), Tanh]
[Flatten]
[Dense(6)]
internal sealed partial class FewChannels;

[Network(6, 5, 4)]
[UpSampling2D(2)]
[Conv2D(7, 3), Tanh]
[UpSampling2D(2, 3, Interpolation = Interpolation.Bilinear)]
[Conv2D(5, 3, Strides = 2), Tanh]
[Flatten]
[Dense(6)]
internal sealed partial class Enlarged;

[Network(20, 6)]
[Conv1D(16, 3, Padding = Padding.Same), Tanh]
[Conv1D(12, 3, Padding = Padding.Causal, DilationRate = 2), SiLU]
[MaxPool1D(2)]
[Conv1D(8, 3, Strides = 2, Groups = 4), Tanh]
[AveragePool1D(2)]
[Flatten]
[Dense(6)]
internal sealed partial class Sequence;

[Network(6, 8, 3)]
[ZeroPadding2D(1, 2, 0, 3)]
[Conv2D(6, 3), Tanh]
[Cropping2D(1)]
[Permute(2, 1, 3)]
[Reshape(7, 30)]
[Conv1D(8, 3), Tanh]
[Flatten]
[Dense(6)]
internal sealed partial class Moved;

[Network(12, 11, 3)]
[Conv2D(24, 3, UseBias = false), BatchNorm, ReLU]
[Conv2D(10, 3, Strides = 2, Padding = Padding.Same), Tanh, BatchNorm, ReLU]
[Flatten]
[Dense(20, UseBias = false), BatchNorm, SiLU]
[Dense(6)]
internal sealed partial class BatchNormalized;

[Network(9, 8, 3)]
[Conv2D(12, 3), GroupNorm(4), ReLU]
[Conv2D(10, 3), LayerNorm, Tanh]
[Flatten]
[Dense(20), LayerNorm, Tanh]
[Dense(17), RMSNorm, Tanh]
[Dense(6)]
internal sealed partial class Normalized;
