using NetCompiler;

namespace Gan.Networks;

// The networks of MnistNetworks.cs for images of 8 x 8 pixels: all pixels together in place of windows.

[Network(16, Loss = Loss.Custom)]
[Dense(96, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Dense(96, UseBias = false), BatchNorm(Momentum = 0.9), ReLU]
[Dense(64), Sigmoid]
internal sealed partial class SmallPainter;

[Network(64, InputGradient = true)]
[Dense(96), LeakyReLU(0.2), Dropout(0.3)]
[Dense(96), LeakyReLU(0.2), Dropout(0.3)]
[Dense(1), Sigmoid]
internal sealed partial class SmallCritic;

[Network(64)]
[Dense(128), ReLU, Dropout(0.3)]
[Dense(64), ReLU, Dropout(0.3)]
[Dense(10), Softmax]
internal sealed partial class SmallReader;
