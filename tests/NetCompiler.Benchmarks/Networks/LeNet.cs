namespace NetCompiler.Benchmarks.Networks;

/// <summary>LeNet-5 with tanh and average pooling.</summary>
[Network(28, 28, 1)]
[Conv2D(6, 5, Padding = Padding.Same), Tanh]
[AveragePool2D(2)]
[Conv2D(16, 5), Tanh]
[AveragePool2D(2)]
[Flatten]
[Dense(120), Tanh]
[Dense(84), Tanh]
[Dense(10), Softmax]
public sealed partial class LeNet;
