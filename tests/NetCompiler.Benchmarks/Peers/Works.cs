namespace NetCompiler.Benchmarks.Peers;

/// <summary>The work that is compared.</summary>
internal static class Works
{
    public const int TrainingBatch = 128;
    public const float Dropout = 0.2f;

    public static Mlp Tiny { get; } = new("8-32-32-4", softmax: false, 8, 32, 32, 4);

    public static Mlp Small { get; } = new("64-128-128-8", softmax: false, 64, 128, 128, 8);

    public static Mlp Mnist { get; } = new("784-512-512-10", softmax: true, 784, 512, 512, 10);

    public static Mlp Training => Mnist;

    public static IReadOnlyList<(Mlp Net, int Batch)> Inference { get; } = [(Tiny, 1), (Small, 1), (Mnist, 1), (Mnist, 128)];
}
