using System.Globalization;

namespace NetCompiler;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The number of epochs asked for.</param>
/// <param name="Samples">The samples of this epoch that are done.</param>
/// <param name="TotalSamples">The samples of an epoch.</param>
/// <param name="Names">The names of <paramref name="Values"/>: <c>loss</c> and the metrics; at an epoch's end those of validation,
/// too.</param>
/// <param name="Values">Means over the samples done.</param>
/// <param name="Elapsed">The time that the epoch's samples took, validation and callbacks excepted.</param>
/// <param name="IsEpochEnd">Whether the epoch is over; reported exactly once an epoch.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Samples, int TotalSamples, IReadOnlyList<string> Names, IReadOnlyList<double> Values, TimeSpan Elapsed,
    bool IsEpochEnd)
{
    /// <summary>At an epoch's end, something that people should know, a sentence or two; usually null. It is in
    /// <see cref="History.Notes"/>, too.</summary>
    public string? Note { get; init; }

    /// <summary>The samples learnt from each second.</summary>
    public double SamplesPerSecond => Samples / Math.Max(Elapsed.TotalSeconds, 1e-9);

    /// <summary>How long the rest of the epoch will take at this rate.</summary>
    public TimeSpan TimeLeft => TimeSpan.FromSeconds(Math.Min((TotalSamples - Samples) / Math.Max(SamplesPerSecond, 1e-3), 1e9));

    /// <summary>A figure with four decimals, or in scientific notation where these would not show it.</summary>
    internal static string Figure(double value) =>
        value.ToString(Math.Abs(value) is >= 1e6 or (< 1e-3 and > 0) ? "0.0000e+0" : "0.0000", CultureInfo.InvariantCulture);
}
