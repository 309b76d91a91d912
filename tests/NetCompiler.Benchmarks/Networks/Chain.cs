namespace NetCompiler.Benchmarks.Networks;

/// <summary>The convolutions of a ResNet-8 in a row, without its jumps.</summary>
[Network(32, 32, 3)]
[Conv2D(16, 3, Padding = Padding.Same), ReLU]
[Conv2D(16, 3, Padding = Padding.Same), ReLU]
[Conv2D(16, 3, Padding = Padding.Same), ReLU]
[Conv2D(32, 3, Strides = 2, Padding = Padding.Same), ReLU]
[Conv2D(32, 3, Padding = Padding.Same), ReLU]
[Conv2D(64, 3, Strides = 2, Padding = Padding.Same), ReLU]
[Conv2D(64, 3, Padding = Padding.Same), ReLU]
[AveragePool2D(8)]
[Flatten]
[Dense(10), Softmax]
public sealed partial class Chain;
