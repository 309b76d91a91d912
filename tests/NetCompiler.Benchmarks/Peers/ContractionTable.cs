using System.Globalization;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>Our contractions of 512x512 at batch 128, held against the most that the core can do, measured in the same rounds.</summary>
internal static class ContractionTable
{
    /// <summary>Measures, writes the table, and gives the targets.</summary>
    public static IReadOnlyList<Target> Measure(TextWriter output, TimeSpan time)
    {
        IReadOnlyList<Measurement> measured = Rounds.Measure(
            [new FmaPeak(), .. SquarePhase.Phases()], time);
        double peak = FmaPeak.Operations / measured[0].Nanoseconds;
        (double forward, double rows, double transposition, double weights) =
            (measured[1].Nanoseconds, measured[2].Nanoseconds, measured[3].Nanoseconds, measured[4].Nanoseconds);

        output.WriteLine("### Contractions, 512x512, batch 128, one thread");
        output.WriteLine();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"FMA peak measured in the same rounds: {peak:F0} GFLOP/s ({measured[0].Contender.Form})."));
        output.WriteLine();
        output.WriteLine("| contraction | time | GFLOP/s | of peak | measured as |");
        output.WriteLine("|---|--:|--:|--:|---|");
        List<Target> targets = [];
        Row("forward", forward / SquarePhase.Layers, "five layers with bias, ReLU and loss");
        Row("dX", (rows - forward) / (SquarePhase.Layers - 1), "four layers with ReLU's derivative: forward and backward, less forward");
        Row(
            "dX with transposition", (rows - forward + transposition) / (SquarePhase.Layers - 1),
            "the same, and the transposition of the kernels, once a step");
        Row("dW", weights / SquarePhase.Layers, "five layers with the bias's gradient");
        output.WriteLine();
        return [.. targets.Where(target => !target.What.Contains("transposition", StringComparison.Ordinal))];

        void Row(string name, double nanoseconds, string how)
        {
            targets.Add(new(
                $"contraction 512x512, batch 128: {name}, of the FMA peak", 100 * SquarePhase.Operations / nanoseconds / peak, 85, " %"));
            double speed = SquarePhase.Operations / nanoseconds;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {ResultTable.Time(nanoseconds)} | {speed:F0} | {100 * speed / peak:F0} % | {how} |"));
        }
    }
}
