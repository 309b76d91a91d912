using NetCompiler;

namespace Mnist;

/// <summary>The convolutional network of Keras's mnist_cnn example.</summary>
[Network(28, 28, 1)]
[Conv2D(32, 3), ReLU]
[Conv2D(64, 3), ReLU]
[MaxPool2D(2), Dropout(0.25)]
[Flatten]
[Dense(128), ReLU, Dropout(0.5)]
[Dense(10), Softmax]
internal sealed partial class MnistCnn;
