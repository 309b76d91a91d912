using System.Diagnostics;
using NetCompiler.Benchmarks.Peers;

namespace NetCompiler.Benchmarks.Generator;

/// <summary>The command that times the generator itself and prints a Markdown table.</summary>
internal static class GeneratorCommand
{
    private const int Runs = 21;

    public static int Run(TextWriter output)
    {
        output.WriteLine(Machine.Description);
        output.WriteLine();
        output.WriteLine(
            $"Cold: a new driver and a compilation that has bound nothing, median of {Runs} runs; the first run of the process also "
                + "compiles Roslyn and the");
        output.WriteLine("generator to machine code. Keystroke: a character typed behind the class, parsing of the file included.");
        output.WriteLine();
        output.WriteLine("| network | first run of the process | cold | keystroke elsewhere | all cached | lines generated |");
        output.WriteLine("|---|--:|--:|--:|---|--:|");
        bool good = true;
        foreach ((string name, string source) in GeneratorSources.ByName)
        {
            GeneratorRun run = new(source);
            double first = Time(run.RunCold);
            double cold = Median(run.RunCold);
            double keystroke = Median(run.RunAfterKeystroke);
            good &= run.EverythingCached;
            string firstOfAll = name == GeneratorSources.ByName.Keys.First() ? ResultTable.Time(first) : "";
            output.WriteLine(
                $"| {name} | {firstOfAll} | {ResultTable.Time(cold)} | {ResultTable.Time(keystroke)} | "
                    + $"{(run.EverythingCached ? "yes" : "**no**")} | {run.Lines} |");
        }
        return good ? 0 : 1;
    }

    private static double Median(Action action) => Enumerable.Range(0, Runs).Select(_ => Time(action)).Order().ElementAt(Runs / 2);

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
