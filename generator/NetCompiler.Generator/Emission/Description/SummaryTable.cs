using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>The layer table: on hover, and as the constant <c>Summary</c>.</summary>
internal static class SummaryTable
{
    /// <summary>Stands for the size of the code while the file that holds it is being written.</summary>
    private const string CodeSizePlace = "\u0001";

    /// <summary>The table's lines, without trailing blanks.</summary>
    public static IReadOnlyList<string> Lines(Plan plan)
    {
        Network network = plan.Network;
        List<string[]> rows = Rows(network);
        int[] widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        string rule = new('-', widths.Sum() + 2 * (widths.Length - 1));
        string smoothing = network.LabelSmoothing > 0 ? $", label smoothing {Literal.Number(network.LabelSmoothing)}" : "";
        string purpose = network.IsInferenceOnly ? "inference only" : $"loss {network.Loss}";
        var lines = new List<string> { $"{network.Class.PlainName}: {purpose}{smoothing}", rule };
        foreach (string[] row in rows)
        {
            lines.Add(string.Join("  ", row.Select((cell, column) =>
                column is 3 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
            if (row == rows[0])
                lines.Add(rule);
        }
        lines.Add(rule);
        long statistics = network.Parameters.Where(parameter => parameter.Spec.IsStatistic).Sum(parameter => parameter.Spec.Shape.Length);
        string ofThem = statistics == 0 ? "" : $", {Literal.Grouped(statistics)} of them statistics";
        lines.Add(
            $"{Literal.Grouped(network.ParameterCount)} parameters ({Bytes(4 * network.ParameterCount)}){ofThem}, " +
            $"{Literal.Grouped(network.Nodes.Sum(node => node.Layer.MultiplyAdds))} multiply-adds a sample");
        string training = network.IsInferenceOnly ? "" : $", {Bytes(4L * TrainingFloats(plan))} in training";
        string shared = plan.Floats.Shared == 0 ? "" : $" (and {Bytes(4L * plan.Floats.Shared)} that samples share)";
        string prepared = plan.Floats.Prepared == 0 ? "" : $"; prepared for inference {Bytes(4L * plan.Floats.Prepared)}";
        lines.Add($"memory: weights {Bytes(4L * network.WeightFloats)}; a sample {Bytes(4L * plan.Floats.PerRow)} in " +
            $"inference{shared}{training}{prepared}");
        lines.Add($"code: about {CodeSizePlace} of IL");
        return lines;
    }

    /// <summary>The cells, heading first; where the network is no chain, with what every layer reads.</summary>
    private static List<string[]> Rows(Network network)
    {
        var rows = new List<string[]>
        {
            new[] { "Layer", "Kind", "Output", "Parameters", "Multiply-adds" },
            new[] { "input", "", network.Input.ToString(), "", "" },
        };
        foreach (Node node in network.Nodes)
        {
            Layer layer = node.Layer;
            string frozen = node.IsTrainable || layer.Parameters.Count == 0 ? "" : ", frozen";
            rows.Add([layer.Name, layer.Title + frozen, layer.Output.ToString(),
                Count(layer.Parameters.Sum(parameter => parameter.Shape.Length)), Count(layer.MultiplyAdds)]);
        }
        if (network.IsChain)
            return rows;
        for (int i = 0; i < rows.Count; i++)
            rows[i] = [.. rows[i], i == 0 ? "Connected to" : i == 1 ? "" : string.Join(", ", network.Nodes[i - 2].Reads.Select(NameOf))];
        return rows;

        string NameOf(int value) => value == 0 ? "input" : network.Nodes[value - 1].Layer.Name;
    }

    /// <summary>The whole file with the size of its code in its tables: two digits of an estimate.</summary>
    public static string FillIn(string file)
    {
        int size = CodeSize.Estimate(file), unit = 1;
        while (size / unit >= 100)
            unit *= 10;
        return file.Replace(CodeSizePlace, Bytes((size + unit / 2) / unit * unit));
    }

    /// <summary>What a sample takes in training: its input, answer and target besides the workspace.</summary>
    private static long TrainingFloats(Plan plan) =>
        plan.Floats.TrainingPerRow + plan.Training.InputStride + 2L * plan.AnswerOf(plan.Training).Stride;

    private static string Count(long value) => value == 0 ? "" : Literal.Grouped(value);

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{Literal.Grouped(bytes)} B",
        < 10_000_000 => $"{Literal.Grouped(bytes / 1000)} KB",
        _ => $"{Literal.Grouped(bytes / 1_000_000)} MB",
    };
}
