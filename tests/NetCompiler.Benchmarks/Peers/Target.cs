using System.Globalization;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A ratio that the project promises on one core of an AVX-512 machine, and what was measured.</summary>
/// <param name="What">Of what.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Limit">What it must reach at least.</param>
/// <param name="Unit">The unit of both: how many times a peer's speed, or a share of the core's.</param>
internal sealed record Target(string What, double Measured, double Limit, string Unit)
{
    public static void Write(TextWriter output, IReadOnlyList<Target> targets)
    {
        output.WriteLine("### Targets");
        output.WriteLine();
        output.WriteLine("| figure | target | measured | |");
        output.WriteLine("|---|--:|--:|---|");
        foreach (Target target in targets)
            output.WriteLine(target.Row);
        output.WriteLine();
    }

    private string Row => string.Create(
        CultureInfo.InvariantCulture,
        $"| {What} | ≥ {Limit:0.##}{Unit} | {Measured:0.##}{Unit} | {(Measured >= Limit ? "reached" : "**missed**")} |");
}
