using NetCompiler;

namespace Mnist;

/// <summary>A network to choose, and how it is trained.</summary>
/// <param name="Name">What <c>--model</c> calls it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Create">Makes it from a seed.</param>
/// <param name="Optimizer">Makes its optimizer.</param>
/// <param name="BatchSize">The samples in a training step.</param>
/// <param name="Epochs">How many passes are usual.</param>
/// <param name="Reference">What others reach with it on MNIST, if there is somebody to quote.</param>
internal sealed record MnistModel(
    string Name, string Description, Func<int, INetwork> Create, Func<Optimizer> Optimizer, int BatchSize, int Epochs, string? Reference)
{
    /// <summary>All there are; the first is the default.</summary>
    internal static readonly IReadOnlyList<MnistModel> All =
    [
        new("mlp", "Keras's multilayer perceptron", seed => new MnistMlp(seed), () => new RMSprop(), 128, 20, "Keras: 98.40 %"),
        new(
            "cnn", "Keras's convolutional network", seed => new MnistCnn(seed), () => new Adadelta { LearningRate = 1 }, 128, 12,
            "Keras: 99.25 %"),
        new("lenet", "LeNet-5", seed => new MnistLeNet(seed), () => new Adam(), 32, 12, "LeCun et al. 1998: 99.05 %") { Decays = true },
        new("resnet", "ResNet-8", seed => new MnistResNet(seed), () => new Adam { LearningRate = 0.003 }, 128, 10, null)
        {
            Decays = true,
            Varies = true,
        },
    ];

    /// <summary>Whether the learning rate falls to nothing along half a cosine; else it stays.</summary>
    internal bool Decays { get; private init; }

    /// <summary>Whether every epoch sees the images moved by other pixels, and flipped where that changes no class.</summary>
    internal bool Varies { get; private init; }

    /// <summary>What a training calls at each of its epochs.</summary>
    /// <param name="first">How many epochs went before.</param>
    /// <param name="epochs">How many there are in all.</param>
    internal IReadOnlyList<Callback> Callbacks(int first, int epochs)
    {
        if (!Decays)
            return [];
        double rate = Optimizer().LearningRate;
        return [new LearningRateSchedule((epoch, _) => rate * (1 + Math.Cos(Math.PI * (first + epoch) / epochs)) / 2)];
    }
}
