namespace Mnist;

/// <summary>A set of 60,000 training and 10,000 test images in the files and form of MNIST.</summary>
/// <param name="Name">What <c>--dataset</c> calls it.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Classes">What each of the ten class numbers means.</param>
/// <param name="Files">Its files: training images and labels, test images and labels.</param>
/// <param name="Mirrors">Where to download them, the first choice first.</param>
internal sealed record MnistImages(
    string Name, string Title, IReadOnlyList<string> Classes, IReadOnlyList<MnistFile> Files, IReadOnlyList<Uri> Mirrors)
{
    /// <summary>All there are; the first is the default.</summary>
    internal static readonly IReadOnlyList<MnistImages> All =
    [
        new("mnist", "MNIST", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], MnistFile.Digits,
            [new("https://storage.googleapis.com/cvdf-datasets/mnist/"), new("https://ossci-datasets.s3.amazonaws.com/mnist/")]),
        new("fashion", "Fashion-MNIST",
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"], MnistFile.Fashion,
            [
                new("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
                new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            ])
        {
            CanFlip = true,
        },
    ];

    /// <summary>Whether an image flipped left to right is of the same class: a garment is, a digit is not.</summary>
    internal bool CanFlip { get; private init; }
}
