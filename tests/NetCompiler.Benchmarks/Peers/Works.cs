using NetCompiler.Benchmarks.Networks;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The work that is compared.</summary>
internal static class Works
{
    /// <summary>So small that a network does not learn its few samples by heart while it is timed: gradients that vanish are subnormal
    /// numbers, and arithmetic with them may be slow.</summary>
    public const double LearningRate = 1e-9;

    private static readonly Net MnistNet = Net.Perceptron("784-512-512-10", softmax: true, dropout: 0.2, 784, 512, 512, 10);

    private static readonly Net DenseNet =
        Net.Perceptron("784-512-512-10 without zeros", softmax: true, dropout: 0.2, 784, 512, 512, 10).WithDenseSamples();

    private static readonly Net KerasNet = new Net("Keras CNN", 28, 28, 1)
        .Convolution(32, 3).Activation("ReLU").Convolution(64, 3).Activation("ReLU").Pooling(2, maximum: true).Dropout(0.25)
        .Dense(128).Activation("ReLU").Dropout(0.5).Dense(10).Activation("Softmax");

    private static readonly Net LeNet = new Net("LeNet-5", 28, 28, 1)
        .Convolution(6, 5, same: true).Activation("Tanh").Pooling(2, maximum: false).Convolution(16, 5).Activation("Tanh")
            .Pooling(2, maximum: false)
        .Dense(120).Activation("Tanh").Dense(84).Activation("Tanh").Dense(10).Activation("Softmax");

    private static readonly Net ChainNet = new Net("3x3 chain 16/32/64", 32, 32, 3)
        .Convolution(16, 3, same: true).Activation("ReLU").Convolution(16, 3, same: true).Activation("ReLU").Convolution(16, 3, same: true)
            .Activation("ReLU")
        .Convolution(32, 3, 2, same: true).Activation("ReLU").Convolution(32, 3, same: true).Activation("ReLU")
        .Convolution(64, 3, 2, same: true).Activation("ReLU").Convolution(64, 3, same: true).Activation("ReLU")
        .Pooling(8, maximum: false).Dense(10).Activation("Softmax");

    private static readonly Net ResNet = new Net("ResNet-8", 32, 32, 3)
        .Convolution(16, 3, same: true, bias: false).Norm().Activation("ReLU")
        .Residual(main => Convolutions(main, 16, 1)).Activation("ReLU")
        .Residual(main => Convolutions(main, 32, 2), shortcut => shortcut.Convolution(32, 1, 2, same: true, bias: false).Norm())
            .Activation("ReLU")
        .Residual(main => Convolutions(main, 64, 2), shortcut => shortcut.Convolution(64, 1, 2, same: true, bias: false).Norm())
            .Activation("ReLU")
        .Pooling(8, maximum: false).Dense(10).Activation("Softmax");

    private static readonly Net ResidualNet = Enumerable.Range(0, 8).Aggregate(
        new Net("residual 256, 8 blocks", 1, 1, 256),
        (net, _) => net.Residual(main => main.Dense(256).Activation("ReLU").Dense(256)));

    private static readonly Net StreamNet = new Net("LSTM 1-40, Dense 1", 1, 64, 1).Cell("LSTM", 40).Dense(1);

    private static readonly Net TransformerNet = new Net("transformer block 64, 4 heads, 64 steps", 1, 64, 64)
        .AsSequence().WithDenseSamples()
        .Residual(main => main.LayerNorm().Attention(4))
        .Residual(main => main.LayerNorm().Dense(256).Activation("GELU").Dense(64));

    private static readonly Net SequenceNet = new Net("LSTM 32-64, 64 steps, Dense 10", 1, 64, 32)
        .Cell("LSTM", 64, sequences: false).Dense(10).Activation("Softmax");

    /// <summary>The training step of the perceptron.</summary>
    public static Work Training { get; } = new(MnistNet, 128, () => new Mnist(), "RMSprop, dropout 0.2") { Target = 2.3 };

    /// <summary>Training steps that are also compared on two threads.</summary>
    public static IReadOnlyList<Work> OnThreads { get; } =
    [
        Training,
        new(DenseNet, 128, () => new Mnist(), "RMSprop, dropout 0.2") { Target = 2.3 },
    ];

    /// <summary>Training steps.</summary>
    public static IReadOnlyList<Work> AllTraining { get; } =
    [
        .. OnThreads,
        new(KerasNet, 128, () => new KerasCnn(), "Adam, dropout") { Target = 1.6 },
        new(LeNet, 128, () => new LeNet(), "Adam") { Target = 1.6 },
        new(ResNet, 64, () => new ResNet(), "Adam") { Target = 1.5 },
        new(SequenceNet, 64, () => new SequenceClassifier(), "Adam") { Target = 2 },
    ];

    /// <summary>Predictions, and how much faster than ONNX Runtime they have to be.</summary>
    public static IReadOnlyList<Work> Inference { get; } =
    [
        new(Net.Perceptron("8-32-32-4", softmax: false, dropout: 0, 8, 32, 32, 4), 1, () => new Tiny()) { Target = 40 },
        new(Net.Perceptron("64-128-128-8", softmax: false, dropout: 0, 64, 128, 128, 8), 1, () => new Small()) { Target = 3.5 },
        new(new Net("84-256-128-(6, 1)", 1, 1, 84).Dense(256).Activation("ReLU").Dense(128).Activation("ReLU").Heads(6, 1), 1,
            () => new TwoHeads()) { Target = 15 },
        new(MnistNet, 1, () => new Mnist()) { Target = 1.1 },
        new(MnistNet, 128, () => new Mnist()) { Target = 1.05 },
        new(DenseNet, 1, () => new Mnist()) { Target = 1.1 },
        new(DenseNet, 128, () => new Mnist()) { Target = 1.05 },
        new(
            Net.Perceptron("1024-2048-2048-1000", softmax: true, dropout: 0, 1024, 2048, 2048, 1000), 32, () => new Large())
            { Target = 1.3 },
        new(KerasNet, 1, () => new KerasCnn()) { Target = 1.5 },
        new(KerasNet, 32, () => new KerasCnn()) { Target = 1.5 },
        new(LeNet, 1, () => new LeNet()) { Target = 2.5 },
        new(ChainNet, 1, () => new Chain()) { Target = 1.1 },
        new(ResNet, 1, () => new ResNet()) { Target = 1.3 },
        new(ResidualNet, 1, () => new ResidualPerceptron()) { Target = 3 },
        new(StreamNet, 1, () => new Stream40()) { Target = 25, Streams = true },
        new(TransformerNet, 1, () => new TransformerBlock64()) { Target = 1.1 },
        new(TransformerNet, 32, () => new TransformerBlock64()) { Target = 1.1 },
        new(Cell("LSTM", 16, 64, 32), 1, () => new Lstm64()) { Target = 1.6 },
        new(Cell("LSTM", 64, 128, 64), 32, () => new Lstm128()) { Target = 1.1 },
        new(Cell("GRU", 16, 64, 32), 1, () => new Gru64()) { Target = 1.6 },
        new(Cell("GRU", 64, 128, 64), 32, () => new Gru128()) { Target = 1.1 },
    ];

    private static Net Cell(string kind, int features, int units, int steps) =>
        new Net($"{kind} {features}-{units}, {steps} steps", 1, steps, features).Cell(kind, units);

    private static Net Convolutions(Net net, int filters, int stride) => net
        .Convolution(filters, 3, stride, same: true, bias: false).Norm().Activation("ReLU")
        .Convolution(filters, 3, same: true, bias: false).Norm();
}
