using System.Globalization;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Stacks of recurrent layers, causal attention, positions, causal convolutions, pools, norms and dense layers, drawn by
/// seed. Most go step by step without a complaint.</summary>
internal static class RandomStreams
{
    private const int Words = 11;

    /// <summary>Layers that can leave out steps that do not count.</summary>
    private static readonly string[] Masked =
    [
        "LSTM({0}, ReturnSequences = true, InitialState = true)", "GRU({0}, ReturnSequences = true)",
        "GRU({0}, ResetAfter = false, ReturnSequences = true)",
        "SimpleRNN({0}, ReturnSequences = true, InitialState = true)", "Dense({0})", "LayerNorm", "RMSNorm",
        "MultiHeadAttention(2, {0}, Causal = true)", "MultiHeadAttention(3, 5, ValueDim = {0}, UseBias = false, Causal = true)",
    ];

    private static readonly string[] Layers =
    [
        .. Masked, "Conv1D({0}, 3, Padding = Padding.Causal)",
        "Conv1D({0}, 2, Padding = Padding.Causal, DilationRate = 5)", "Conv1D({0}, 4, Padding = Padding.Causal, Strides = 2)",
        "Conv1D({0}, 1)", "MaxPool1D(2)", "MaxPool1D(3, Strides = 1, Padding = Padding.Explicit, PadBefore = 2)",
        "AveragePool1D(4, Strides = 1, Padding = Padding.Explicit, PadBefore = 3)", "BatchNorm",
    ];

    /// <summary>What says to attention which step is which; nothing for most networks.</summary>
    private static readonly string[] Positions = ["", "", "PositionEmbedding(50)", "SinePositionEncoding"];

    private static readonly string[] Activations = ["Tanh", "ReLU", "SiLU", "Softsign", "Sigmoid"];

    private static readonly int[] Units = [1, 4, 7, 16, 19, 32, 40];

    /// <summary>The attributes of a network for inference only, a line each. Odd seeds read words, seeds 4k + 2 and 4k + 3 sequences of
    /// different lengths.</summary>
    public static string Draw(int seed)
    {
        var random = new Random(seed);
        bool hasWords = seed % 2 == 1, hasLengths = seed % 4 > 1;
        string[] choice = hasLengths ? Masked : Layers;
        int steps = random.Next(20, 50), features = Units[random.Next(4)];
        string shape = $"{steps}{(hasWords ? "" : $", {features}")}{(hasLengths ? ", Lengths = true" : "")}";
        var lines = new List<string> { $"Network({shape}, Mode = NetworkMode.InferenceOnly)" };
        if (hasWords)
            lines.Add($"Embedding({Words}, {features})");
        lines.Add(hasLengths || random.Next(2) == 0
            ? "GRU(9, ReturnSequences = true)" : "Conv1D(6, 3, Padding = Padding.Causal), Tanh");
        if (Of(Positions) is { Length: > 0 } positions)
            lines.Add(positions);
        for (int i = random.Next(2, 6); i > 0; i--)
            lines.Add($"{string.Format(CultureInfo.InvariantCulture, Of(choice), Units[random.Next(Units.Length)])}, {Of(Activations)}");
        return string.Concat(lines.Select(line => $"[{line}]\n"));

        string Of(string[] names) => names[random.Next(names.Length)];
    }
}
