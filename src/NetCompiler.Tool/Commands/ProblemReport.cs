using NetCompiler.Tool.Onnx;
using Spectre.Console;

namespace NetCompiler.Tool.Commands;

/// <summary>All nodes that stand in the way, with the nearest way out.</summary>
internal static class ProblemReport
{
    /// <param name="what">What was not done.</param>
    /// <param name="kind">What the problems are about: nodes or layers.</param>
    /// <param name="problems">All of them.</param>
    public static void Print(string what, string kind, IReadOnlyList<Problem> problems)
    {
        Console.WriteLine($"{what}: {problems.Count} {(problems.Count == 1 ? $"{kind} has" : $"{kind}s have")} no counterpart. "
            + "Nothing was written.");
        var table = new Table().AddColumns(kind[..1].ToUpperInvariant() + kind[1..], "Kind", "Why", "Way out");
        foreach (Problem problem in problems)
            table.AddRow(new Text(problem.Node), new Text(problem.Kind), new Text(problem.Reason), new Text(problem.WayOut));
        AnsiConsole.Write(table);
    }
}
