using System.Globalization;
using System.Reflection;
using System.Text;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Stacks of recurrent layers, causal attention, positions, causal convolutions, pools and dense layers that nobody thought of: a
/// whole sequence, its steps, and blocks of any size have the same bits, however many streams are under way at once.</summary>
public class RandomStreamTests
{
    private const int Networks = 7;

    /// <summary>Blocks of other sizes each time, none among them.</summary>
    private const int Uneven = 480;

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
    private static readonly string[] Positions = ["", "", "PositionEmbedding(50), ", "SinePositionEncoding, "];

    private const int Words = 11;

    private static readonly string[] Activations = ["Tanh", "ReLU", "SiLU", "Softsign", "Sigmoid"];

    private static readonly int[] Units = [1, 4, 7, 16, 19, 32, 40];

    [Fact]
    public void Whole_sequences_steps_and_blocks_have_the_same_bits()
    {
        var random = new Random(1);
        string[] chains =
        [
            .. Enumerable.Range(0, 4 * Networks).Select(i => Draw(random, hasWords: i % 2 == 1, hasLengths: i % 4 > 1))
                .Where(RandomNetworkTests.IsAccepted).Take(Networks),
        ];
        Assert.Equal(Networks, chains.Length);
        Assembly assembly = RandomNetworkTests.Compile(
            "RandomStreams", string.Concat(chains.Select((chain, i) => $"{chain} public partial class N{i};\n")));
        var wrong = new StringBuilder();
        int rare = 0, words = 0, lengths = 0, attention = 0, positions = 0;
        for (int i = 0; i < chains.Length; i++)
        {
            string name = $"N{i.ToString(CultureInfo.InvariantCulture)}";
            CompiledNetwork network = ((INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, i)!).Compiled;
            rare += network.Info.AnswerPeriod > 1 ? 1 : 0;
            words += chains[i].Contains("Embedding", StringComparison.Ordinal) ? 1 : 0;
            lengths += network.Info.LengthsInput >= 0 ? 1 : 0;
            attention += chains[i].Contains("Attention", StringComparison.Ordinal) ? 1 : 0;
            positions += chains[i].Contains("Position", StringComparison.Ordinal) ? 1 : 0;
            Compare(chains[i], network, random, wrong);
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.True(rare > 0 && words > 0 && lengths > 0 && attention > 0 && positions > 0,
            $"Answers at some steps: {rare}, words: {words}, lengths: {lengths}, attention: {attention}, positions: {positions}.");
    }

    private static void Compare(string chain, CompiledNetwork network, Random random, StringBuilder wrong)
    {
        NetworkInfo info = network.Info;
        if (info.StepInputLength == 0)
        {
            wrong.AppendLine(CultureInfo.InvariantCulture, $"{chain} cannot go step by step");
            return;
        }
        int steps = info.Inputs[0].Shape[0], features = info.StepInputLength;
        bool isWords = info.ClassInputs.Any(numbers => numbers.Layer is not null);
        float[] inputs = [.. Enumerable.Range(0, info.InputLength).Select(_ =>
            isWords ? random.Next(Words) : (float)(2 * random.NextDouble() - 1))];
        if (info.LengthsInput >= 0)
            inputs[^1] = random.Next(steps + 1);
        float[] whole = network.Predict(inputs);
        if (info.LengthsInput >= 0)
            (steps, whole) = ((int)inputs[^1], whole[..((int)inputs[^1] * info.StepOutputLength)]);
        int seed = random.Next();
        string?[] others = [.. new[] { 1, 2, 7, 64, Uneven }.AsParallel().Select(most =>
            StreamOf(network, inputs.AsSpan(0, steps * features), most, new Random(seed)).AsSpan().SequenceEqual(whole)
                ? null : $"{chain}: other answers in blocks of {most}")];
        foreach (string? other in others)
            if (other is not null)
                wrong.AppendLine(other);
    }

    /// <summary>The answers of a stream whose steps come in blocks of at most so many.</summary>
    private static float[] StreamOf(CompiledNetwork network, ReadOnlySpan<float> inputs, int most, Random random)
    {
        NetworkInfo info = network.Info;
        int features = info.StepInputLength, answer = info.StepOutputLength, steps = inputs.Length / features, given = 0;
        float[] state = new float[info.StateFloats], outputs = new float[steps * answer];
        for (int first = 0, count; first < steps; first += count)
        {
            count = Math.Min(most == Uneven ? random.Next(6) : most, steps - first);
            Span<float> room = outputs.AsSpan(given * answer);
            given += network.StepBlock(
                inputs.Slice(first * features, count * features), state, info.AnswerPeriod == 1 ? room[..(count * answer)] : room);
        }
        return outputs[..(given * answer)];
    }

    private static string Draw(Random random, bool hasWords, bool hasLengths)
    {
        string[] choice = hasLengths ? Masked : Layers;
        var layers = new List<string>();
        for (int i = random.Next(2, 6); i > 0; i--)
        {
            int units = Units[random.Next(Units.Length)];
            layers.Add(string.Format(CultureInfo.InvariantCulture, choice[random.Next(choice.Length)], units));
            layers.Add(Activations[random.Next(Activations.Length)]);
        }
        int steps = random.Next(20, 50), features = Units[random.Next(4)];
        string shape = $"{steps}{(hasWords ? "" : $", {features}")}{(hasLengths ? ", Lengths = true" : "")}";
        string words = hasWords ? $"Embedding({Words}, {features}), " : "", stack = string.Join(", ", layers);
        string first = hasLengths || random.Next(2) == 0 ? "GRU(9, ReturnSequences = true)"
            : "Conv1D(6, 3, Padding = Padding.Causal), Tanh";
        string positions = Positions[random.Next(Positions.Length)];
        return $"[Network({shape}, Mode = NetworkMode.InferenceOnly), {words}{first}, {positions}{stack}]";
    }
}
