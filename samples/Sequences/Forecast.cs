using System.Globalization;
using NetCompiler;
using Shared;

namespace Sequences;

/// <summary>The sunspots of the next twelve months from those of the last eleven years, against what needs no network: that they stay as
/// they are (naive), and that they are as one cycle ago (seasonal naive).</summary>
internal static class Forecast
{
    private const int Past = 132, Ahead = 12, FirstYear = 1749;
    private const float Scale = 100;

    /// <returns>Whether the network is better than both.</returns>
    internal static bool Run(string directory, int epochs, int seed, string output, Action<FormattableString> say)
    {
        float[] months = Read(DataFiles.FindAll(directory, "sunspots-monthly.csv")[0]);
        int cut = months.Length * 4 / 5;
        Dataset train = Windows(months, 0, cut);
        var net = new Sunspots(seed);
        History history = net.Fit(train, new FitOptions
        {
            Epochs = epochs,
            Optimizer = new Adam { LearningRate = 0.003, ClipNorm = 1 },
            ValidationSplit = 0.1,
            Callbacks = [new EarlyStopping { Patience = 5, RestoreBestWeights = true }],
            Seed = seed,
        });
        double[] squares = new double[3];
        int count = 0;
        List<(double X, double Y)> actual = [], forecast = [];
        float[] answer = new float[Ahead];
        for (int now = cut; now + Ahead <= months.Length; now++)
        {
            float[] past = [.. months[(now - Past)..now].Select(value => value / Scale)];
            net.Predict(past, answer);
            for (int i = 0; i < Ahead; i++, count++)
            {
                float truth = months[now + i];
                squares[0] += Math.Pow(truth - months[now - 1], 2);
                squares[1] += Math.Pow(truth - months[now + i - Past], 2);
                squares[2] += Math.Pow(truth - answer[i] * Scale, 2);
            }
            actual.Add((YearOf(now + Ahead - 1), months[now + Ahead - 1]));
            forecast.Add((YearOf(now + Ahead - 1), answer[Ahead - 1] * Scale));
        }
        double[] errors = [.. squares.Select(sum => Math.Sqrt(sum / count))];
        say($"{train.Count:#,0} windows of {Past} months learned in {history.Loss.Count} epochs; {months.Length - cut} months are new.");
        say($"Root mean squared error over the next {Ahead} months:");
        say($"  naive {errors[0]:0.0}, seasonal naive {errors[1]:0.0}, GRU(32) {errors[2]:0.0} sunspots");
        string place = Path.Combine(output, "sunspots.svg");
        var picture = new CurvePicture("Sunspots a year ahead",
            "The months that were not learned: what was, and what the GRU said a year before", "years",
            YearOf(months.Length), 260, YearOf(cut));
        picture.Add("sunspots", "#999", actual);
        picture.Add("forecast", "#d95f02", forecast);
        picture.Save(place);
        say($"The forecast: {place}");
        return errors[2] < Math.Min(errors[0], errors[1]);
    }

    private static double YearOf(int month) => FirstYear + month / 12.0;

    private static float[] Read(string path)
    {
        using var reader = new StreamReader(path);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => float.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))];
    }

    private static Dataset Windows(float[] months, int first, int end)
    {
        int count = end - first - Past - Ahead + 1;
        float[] inputs = new float[count * Past], targets = new float[count * Ahead];
        for (int i = 0; i < count; i++)
        {
            for (int step = 0; step < Past; step++)
                inputs[i * Past + step] = months[first + i + step] / Scale;
            for (int step = 0; step < Ahead; step++)
                targets[i * Ahead + step] = months[first + i + Past + step] / Scale;
        }
        return Dataset.FromTargets(inputs, targets, count);
    }
}

/// <summary>Eleven years of months, and the next one.</summary>
[Network(132, 1)]
[GRU(32), Dense(12)]
internal sealed partial class Sunspots;
