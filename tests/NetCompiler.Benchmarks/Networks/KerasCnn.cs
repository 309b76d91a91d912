namespace NetCompiler.Benchmarks.Networks;

/// <summary>Keras's convolutional network for MNIST.</summary>
[Network(28, 28, 1)]
[Conv2D(32, 3), ReLU]
[Conv2D(64, 3), ReLU]
[MaxPool2D(2), Dropout(0.25)]
[Flatten]
[Dense(128), ReLU, Dropout(0.5)]
[Dense(10), Softmax]
public sealed partial class KerasCnn;
