using System.Diagnostics;
using System.IO.Compression;
using NetCompiler;
using Shared;

namespace Sequences;

/// <summary>Which letter comes next: learned on nine tenths of a text, measured on the last tenth, and then asked letter by
/// letter.</summary>
internal static class Writing
{
    private const int Steps = 64, Batch = 32, Letters = 65;

    /// <returns>Whether it knows more about the next letter than how often each is used.</returns>
    internal static bool Run(
        string directory, int seconds, int seed, string output, Action<FormattableString> say, CancellationToken cancellation)
    {
        string text = Read(DataFiles.FindAll(directory, "tinyshakespeare.txt")[0]);
        char[] letters = [.. text.Distinct().Order()];
        if (letters.Length > Letters)
            throw new IOException($"The text has {letters.Length} different characters; Writer knows {Letters}.");
        int[] numbers = [.. text.Select(letter => Array.BinarySearch(letters, letter))];
        int cut = numbers.Length / 10 * 9;
        double known = -letters.Select((_, i) => numbers.Count(number => number == i) / (double)numbers.Length).Sum(p => p * Math.Log2(p));
        say($"{numbers.Length:#,0} characters, {letters.Length} different ones; by how often each is used, {known:0.00} bits each.");
        var net = new Writer(seed);
        var random = new RandomSequence(seed);
        var adam = new Adam { LearningRate = 0.002, ClipNorm = 1 };
        (float[] inputs, int[] targets) = (new float[Batch * Steps], new int[Batch * Steps]);
        Dataset test = Windows(numbers.AsSpan(cut));
        List<(double X, double Y)> points = [(0, Math.Log2(Letters))];
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
        Write(net, letters, "ROMEO:\n", ref random, say);
        string place = Path.Combine(output, "text.svg");
        var picture = new CurvePicture(
            "Which letter comes next?", "Bits a character on text that was not learned", "seconds", seconds, 6.5);
        picture.Level(known, "by how often each is used");
        picture.Add("LSTM(256)", "#d95f02", points);
        picture.Save(place);
        say($"The curve: {place}");
        return bits < known || seconds < 30;
    }

    /// <summary>Goes on letter by letter: the state is all that is remembered.</summary>
    private static void Write(Writer net, char[] letters, string beginning, ref RandomSequence random, Action<FormattableString> say)
    {
        Writer.State state = default;
        float[] probabilities = new float[Letters];
        var written = new System.Text.StringBuilder(beginning);
        foreach (char letter in beginning)
            net.Step([Array.BinarySearch(letters, letter)], ref state, probabilities);
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 400; i++)
        {
            int chosen = 0;
            double rest = random.NextDouble() - probabilities[0];
            while (rest > 0 && chosen < letters.Length - 1)
                rest -= probabilities[++chosen];
            written.Append(letters[chosen]);
            net.Step([chosen], ref state, probabilities);
        }
        say($"{400 / clock.Elapsed.TotalSeconds:#,0} characters a second:");
        say($"{written}");
    }

    private static double Bits(Writer net, Dataset test) => net.Evaluate(test).Loss / Math.Log(2);

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

/// <summary>Says of each letter how likely it comes next.</summary>
[Network(64)]
[Embedding(65, 32), LSTM(256, ReturnSequences = true)]
[Dense(65), Softmax]
internal sealed partial class Writer;
