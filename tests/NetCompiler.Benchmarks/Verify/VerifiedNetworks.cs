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
