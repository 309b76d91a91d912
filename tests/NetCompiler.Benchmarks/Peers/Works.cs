using NetCompiler.Benchmarks.Networks;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The work that is compared.</summary>
internal static class Works
{
    /// <summary>The dropout rate of <see cref="Training"/>.</summary>
    public const double Dropout = 0.2;

    /// <summary>So small that a network does not learn its few samples by heart while it is timed: gradients that vanish are subnormal numbers,
    /// and arithmetic with them may be slow. A step's work does not depend on it.</summary>
    public const double LearningRate = 1e-9;

    private static readonly Mlp MnistNet = new("784-512-512-10", softmax: true, 784, 512, 512, 10);

    public static Work Training { get; } = new(MnistNet, 128, () => new Mnist());

    public static IReadOnlyList<Work> Inference { get; } =
    [
        new(new("8-32-32-4", softmax: false, 8, 32, 32, 4), 1, () => new Tiny()),
        new(new("64-128-128-8", softmax: false, 64, 128, 128, 8), 1, () => new Small()),
        new(MnistNet, 1, () => new Mnist()),
        new(MnistNet, 128, () => new Mnist()),
    ];
}
