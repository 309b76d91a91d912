using System.Globalization;
using System.Reflection;
using System.Text;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Stacks of recurrent layers, causal convolutions, pools and dense layers that nobody thought of: a whole sequence, its steps,
/// and blocks of any size have the same bits.</summary>
public class RandomStreamTests
{
    private const int Networks = 7;

    /// <summary>Layers that can leave out steps that do not count.</summary>
    private static readonly string[] Masked =
    [
        "LSTM({0}, ReturnSequences = true)", "GRU({0}, ReturnSequences = true)", "GRU({0}, ResetAfter = false, ReturnSequences = true)",
        "SimpleRNN({0}, ReturnSequences = true)", "Dense({0})", "LayerNorm", "RMSNorm",
    ];

    private static readonly string[] Layers =
    [
        .. Masked, "Conv1D({0}, 3, Padding = Padding.Causal)",
        "Conv1D({0}, 2, Padding = Padding.Causal, DilationRate = 5)", "Conv1D({0}, 4, Padding = Padding.Causal, Strides = 2)",
        "Conv1D({0}, 1)", "MaxPool1D(2)", "MaxPool1D(3, Strides = 1, Padding = Padding.Explicit, PadBefore = 2)",
        "AveragePool1D(4, Strides = 1, Padding = Padding.Explicit, PadBefore = 3)", "BatchNorm",
    ];

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
        int rare = 0, words = 0, lengths = 0;
        for (int i = 0; i < chains.Length; i++)
        {
            string name = $"N{i.ToString(CultureInfo.InvariantCulture)}";
            CompiledNetwork network = ((INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, i)!).Compiled;
            rare += network.Info.AnswerPeriod > 1 ? 1 : 0;
            words += chains[i].Contains("Embedding", StringComparison.Ordinal) ? 1 : 0;
            lengths += network.Info.LengthsInput >= 0 ? 1 : 0;
            Compare(chains[i], network, random, wrong);
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.True(rare > 0 && words > 0 && lengths > 0, $"Answers at some steps: {rare}, words: {words}, lengths: {lengths}.");
    }

    private static void Compare(string chain, CompiledNetwork network, Random random, StringBuilder wrong)
    {
        NetworkInfo info = network.Info;
        if (info.StepInputLength == 0)
        {
            wrong.AppendLine(CultureInfo.InvariantCulture, $"{chain} cannot go step by step");
            return;
        }
        int steps = info.Inputs[0].Shape[0], features = info.StepInputLength, answer = info.StepOutputLength;
        bool isWords = info.ClassInputs.Any(numbers => numbers.Layer is not null);
        float[] inputs = [.. Enumerable.Range(0, info.InputLength).Select(_ =>
            isWords ? random.Next(Words) : (float)(2 * random.NextDouble() - 1))];
        if (info.LengthsInput >= 0)
            inputs[^1] = random.Next(steps + 1);
        float[] whole = network.Predict(inputs);
        if (info.LengthsInput >= 0)
            (steps, whole) = ((int)inputs[^1], whole[..((int)inputs[^1] * answer)]);
        foreach (int most in new[] { 1, 2, 7, 64, 480 })
        {
            float[] state = new float[info.StateFloats], outputs = new float[steps * answer];
            int given = 0;
            for (int first = 0, count; first < steps; first += count)
            {
                count = Math.Min(most == 480 ? random.Next(6) : most, steps - first);
                Span<float> room = outputs.AsSpan(given * answer);
                given += network.StepBlock(inputs.AsSpan(first * features, count * features), state,
                    info.AnswerPeriod == 1 ? room[..(count * answer)] : room);
            }
            if (!outputs.AsSpan(0, given * answer).SequenceEqual(whole))
                wrong.AppendLine(CultureInfo.InvariantCulture, $"{chain}: other answers in blocks of {most}");
        }
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
        return $"[Network({shape}, Mode = NetworkMode.InferenceOnly), {words}{first}, {stack}]";
    }
}
