using System.Diagnostics;
using System.IO.Compression;
using NetCompiler;
using Shared;

namespace Sequences;

/// <summary>Which letter comes next: learned by two networks on nine tenths of a text, measured on the last tenth, and then asked letter by
/// letter.</summary>
internal static class Writing
{
    private const int Steps = 64, Batch = 32, Letters = 65;

    /// <returns>Whether both know more about the next letter than how often each is used.</returns>
    internal static bool Run(
        string directory, int seconds, int seed, string output, Action<FormattableString> say, CancellationToken cancellation)
    {
        string text = Read(DataFiles.FindAll(directory, "tinyshakespeare.txt")[0]);
        char[] letters = [.. text.Distinct().Order()];
        if (letters.Length > Letters)
            throw new IOException($"The text has {letters.Length} different characters; the networks know {Letters}.");
        int[] numbers = [.. text.Select(letter => Array.BinarySearch(letters, letter))];
        double known = -letters.Select((_, i) => numbers.Count(number => number == i) / (double)numbers.Length).Sum(p => p * Math.Log2(p));
        say($"{numbers.Length:#,0} characters, {letters.Length} different ones; by how often each is used, {known:0.00} bits each.");
        string place = Path.Combine(output, "text.svg");
        var picture = new CurvePicture(
            "Which letter comes next?", "Bits a character on text that was not learned", "seconds", seconds, 6.5);
        picture.Level(known, "by how often each is used");
        bool isBetter = true;
        foreach ((string name, string color, INetwork net, int memory) in new (string, string, INetwork, int)[]
        {
            ("LSTM(256)", "#d95f02", new Writer(seed), int.MaxValue),
            ("transformer, 2 blocks of 128", "#1b9e77", new Transformer(seed), Steps),
        })
        {
            say($"{name}, {net.Compiled.Info.ParameterCount:#,0} parameters:");
            List<(double X, double Y)> points = [(0, Math.Log2(Letters))];
            double bits = Learn(net, numbers, seconds, seed, points, say, cancellation);
            picture.Add(name, color, points);
            isBetter &= bits < known;
            var random = new RandomSequence(seed);
            Write(net.Compiled, letters, "ROMEO:\n", memory, ref random, say);
        }
        picture.Save(place);
        say($"The curves: {place}");
        return isBetter || seconds < 30;
    }

    /// <returns>Bits a character on the last tenth.</returns>
    private static double Learn(
        INetwork net, int[] numbers, int seconds, int seed, List<(double X, double Y)> points, Action<FormattableString> say,
        CancellationToken cancellation)
    {
        int cut = numbers.Length / 10 * 9;
        var random = new RandomSequence(seed);
        var adam = new Adam { LearningRate = 0.002, ClipNorm = 1 };
        (float[] inputs, int[] targets) = (new float[Batch * Steps], new int[Batch * Steps]);
        Dataset test = Windows(numbers.AsSpan(cut));
        var clock = Stopwatch.StartNew();
        int batches = 0;
        for (double next = seconds / 10.0; clock.Elapsed.TotalSeconds < seconds && !cancellation.IsCancellationRequested; batches++)
        {
            for (int row = 0; row < Batch; row++)
            {
                int first = random.Next(cut - Steps - 1);
                for (int step = 0; step < Steps; step++)
                    (inputs[row * Steps + step], targets[row * Steps + step]) = (numbers[first + step], numbers[first + step + 1]);
            }
            net.TrainOnBatch(inputs, targets, adam);
            if (clock.Elapsed.TotalSeconds < next)
                continue;
            next += seconds / 10.0;
            points.Add((clock.Elapsed.TotalSeconds, Bits(net, test.Take(Math.Min(100, test.Count)))));
            say($"{clock.Elapsed.TotalSeconds,6:0} s: {points[^1].Y:0.00} bits a character");
        }
        double bits = Bits(net, test);
        say($"After {batches:#,0} batches in {clock.Elapsed.TotalSeconds:0} s: {bits:0.00} bits a character on the last tenth.");
        return bits;
    }

    /// <summary>Goes on letter by letter: the state is all that is remembered. Where it has no room for more letters, it is made anew of
    /// the last half of them.</summary>
    private static void Write(
        CompiledNetwork net, char[] letters, string beginning, int memory, ref RandomSequence random, Action<FormattableString> say)
    {
        float[] state = new float[net.Info.StateFloats], probabilities = new float[Letters];
        List<int> written = [];
        int taken = 0;
        foreach (char letter in beginning)
            Take(Array.BinarySearch(letters, letter));
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 400; i++)
        {
            int chosen = 0;
            double rest = random.NextDouble() - probabilities[0];
            while (rest > 0 && chosen < letters.Length - 1)
                rest -= probabilities[++chosen];
            Take(chosen);
        }
        say($"{400 / clock.Elapsed.TotalSeconds:#,0} characters a second:");
        say($"{string.Concat(written.Select(letter => letters[letter]))}");

        void Take(int letter)
        {
            written.Add(letter);
            if (taken == memory)
            {
                Array.Clear(state);
                taken = memory / 2;
                foreach (int earlier in written.GetRange(written.Count - 1 - taken, taken))
                    net.Step([earlier], state, probabilities);
            }
            net.Step([letter], state, probabilities);
            taken++;
        }
    }

    private static double Bits(INetwork net, Dataset test) => net.Evaluate(test).Loss / Math.Log(2);

    private static Dataset Windows(ReadOnlySpan<int> numbers)
    {
        int count = (numbers.Length - 1) / Steps;
        float[] inputs = new float[count * Steps];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = numbers[i];
        return Dataset.FromLabels(inputs, numbers.Slice(1, inputs.Length).ToArray(), Letters, count);
    }

    private static string Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Says of each letter how likely it comes next, from a memory that it keeps.</summary>
[Network(64)]
[Embedding(65, 32), LSTM(256, ReturnSequences = true)]
[Dense(65), Softmax]
internal sealed partial class Writer;

/// <summary>The same from a look back at all letters so far.</summary>
[Network(64)]
[Embedding(65, 128), PositionEmbedding(64)]
[Use<TransformerBlock>(Repeat = 2)]
[LayerNorm, Dense(65), Softmax]
internal sealed partial class Transformer;

/// <summary>What was seen before, then what comes of it, each beside what there is.</summary>
[Block]
[LayerNorm, MultiHeadAttention(8, 16, Causal = true), Add("input", Name = "seen")]
[LayerNorm, Dense(512), GELU, Dense(128), Add("seen")]
internal sealed class TransformerBlock;
