using NetCompiler;

namespace Alvinn;

/// <summary>A network to choose.</summary>
/// <param name="Name">What <c>--model</c> calls it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Create">Makes it from a seed.</param>
/// <param name="Epochs">How many passes over the pictures are usual.</param>
internal sealed record AlvinnModel(string Name, string Description, Func<int, INetwork> Create, int Epochs)
{
    /// <summary>All there are; the first is the default.</summary>
    internal static readonly IReadOnlyList<AlvinnModel> All =
    [
        new("alvinn", "ALVINN with 4 hidden units", seed => new AlvinnNet(seed), 40),
        new("cnn", "a small convolutional network", seed => new AlvinnCnn(seed), 12),
    ];
}
