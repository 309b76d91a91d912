using NetCompiler;

namespace Mnist;

/// <summary>A residual network (He et al., 2015) of eight layers with weights, shortcuts not counted: three stages of 16, 32 and 64
/// filters, each of which adds its input to what two convolutions make of it. Where the size changes, the shortcut is a convolution of
/// one pixel with a norm of its own.</summary>
[Network(28, 28, 1)]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), ReLU(Name = "stem")]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), Add("stem"), ReLU(Name = "stage_1")]
[Conv2D(32, 1, Strides = 2, UseBias = false), BatchNorm(Momentum = 0.9, Name = "shortcut_2")]
[Conv2D(32, 3, Strides = 2, Padding = Padding.Same, UseBias = false, From = "stage_1"), BatchNorm(Momentum = 0.9), ReLU]
[Conv2D(32, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), Add("shortcut_2"), ReLU(Name = "stage_2")]
[Conv2D(64, 1, Strides = 2, UseBias = false), BatchNorm(Momentum = 0.9, Name = "shortcut_3")]
[Conv2D(64, 3, Strides = 2, Padding = Padding.Same, UseBias = false, From = "stage_2"), BatchNorm(Momentum = 0.9), ReLU]
[Conv2D(64, 3, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), Add("shortcut_3"), ReLU]
[GlobalAveragePool, Dense(10), Softmax]
internal sealed partial class MnistResNet;
