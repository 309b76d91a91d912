using System.Globalization;
using NetCompiler.Benchmarks.Networks;
using NetCompiler.Benchmarks.Peers;

namespace NetCompiler.Benchmarks.Alignment;

/// <summary>The <c>alignment</c> command: what a prediction costs when weights are read where a resource of an assembly has them, at any
/// multiple of 8 bytes, in place of a copy that begins with a cache line.</summary>
internal static class AlignmentCommand
{
    public static int Run(TextWriter output)
    {
        output.WriteLine(Machine.Description);
        output.WriteLine();
        output.WriteLine("One sample, one thread; the same weights, rows padded, beginning with a cache line or 8 bytes behind.");
        output.WriteLine();
        output.WriteLine("| network | weights | aligned | 8 bytes off | ratio |");
        output.WriteLine("|---|--:|--:|--:|--:|");
        foreach ((string title, CompiledNetwork network) in new (string, CompiledNetwork)[]
        {
            ("64-256-128-10", new Recogniser(1).Compiled), ("784-512-512-10", new Mnist(1).Compiled),
            ("784-3000-3400-10", new Megabytes(1).Compiled),
        })
        {
            using ShiftedWeights aligned = new(network, 0), shifted = new(network, 8 / sizeof(float));
            IReadOnlyList<Measurement> results = Rounds.Measure([aligned, shifted], TimeSpan.FromSeconds(4));
            if (!aligned.Result().AsSpan().SequenceEqual(shifted.Result()))
                throw new InvalidOperationException($"{title}: the answers differ.");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {title} | {4 * network.Info.WeightFloats / 1000:N0} KB | {ResultTable.Time(results[0].Nanoseconds)} | "
                    + $"{ResultTable.Time(results[1].Nanoseconds)} | {results[1].Nanoseconds / results[0].Nanoseconds:0.00} |"));
        }
        return 0;
    }
}
