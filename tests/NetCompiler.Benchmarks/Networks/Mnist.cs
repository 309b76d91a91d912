namespace NetCompiler.Benchmarks.Networks;

/// <summary>784-512-512-10, Keras's perceptron for MNIST.</summary>
[Network(784)]
[Dense(512), ReLU, Dropout(0.2)]
[Dense(512), ReLU, Dropout(0.2)]
[Dense(10), Softmax]
public sealed partial class Mnist;
