using System.Diagnostics;
using NetCompiler;
using Shared;

namespace Activity;

/// <summary>Six activities, from the strength of radio signals between sensors on chest and ankles: learned in windows of half a minute,
/// and then followed step by step for two minutes.</summary>
internal static class Activities
{
    private const int Window = 120, Apart = 40;

    private static readonly string[] Names = ["bending", "cycling", "lying", "sitting", "standing", "walking"];

    private static readonly string[] Colors = ["#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#666666", "#e6ab02"];

    /// <returns>Whether the network recognises most recordings.</returns>
    internal static bool Run(
        string directory, int epochs, int seed, string output, Action<FormattableString> say, CancellationToken cancellation)
    {
        ILookup<bool, Recording> recordings = Recording.ReadAll(directory, "arem.csv").ToLookup(recording => recording.Group == "test");
        Recording[] train = [.. recordings[false]], test = [.. recordings[true].OrderBy(ClassOf)];
        Dataset windows = Windows(train);
        var net = new Wearable(seed);
        net.Adapt(windows);
        net.Fit(windows, new FitOptions
        {
            Epochs = epochs,
            BatchSize = 32,
            Optimizer = new Adam { LearningRate = 0.003, ClipNorm = 1 },
            Seed = seed,
            CancellationToken = cancellation,
        });
        (int[] Steps, int Whole)[] heard = [.. test.Select(recording => Follow(net, recording))];
        int recognised = test.Where((recording, i) => heard[i].Whole == ClassOf(recording)).Count();
        double steps = test.Select((recording, i) => ShareOf(heard[i].Steps, ClassOf(recording))).Average();
        int linear = Recording.CountLinear(train, test, ClassOf, Names.Length);
        say($"{windows.Count} windows of {train.Length} recordings learned; {test.Length} recordings are new.");
        say($"GRU(24): {recognised} of {test.Length} recordings recognised, {steps:P1} of all steps; linear, from whole ones: {linear}.");
        Measure(net, test[0], say);
        string place = Path.Combine(output, "activities.svg");
        Draw(test, [.. heard.Select(recording => recording.Steps)], place);
        say($"What it thought at every step: {place}");
        return 2 * recognised > test.Length;
    }

    private static int ClassOf(Recording recording) =>
        Array.FindIndex(Names, name => recording.Label.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Windows of the recordings, with their activity at every step.</summary>
    private static Dataset Windows(IReadOnlyList<Recording> recordings)
    {
        List<float> inputs = [];
        List<int> labels = [];
        foreach (Recording recording in recordings)
            for (int first = 0; first + Window <= recording.Steps; first += Apart)
            {
                inputs.AddRange(recording.Values.AsSpan(first * recording.Sensors, Window * recording.Sensors));
                labels.AddRange(Enumerable.Repeat(ClassOf(recording), Window));
            }
        return Dataset.FromLabels([.. inputs], [.. labels], Names.Length, labels.Count / Window);
    }

    /// <summary>The activity that it thinks of after each step of a recording, of which it remembers nothing but its state, and the one
    /// whose probabilities have the largest product over all steps.</summary>
    private static (int[] Steps, int Whole) Follow(Wearable net, Recording recording)
    {
        Wearable.State state = default;
        float[] probabilities = new float[Names.Length];
        double[] sums = new double[Names.Length];
        int[] thought = new int[recording.Steps];
        for (int step = 0; step < thought.Length; step++)
        {
            net.Step(recording.Values.AsSpan(step * recording.Sensors, recording.Sensors), ref state, probabilities);
            thought[step] = Array.IndexOf(probabilities, probabilities.Max());
            for (int i = 0; i < sums.Length; i++)
                sums[i] += Math.Log(probabilities[i] + 1e-6);
        }
        return (thought, Array.IndexOf(sums, sums.Max()));
    }

    private static double ShareOf(int[] numbers, int wanted) => numbers.Count(number => number == wanted) / (double)numbers.Length;

    private static void Measure(Wearable net, Recording recording, Action<FormattableString> say)
    {
        Wearable.State state = default;
        float[] probabilities = new float[Names.Length];
        const int Steps = 20_000;
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Steps; i++)
            net.Step(recording.Values.AsSpan(i % recording.Steps * recording.Sensors, recording.Sensors), ref state, probabilities);
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Steps;
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        say($"A step takes {nanoseconds:0} ns and {bytes} bytes; sensors give 4 a second.");
    }

    private static void Draw(Recording[] test, int[][] heard, string place)
    {
        const int Left = 150, Top = 110, Height = 14, Gap = 6, Scale = 1;
        int wide = heard.Max(steps => steps.Length) * Scale;
        var picture = new SvgPicture(Left + wide + 60, Top + test.Length * (Height + Gap) + 40);
        picture.Heading(24, "What is a person doing?", "Recordings that were not learned, one a line: two minutes, four steps a second");
        double x = Left;
        for (int i = 0; i < Names.Length; i++)
        {
            picture.Box(x, 80, 12, 12, Colors[i]);
            picture.Text(x + 17, 91, Names[i], size: 12);
            x += 32 + 7 * Names[i].Length;
        }
        for (int line = 0; line < test.Length; line++)
        {
            int y = Top + line * (Height + Gap);
            picture.Text(Left - 10, y + 11, test[line].Label, size: 12, anchor: "end", color: Colors[ClassOf(test[line])]);
            for (int step = 0, end; step < heard[line].Length; step = end)
            {
                for (end = step + 1; end < heard[line].Length && heard[line][end] == heard[line][step]; end++)
                {
                }
                picture.Box(Left + step * Scale, y, (end - step) * Scale, Height, Colors[heard[line][step]]);
            }
            picture.Text(Left + wide + 8, y + 11, $"{ShareOf(heard[line], ClassOf(test[line])):P0}", size: 12);
        }
        picture.Text(Left, Top + test.Length * (Height + Gap) + 16, "the first step", size: 12, color: "#666");
        picture.Text(Left + wide, Top + test.Length * (Height + Gap) + 16, "two minutes", size: 12, color: "#666", anchor: "end");
        picture.Save(place);
    }
}

/// <summary>Says of every step how likely each activity is.</summary>
[Network(120, 6)]
[Normalization, GRU(24, ReturnSequences = true, Dropout = 0.2)]
[Dense(6), Softmax]
internal sealed partial class Wearable;
