using System.Globalization;
using System.Text;

namespace NetCompiler;

/// <summary>A network's size and quality in every <see cref="WeightFormat"/>, measured on one dataset.</summary>
public sealed class WeightFormatReport
{
    internal WeightFormatReport(string network, int samples, IReadOnlyList<WeightFormatResult> results)
    {
        Network = network;
        Samples = samples;
        Results = results;
    }

    /// <summary>The network's class.</summary>
    public string Network { get; }

    /// <summary>The number of samples that were measured.</summary>
    public int Samples { get; }

    /// <summary>One result for each format, in the order of <see cref="WeightFormat"/>.</summary>
    public IReadOnlyList<WeightFormatResult> Results { get; }

    /// <summary>The result of one format.</summary>
    /// <param name="format">The format.</param>
    /// <exception cref="KeyNotFoundException">There is no such format.</exception>
    public WeightFormatResult this[WeightFormat format] =>
        Results.FirstOrDefault(result => result.Format == format)
            ?? throw new KeyNotFoundException($"There is no weight format {(int)format}.");

    /// <summary>A table with a line for each format, in the invariant culture.</summary>
    public override string ToString()
    {
        string[] names = [.. Results[0].Evaluation!.Names];
        string[][] lines =
        [
            ["format", "bytes", .. names, "largest difference"],
            .. Results.Select(result => result.Evaluation is { } evaluation
                ? (string[])[
                    result.Format.ToString(), result.FileBytes.ToString("N0", CultureInfo.InvariantCulture),
                    .. names.Select(name => TrainingProgress.Figure(evaluation[name])),
                    TrainingProgress.Figure(result.LargestDifference)]
                : [result.Format.ToString(), result.Problem!]),
        ];
        IEnumerable<string[]> rows = lines.Where(line => line.Length > 2);
        int[] widths = [.. Enumerable.Range(0, names.Length + 3).Select(column => rows.Max(line => line[column].Length))];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Network} on {Samples:N0} samples:");
        foreach (string[] line in lines)
        {
            text.Append('\n').Append(line[0].PadRight(Results.Max(result => result.Format.ToString().Length)));
            for (int column = 1; column < line.Length; column++)
                text.Append("  ").Append(line.Length > 2 ? line[column].PadLeft(widths[column]) : line[column]);
        }
        return text.ToString();
    }
}
