using NetCompiler.Tool.Onnx;
using Spectre.Console;

namespace NetCompiler.Tool.Commands;

/// <summary>All nodes that stand in the way, with the nearest way out.</summary>
internal static class ProblemReport
{
    public static void Print(string path, IReadOnlyList<Problem> problems)
    {
        Console.WriteLine($"{path} was not imported: {problems.Count} {(problems.Count == 1 ? "node has" : "nodes have")} no layer. "
            + "Nothing was written.");
        var table = new Table().AddColumns("Node", "Kind", "Why", "Way out");
        foreach (Problem problem in problems)
            table.AddRow(new Text(problem.Node), new Text(problem.Kind), new Text(problem.Reason), new Text(problem.WayOut));
        AnsiConsole.Write(table);
    }
}
