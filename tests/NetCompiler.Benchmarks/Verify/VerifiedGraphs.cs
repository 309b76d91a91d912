namespace NetCompiler.Benchmarks.Verify;

[Network(12)]
[Dense(20), Tanh(Name = "left")]
[Dense(20, From = "input"), SiLU(Name = "right")]
[Multiply("left"), Dense(8), Tanh, Concat("right", "input")]
[Dense(5)]
internal sealed partial class Diamond;

[Block]
[Conv2D(Halved.Filters, 3, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU]
[Conv2D(Halved.Filters, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Name = "main")]
[Conv2D(Halved.Filters, 1, Strides = 2, UseBias = false, From = "input"), BatchNorm, Add("main"), ReLU]
internal sealed class Halved
{
    public const int Filters = 16;
}

[Network(12, 10, 3)]
[Conv2D(8, 3, Padding = Padding.Same), ReLU]
[Use<Halved>(12, Repeat = 2)]
[GlobalAveragePool, Dense(6)]
internal sealed partial class ResidualBlocks;

[Network(9, 8, 4)]
[Conv2D(12, 3), Tanh(Name = "image")]
[GlobalAveragePool, Dense(5), SiLU, Dense(12), Tanh]
[Multiply("image"), Add("image"), GlobalMaxPool, Dense(6)]
internal sealed partial class Gated;

[Network(9, 8, 3)]
[Conv2D(6, 1), Tanh(Name = "points")]
[Conv2D(6, 3, Padding = Padding.Same, From = "input"), Tanh(Name = "edges")]
[Average("points"), Tanh(Name = "mean")]
[MaxPool2D(3, Strides = 1, Padding = Padding.Same, From = "input")]
[Concat("edges", "mean"), Conv2D(6, 3), Tanh, ZeroPadding2D(1), Subtract("mean"), Maximum("points")]
[GlobalAveragePool, Dense(6)]
internal sealed partial class Branched;

[Block]
[Dense(9), Tanh, Dense(7), SiLU]
internal sealed class Encoder;

[Network(12)]
[Use<Encoder>(Name = "side")]
[Rescaling(-0.5, Offset = 0.3, From = "input"), Use<Encoder>(Share = "side")]
[Subtract("side"), Dense(4)]
internal sealed partial class Siamese;
