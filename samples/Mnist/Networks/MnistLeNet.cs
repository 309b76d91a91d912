using NetCompiler;

namespace Mnist;

/// <summary>LeNet-5 as it is usually built today: the sizes of 1998 with tanh and average pooling; every filter of the second convolution
/// sees all channels, and softmax gives the answer.</summary>
[Network(28, 28, 1)]
[Conv2D(6, 5, Padding = Padding.Same), Tanh, AveragePool2D(2)]
[Conv2D(16, 5), Tanh, AveragePool2D(2)]
[Flatten]
[Dense(120), Tanh]
[Dense(84), Tanh]
[Dense(10), Softmax]
internal sealed partial class MnistLeNet;
