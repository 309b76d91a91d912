using NetCompiler;

namespace Mnist;

/// <summary>A residual network (He et al., 2015) of eight layers with weights, shortcuts not counted: three stages of 16, 32 and 64
/// filters, each of which adds its input to what two convolutions make of it.</summary>
[Network(28, 28, 1)]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Use<Residual>(Name = "stage_1")]
[Use<Halving>(32, Name = "stage_2")]
[Use<Halving>(64, Name = "stage_3")]
[GlobalAveragePool, Dense(10), Softmax]
internal sealed partial class MnistResNet;

/// <summary>Two convolutions, and their input beside them.</summary>
[Block]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), Add("input"), ReLU]
internal sealed class Residual;

/// <summary>The same with half as many lines and columns: the shortcut is a convolution of one pixel with a norm of its own.</summary>
[Block]
[Conv2D(Halving.Filters, 3, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Conv2D(Halving.Filters, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9, Name = "main")]
[Conv2D(Halving.Filters, 1, Strides = 2, UseBias = false, From = "input"), BatchNorm(Momentum = 0.9), Add("main"), ReLU]
internal sealed class Halving
{
    /// <summary>Twice those of the stage before.</summary>
    public const int Filters = 32;
}
