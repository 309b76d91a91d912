namespace NetCompiler.Benchmarks.Networks;

/// <summary>ResNet-8 of 16, 32 and 64 channels on small pictures.</summary>
[Network(32, 32, 3)]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9, Epsilon = 1e-5), ReLU]
[Use<ResidualBlock>]
[Use<HalvingBlock>(32)]
[Use<HalvingBlock>(64)]
[GlobalAveragePool, Dense(10), Softmax]
public sealed partial class ResNet;

/// <summary>Two convolutions, and their input beside them.</summary>
[Block]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9, Epsilon = 1e-5), ReLU]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9, Epsilon = 1e-5), Add("input"), ReLU]
public sealed class ResidualBlock;

/// <summary>Two convolutions, the first by 2, and one of single pixels by 2 beside them.</summary>
[Block]
[Conv2D(HalvingBlock.Filters, 3, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9, Epsilon = 1e-5), ReLU]
[Conv2D(HalvingBlock.Filters, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9, Epsilon = 1e-5, Name = "main")]
[Conv2D(HalvingBlock.Filters, 1, Strides = 2, Padding = Padding.Same, UseBias = false, From = "input")]
[BatchNorm(Momentum = 0.9, Epsilon = 1e-5), Add("main"), ReLU]
public sealed class HalvingBlock
{
    public const int Filters = 32;
}
