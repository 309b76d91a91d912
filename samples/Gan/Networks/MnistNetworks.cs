using NetCompiler;

namespace Gan.Networks;

/// <summary>From 24 numbers of the normal distribution to an image, as DCGAN does it (Radford, Metz and Chintala, 2016): small and deep
/// first, then twice as large in each step. Its loss is what the critic says.</summary>
[Network(24, Loss = Loss.Custom)]
[Dense(256, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Dense(7 * 7 * 64, UseBias = false), BatchNorm(Momentum = 0.9), ReLU, Reshape(7, 7, 64)]
[Conv2DTranspose(32, 5, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Conv2DTranspose(1, 5, Strides = 2, Padding = Padding.Same), Sigmoid]
internal sealed partial class MnistPainter;

/// <summary>From an image to the probability that it is real. Has no batch normalisation, so that real and painted images in one batch do
/// not tell on each other.</summary>
[Network(28, 28, 1, InputGradient = true)]
[Conv2D(32, 4, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2)]
[Conv2D(64, 4, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2)]
[Flatten, Dense(128), LeakyReLU(0.2), Dense(1), Sigmoid]
internal sealed partial class MnistCritic;

/// <summary>Reads digits; has seen real ones only.</summary>
[Network(28, 28, 1)]
[Conv2D(16, 5, Strides = 2, Padding = Padding.Same), ReLU]
[Conv2D(32, 5, Strides = 2, Padding = Padding.Same), ReLU, Dropout(0.3)]
[Flatten, Dense(64), ReLU, Dropout(0.3)]
[Dense(10), Softmax]
internal sealed partial class MnistReader;
