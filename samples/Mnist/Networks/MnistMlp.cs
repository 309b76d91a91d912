using NetCompiler;

namespace Mnist;

/// <summary>The multilayer perceptron of Keras's mnist_mlp example.</summary>
[Network(784)]
[Dense(512), ReLU, Dropout(0.2)]
[Dense(512), ReLU, Dropout(0.2)]
[Dense(10), Softmax]
internal sealed partial class MnistMlp;
