using NetCompiler;

namespace Mnist;

/// <summary>A network to choose, and how it is trained.</summary>
/// <param name="Name">What <c>--model</c> calls it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Create">Makes it from a seed.</param>
/// <param name="Optimizer">Makes its optimizer.</param>
/// <param name="Epochs">How many passes are usual.</param>
/// <param name="Reference">What others reach with it on MNIST.</param>
internal sealed record MnistModel(
    string Name, string Description, Func<int, INetwork> Create, Func<Optimizer> Optimizer, int Epochs, string Reference)
{
    /// <summary>The samples in a training step.</summary>
    internal const int BatchSize = 128;

    /// <summary>All there are; the first is the default.</summary>
    internal static readonly IReadOnlyList<MnistModel> All =
    [
        new("mlp", "Keras's multilayer perceptron", seed => new MnistMlp(seed), () => new RMSprop(), 20, "Keras: 98.40 %"),
        new("cnn", "Keras's convolutional network", seed => new MnistCnn(seed), () => new Adadelta { LearningRate = 1 }, 12, "Keras: 99.25 %"),
        new("lenet", "LeNet-5", seed => new MnistLeNet(seed), () => new Adam(), 12, "LeCun et al. 1998: 99.05 %"),
    ];
}
