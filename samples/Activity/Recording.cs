using System.Globalization;
using System.IO.Compression;
using Shared;

namespace Activity;

/// <summary>What sensors measured while somebody did one thing.</summary>
/// <param name="Group">Train or test, or the place.</param>
/// <param name="Label">What was done.</param>
/// <param name="Values">The sensors' numbers, step by step.</param>
/// <param name="Sensors">How many a step has.</param>
internal sealed record Recording(string Group, string Label, float[] Values, int Sensors)
{
    /// <summary>How many steps it has.</summary>
    internal int Steps => Values.Length / Sensors;

    /// <summary>Mean, deviation and last number of each sensor: all that a model without a memory gets.</summary>
    internal float[] Summary()
    {
        float[] summary = new float[3 * Sensors];
        for (int sensor = 0; sensor < Sensors; sensor++)
        {
            double sum = 0, squares = 0;
            for (int i = sensor; i < Values.Length; i += Sensors)
                (sum, squares) = (sum + Values[i], squares + (double)Values[i] * Values[i]);
            double mean = sum / Steps;
            summary[3 * sensor] = (float)mean;
            summary[3 * sensor + 1] = (float)Math.Sqrt(Math.Max(0, squares / Steps - mean * mean));
            summary[3 * sensor + 2] = Values[Values.Length - Sensors + sensor];
        }
        return summary;
    }

    /// <summary>Reads a file with a line a step: series, group, label, step, then the sensors.</summary>
    /// <exception cref="IOException">There is no such file, or it is another.</exception>
    internal static IReadOnlyList<Recording> ReadAll(string directory, string name)
    {
        string path = DataFiles.FindAll(directory, name)[0];
        using FileStream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        string[] text = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[][] lines = [.. text.Skip(1).Select(line => line.Split(','))];
        if (lines.Length == 0 || Array.Exists(lines, line => line.Length < 5 || line.Length != lines[0].Length))
            throw new IOException($"{path} has other lines than series, group, label, step and the same number of sensors in each.");
        return
        [
            .. lines.GroupBy(line => line[0]).Select(series => new Recording(
                series.First()[1], series.First()[2],
                [.. series.SelectMany(line => line.Skip(4)).Select(number => float.Parse(number, CultureInfo.InvariantCulture))],
                lines[0].Length - 4)),
        ];
    }

    /// <summary>How many of some recordings a linear model recognises that gets no more than their summaries.</summary>
    internal static int CountLinear(
        IReadOnlyList<Recording> train, IReadOnlyList<Recording> test, Func<Recording, int> classOf, int classes)
    {
        float[] targets = new float[train.Count * classes];
        for (int i = 0; i < train.Count; i++)
            targets[i * classes + classOf(train[i])] = 1;
        LinearModel linear = LinearModel.Fit([.. train.SelectMany(recording => recording.Summary())], targets, train.Count, ridge: 1);
        return test.Count(recording =>
        {
            double[] scores = linear.Predict(recording.Summary());
            return Array.IndexOf(scores, scores.Max()) == classOf(recording);
        });
    }
}
