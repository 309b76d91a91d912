using System.Globalization;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A speed that the project promises on one core of an AVX-512 machine, and what was measured.</summary>
/// <param name="What">Of what.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Limit">What it must reach.</param>
/// <param name="Unit">The unit of both.</param>
/// <param name="AtMost">Whether less is better.</param>
internal sealed record Target(string What, double Measured, double Limit, string Unit, bool AtMost = false)
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
        $"| {What} | {(AtMost ? "≤" : "≥")} {Limit:0.##}{Unit} | {Measured:0.##}{Unit} | {((AtMost ? Measured <= Limit : Measured >= Limit) ? "reached" : "**missed**")} |");
}
